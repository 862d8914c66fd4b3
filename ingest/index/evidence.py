"""What the words of a question prove about passages: exact for each, whoever brought it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.index.forward import Floats, HeldWords, grams_held, stem_counts
from ingest.index.query import LexicalQuery, OtherWords, Word

SATURATION = 1.2
LENGTH = 0.75
"""k1 and b of BM25 (Robertson & Zaragoza 2009), the values that Lucene and tantivy have too."""

MOST = SATURATION + 1
"""What BM25 gives a term at most, in units of its idf."""

GRAM_WEIGHT = 0.25
"""A word has about four 5-grams: a quarter each lets stems and grams weigh alike."""

CROSSED_WEIGHT = 0.8
"""Of translations and synonyms beside the words themselves."""


class Statistics(Protocol):
    """What the index knows about single terms."""

    def idf(self, stem: str) -> float:
        """Return the inverse document frequency of a stem."""
        ...

    def gram_idf(self, gram: str) -> float:
        """Return that of a gram."""
        ...

    def weights(self, query: LexicalQuery) -> tuple[float, ...]:
        """Return the idf of each word of a query, as the passages say it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A row for each passage."""

    score: Floats
    """BM25 of all words, translations and grams together."""
    own: Floats
    """BM25 of the question's own words, in shares of the most that they could give."""
    crossed: Floats
    """The same of translations, synonyms and mended spellings."""
    grams: Floats
    """The same of character 5-grams."""
    held: Floats
    """How much of each word a passage holds, in whatever way it says it: shape (rows, words)."""


def evidence_of(
    query: LexicalQuery, rows: Sequence[HeldWords], known: Statistics, mean_length: float
) -> Evidence:
    """Return what each row proves; `mean_length` is that of all passages, in stems."""
    table = _Table(query, rows, known, mean_length)
    own_stems = stems_of(query)
    own, crossed, grams = table.own(own_stems), table.crossed(query), table.grams(query)
    most_own = MOST * sum(map(known.idf, own_stems)) or 1.0
    most_crossed = MOST * CROSSED_WEIGHT * sum(known.weights(query)) or 1.0
    most_grams = MOST * GRAM_WEIGHT * sum(map(known.gram_idf, query.grams)) or 1.0
    return Evidence(
        score=own + crossed + grams,
        own=own / most_own,
        crossed=crossed / most_crossed,
        grams=grams / most_grams,
        held=table.held(query),
    )


def stems_of(query: LexicalQuery) -> list[str]:
    """Return the stems of the question's own words and of their parts."""
    return list(dict.fromkeys(stem for w in query.words for stem in (*w.whole, *w.parts)))


def other_ways(query: LexicalQuery) -> Iterator[OtherWords]:
    """Yield every other way to say a word or a term of the question."""
    for group in query.groups:
        yield from group.others
        for word in group.words:
            yield from word.others


class _Table:
    """How often each passage holds each stem of a question, and what BM25 makes of it."""

    def __init__(
        self,
        query: LexicalQuery,
        rows: Sequence[HeldWords],
        known: Statistics,
        mean_length: float,
    ) -> None:
        others = (stem for other in other_ways(query) for stem in other.stems)
        stems = list(dict.fromkeys([*stems_of(query), *others]))
        self._at: Mapping[str, int] = {stem: place for place, stem in enumerate(stems)}
        self._rows = rows
        self._known = known
        lengths = np.array([row.length for row in rows], np.float32)
        norm = 1 - LENGTH + LENGTH * lengths / np.float32(mean_length or 1.0)
        counts = stem_counts(stems, rows)
        # Of a term that a passage holds once.
        self._once = MOST / (1 + SATURATION * norm)
        self._there = counts > 0
        idfs = np.array([known.idf(stem) for stem in stems], np.float32)
        self._bm25 = idfs * counts * MOST / (counts + SATURATION * norm[:, None])

    def own(self, stems: Sequence[str]) -> Floats:
        return np.asarray(self._bm25[:, [self._at[stem] for stem in stems]].sum(axis=1))

    def grams(self, query: LexicalQuery) -> Floats:
        idfs = np.array([self._known.gram_idf(gram) for gram in query.grams], np.float32)
        held = grams_held(query.grams, self._rows)
        return np.asarray(GRAM_WEIGHT * self._once * (held @ idfs))

    def crossed(self, query: LexicalQuery) -> Floats:
        """Add the best of the other ways to say each word, or each term."""
        total = self._none()
        for group in query.groups:
            words = self._none()
            for word in group.words:
                words += self._best(word.others)
            total += np.maximum(words, self._best(group.others))
        return total

    def held(self, query: LexicalQuery) -> Floats:
        """Return the share of each word: of the ways to say it the best one counts."""
        columns: list[Floats] = []
        for group in query.groups:
            term = self._shares(group.others)
            columns += [np.maximum(term, self._word(word)) for word in group.words]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self._rows), 0), np.float32)

    def _word(self, word: Word) -> Floats:
        """Parts of a compound add up; the whole word, in any spelling, is all of it."""
        share = self._shares(word.others)
        if word.parts:
            parts = self._there[:, [self._at[part] for part in word.parts]]
            share = np.maximum(share, parts.mean(axis=1, dtype=np.float32))
        whole = self._there[:, [self._at[stem] for stem in word.whole]].any(axis=1)
        return np.asarray(np.where(whole, np.float32(1), share), np.float32)

    def _shares(self, others: Sequence[OtherWords]) -> Floats:
        best = self._none()
        for other in others:
            np.maximum(best, self._says(other) * np.float32(other.weight), out=best)
        return best

    def _best(self, others: Sequence[OtherWords]) -> Floats:
        best = self._none()
        for other in others:
            told = self._bm25[:, [self._at[stem] for stem in other.stems]].sum(axis=1)
            weight = CROSSED_WEIGHT * other.weight / len(other.stems) ** 0.5
            np.maximum(best, told * self._says(other) * np.float32(weight), out=best)
        return best

    def _says(self, other: OtherWords) -> NDArray[np.bool_]:
        return np.asarray(self._there[:, [self._at[stem] for stem in other.stems]].all(axis=1))

    def _none(self) -> Floats:
        return np.zeros(len(self._rows), np.float32)
