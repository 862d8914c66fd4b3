"""Where a new row starts: at the English pieces that its word is translated by.

IBM model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation") over pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.encoder.training.rows import WORD_LIST, Row
from ingest.encoder.training.vocabulary import NEW_LANGUAGES

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ROUNDS = 4
LONGEST_TEXT = 170
LONGEST_PIECES = 40
AT_ONCE = 15_000
LEAST_COUNT = 0.3
LEAST_PROBABILITY = 0.04
MOST_TRANSLATIONS = 6
WORD_LIST_REPEATS = 3
"""An entry of the word list is one clean pair; a row of running text is many doubtful ones."""

FIRST_WORD = 2000
"""Pieces before this number are special, single letters and signs; they tell nothing of size."""


@dataclass(frozen=True)
class _Pairs:
    """Every (new piece, English piece) that stand in one row, once; `rows` index into them."""

    foreign: Ints
    english: Ints
    chunks: list[tuple[NDArray[np.int32], NDArray[np.int32], int]]


def initial_rows(
    rows: Sequence[Row], tokenizer: Tokenizer, base: Tokenizer, body: Floats
) -> Floats:
    """Return start values of all rows, shape (pieces, width); those of the body come unchanged."""
    known = len(body)
    count = tokenizer.get_vocab_size()
    pairs = _collected(*_texts(rows), tokenizer, base, known, count)
    probability, support = _estimated(pairs, count)
    table = np.concatenate([body, _spelled(tokenizer, body)])
    _place(table, pairs, probability, support, body)
    typical = float(np.median(np.linalg.norm(body[FIRST_WORD:], axis=1)))
    lengths = np.linalg.norm(table[known:], axis=1, keepdims=True)
    table[known:] *= typical / np.maximum(lengths, 1e-6)
    return table


def _texts(rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    foreign, english = [], []
    for row in rows:
        translated = row.texts.get("en", "")
        if not translated or len(translated) >= LONGEST_TEXT:
            continue
        for language in NEW_LANGUAGES:
            if language in row.texts:
                repeats = WORD_LIST_REPEATS if row.source == WORD_LIST else 1
                foreign += [row.texts[language]] * repeats
                english += [translated] * repeats
    return foreign, english


def _collected(
    foreign: list[str],
    english: list[str],
    tokenizer: Tokenizer,
    base: Tokenizer,
    known: int,
    count: int,
) -> _Pairs:
    theirs = [
        np.unique(e.ids) for e in tokenizer.encode_batch_fast(foreign, add_special_tokens=False)
    ]
    ours = [np.unique(e.ids) for e in base.encode_batch_fast(english, add_special_tokens=False)]
    chunks = [
        _cells(theirs[start : start + AT_ONCE], ours[start : start + AT_ONCE], known, count)
        for start in range(0, len(theirs), AT_ONCE)
    ]
    keys = np.unique(np.concatenate([np.unique(cells) for cells, _, _ in chunks]))
    numbered = [
        (np.searchsorted(keys, cells).astype(np.int32), groups, groups_count)
        for cells, groups, groups_count in chunks
    ]
    return _Pairs(foreign=keys // known, english=keys % known, chunks=numbered)


def _cells(
    theirs: Sequence[Ints], ours: Sequence[Ints], known: int, null: int
) -> tuple[Ints, NDArray[np.int32], int]:
    """Return the pairs of each row as numbers; one group is one English piece of one row."""
    cells: list[Ints] = [np.zeros(0, np.int64)]
    groups: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    done = 0
    for foreign, english in zip(theirs, ours, strict=True):
        if not (0 < len(foreign) <= LONGEST_PIECES and 0 < len(english) <= LONGEST_PIECES):
            continue
        with_null = np.append(foreign, null).astype(np.int64)
        cells.append(np.tile(with_null, len(english)) * known + np.repeat(english, len(with_null)))
        groups.append(
            np.repeat(np.arange(done, done + len(english), dtype=np.int32), len(with_null))
        )
        done += len(english)
    return np.concatenate(cells), np.concatenate(groups), done


def _estimated(pairs: _Pairs, null: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return p(English | foreign) of every pair, and how often each foreign piece was explained."""
    probability = np.ones(len(pairs.foreign))
    for _ in range(ROUNDS):
        expected = np.zeros(len(probability))
        for cells, groups, count in pairs.chunks:
            weight = probability[cells]
            weight /= np.bincount(groups, weight, count)[groups]
            expected += np.bincount(cells, weight, len(expected))
        support = np.bincount(pairs.foreign, expected, null + 1).astype(np.float64)
        probability = expected / support[pairs.foreign]
    probability[expected < LEAST_COUNT] = 0.0
    return probability, support


def _spelled(tokenizer: Tokenizer, body: Floats) -> Floats:
    """Return a row for each new piece from the pieces of the body that it is spelled with."""
    vocabulary = tokenizer.get_vocab()
    known = len(body)
    new = sorted((number, piece) for piece, number in vocabulary.items() if number >= known)
    middle = body[FIRST_WORD:].mean(axis=0)
    rows = np.zeros((len(new), body.shape[1]), np.float32)
    for at, (_, piece) in enumerate(new):
        numbers = _older_pieces(piece, vocabulary, known)
        rows[at] = body[numbers].mean(axis=0) if numbers else middle
    return rows


def _older_pieces(piece: str, vocabulary: dict[str, int], known: int) -> list[int]:
    """Cut greedily into the longest pieces of the body, as WordPiece does."""
    inner, rest = piece.startswith("##"), piece.removeprefix("##")
    found = []
    while rest:
        for end in range(len(rest), 0, -1):
            number = vocabulary.get(f"##{rest[:end]}" if inner else rest[:end], known)
            if number < known:
                found.append(number)
                break
        else:
            end = 1
        rest, inner = rest[end:], True
    return found


def _place(
    table: Floats,
    pairs: _Pairs,
    probability: NDArray[np.float64],
    support: NDArray[np.float64],
    body: Floats,
) -> None:
    """Move each new row towards the translations that the texts are sure of."""
    order = np.lexsort((-probability, pairs.foreign))
    bounds = np.searchsorted(pairs.foreign[order], np.arange(len(table) + 1))
    for piece in range(len(body), len(table)):
        best = order[bounds[piece] : bounds[piece + 1]][:MOST_TRANSLATIONS]
        best = best[probability[best] > LEAST_PROBABILITY]
        if not len(best):
            continue
        weight = probability[best].astype(np.float32)
        aligned = (weight[:, None] * body[pairs.english[best]]).sum(axis=0) / weight.sum()
        sure = min(1.0, 1.5 * float(weight.sum())) * min(1.0, float(support[piece]) / 2)
        table[piece] = sure * aligned + (1 - sure) * table[piece]
