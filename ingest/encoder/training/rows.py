"""Parallel rows: the same text in two or three languages, with source and licence of each."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingest.documents import LANGUAGES, Language
from ingest.errors import IngestError

FORBIDDEN_LICENCES = ("CC-BY-SA", "GPL", "CC-BY-NC")
"""What may not go into weights that we give away under Apache-2.0."""

WORD_LIST = "word-list"
OWN_SENTENCES = "own-sentences"
OWN_LICENCE = "Apache-2.0"
MOST_LABELS = 3
"""Of a concept; later ones are seldom what people say."""

MOST_PASSAGE_WORDS = 90
MOST_PASSAGE_ROWS = 7


class RowsError(IngestError):
    """A file of parallel rows cannot be used; the message names file, line and field."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One text in at least two of the three languages."""

    source: str
    licence: str
    texts: dict[Language, str]


def read_rows(paths: Iterable[Path]) -> list[Row]:
    """Return the rows of these files, in order.

    .jsonl and .jsonl.gz hold rows with `src`, `lic` and a text a language; .tsv holds texts of our
    own in columns nl, de, en (a name that begins with "words": alternatives between semicolons);
    .yaml holds concepts of the thesaurus. Raises RowsError for a line that is broken, or under a
    licence that is not allowed.
    """
    rows: list[Row] = []
    for path in paths:
        rows += _READERS.get(path.suffix, _json_rows)(path)
    return rows


def _json_rows(path: Path) -> Iterator[Row]:
    for number, line in _lines(path):
        try:
            entry = json.loads(line)
            texts = {language: entry[language] for language in LANGUAGES if entry.get(language)}
            row = Row(source=entry["src"], licence=entry["lic"], texts=texts)
        except (ValueError, KeyError, TypeError) as error:
            raise RowsError(
                f"{path}:{number}: no parallel row ({error}); mend or drop it"
            ) from error
        if row.licence.startswith(FORBIDDEN_LICENCES):
            raise RowsError(f"{path}:{number}: licence {row.licence} is not allowed; drop the row")
        yield row


def _own_rows(path: Path) -> Iterator[Row]:
    source = WORD_LIST if path.name.startswith("words") else OWN_SENTENCES
    for number, line in _lines(path):
        cells = line.rstrip("\n").split("\t")
        if len(cells) != len(LANGUAGES):
            raise RowsError(f"{path}:{number}: {len(cells)} columns, expected nl, de, en")
        texts = {name: cell for name, cell in zip(LANGUAGES, cells, strict=True) if cell}
        yield Row(source=source, licence=OWN_LICENCE, texts=texts)


def _concept_rows(path: Path) -> Iterator[Row]:
    """Read the labels of each concept as one entry of a word list."""
    for concept in yaml.safe_load(path.read_text(encoding="utf-8"))["concepts"]:
        labels: dict[Language, list[str]] = {
            language: [
                concept["prefLabel"][language],
                *concept.get("altLabel", {}).get(language, []),
            ]
            for language in LANGUAGES
        }
        texts = {language: "; ".join(found[:MOST_LABELS]) for language, found in labels.items()}
        yield Row(source=WORD_LIST, licence=OWN_LICENCE, texts=texts)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    except (OSError, ValueError) as error:
        raise RowsError(f"{path}: cannot be read ({error}); check the address") from error
    # Not splitlines(): a text may hold other marks that count as line ends there.
    lines = enumerate(text.split("\n"), 1)
    yield from ((number, line) for number, line in lines if line.strip())


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".tsv": _own_rows,
    ".yaml": _concept_rows,
}


def joined(rows: Sequence[Row], languages: tuple[Language, Language], seed: int) -> list[Row]:
    """Return neighbouring rows of one source joined to passages, as long as what we index.

    Rows stand in the order of the documents that they were taken from, so neighbours belong
    together; a model that has only seen sentences reads passages badly.
    """
    chance = random.Random(seed)
    passages: list[Row] = []
    run: list[Row] = []
    wanted = chance.randint(2, MOST_PASSAGE_ROWS)
    for row in rows:
        fits = set(languages) <= set(row.texts) and row.source != WORD_LIST
        if run and (not fits or row.source != run[0].source):
            run = []
        if not fits:
            continue
        run.append(row)
        words = sum(len(part.texts[languages[0]].split()) for part in run)
        if len(run) >= wanted or words >= MOST_PASSAGE_WORDS:
            if words >= MOST_PASSAGE_WORDS // 3:
                passages.append(_join(run, languages))
            run, wanted = [], chance.randint(2, MOST_PASSAGE_ROWS)
    return passages


def _join(run: Sequence[Row], languages: tuple[Language, Language]) -> Row:
    texts = {name: "\n".join(row.texts[name] for row in run) for name in languages}
    return Row(source=run[0].source, licence=run[0].licence, texts=texts)
