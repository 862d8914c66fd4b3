"""SQLite with all text, metadata, hashes and vectors: the two searches are rebuilt from it."""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from ingest.documents import Document, Language, Locator, Metadata, Passage, Record
from ingest.errors import IndexStoreError
from ingest.index.forward import HeldWords

SCHEMA = 3
FILE = "passages.sqlite"
Vectors = NDArray[np.float32]

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
  id TEXT PRIMARY KEY, uri TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, format TEXT NOT NULL,
  pages INTEGER NOT NULL, paged INTEGER NOT NULL, metadata TEXT NOT NULL, record TEXT
);
CREATE TABLE passages (
  id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id), place INTEGER NOT NULL,
  text TEXT NOT NULL, language TEXT NOT NULL, page INTEGER NOT NULL, page_label TEXT,
  headings TEXT NOT NULL, offset INTEGER NOT NULL, url TEXT NOT NULL, published TEXT NOT NULL,
  vector BLOB NOT NULL
);
CREATE INDEX passages_of_document ON passages (document_id, place);
CREATE TABLE words (
  id TEXT PRIMARY KEY, length INTEGER NOT NULL,
  stems BLOB NOT NULL, counts BLOB NOT NULL, grams BLOB NOT NULL
);
CREATE INDEX words_by_length ON words (length);
"""
_METADATA = TypeAdapter(Metadata)
_RECORD = TypeAdapter(Record)
_MOST_VARIABLES = 500
CACHE_KIBIBYTES = 32_000
"""The upper levels of the trees of a million passages: rows are found twice as fast."""

_SELECT = """
SELECT p.id, p.text, p.language, p.page, p.page_label, p.headings, p.offset, p.document_id,
       d.uri, d.metadata, d.record, d.paged, p.url, p.published
FROM passages p JOIN documents d ON d.id = p.document_id
"""


_CANDIDATES = """
SELECT p.id, p.document_id, p.language, p.vector, w.length, w.stems, w.counts, w.grams
FROM passages p JOIN words w ON w.id = p.id
"""


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A document as the index lists it."""

    id: str
    uri: str
    digest: str
    format: str
    pages: int
    passages: int
    metadata: Metadata


@dataclass(frozen=True)
class Candidates:
    """What a ranking must know of passages; a row for each."""

    ids: tuple[str, ...]
    documents: tuple[str, ...]
    languages: tuple[Language, ...]
    vectors: Vectors
    """Unit vectors, shape (rows, dimension)."""
    words: tuple[HeldWords, ...]


def indexed_text(passage: Passage) -> str:
    """Return what is embedded and searched: the headings tell what the text is about."""
    title = passage.metadata.title
    above = [title, *(heading for heading in passage.locator.headings[-2:] if heading != title)]
    context = ". ".join(part for part in above if part and not passage.text.startswith(part))
    return f"{context}\n{passage.text}" if context else passage.text


class Store:
    """One SQLite file; opened for writing by a builder and read-only by everybody else."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        path = folder / FILE
        new = writable and not path.exists()
        mode = "rwc" if writable else "ro&immutable=1"
        try:
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False
            )
            # Generations that a reader leaves behind are closed with the last use of them.
            weakref.finalize(self, self._db.close)
            if writable:
                # Deleted text is overwritten with zeros, not only unlinked.
                self._db.execute("PRAGMA secure_delete = ON")
            if new:
                self._db.executescript(_TABLES)
                self.set_meta(schema=str(SCHEMA))
            self._db.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
            self._db.execute("SELECT value FROM meta LIMIT 1")
        except sqlite3.Error as error:
            raise IndexStoreError(
                f"{path} cannot be opened ({error}); "
                "build the index anew with: wegwijzer ingest --rebuild"
            ) from error

    def finish(self, *, compact: bool) -> None:
        """Commit and close; `compact` also gives back the room of what was deleted."""
        self._db.commit()
        if compact:
            self._db.execute("VACUUM")
        self.close()

    def close(self) -> None:
        """Close, without what was not finished; closing twice is no error."""
        self._db.close()

    def meta(self) -> dict[str, str]:
        """Return schema, embedder, dimension, created and what else was stamped."""
        return dict(self._db.execute("SELECT key, value FROM meta"))

    def set_meta(self, **values: str) -> None:
        """Stamp values; existing keys are replaced."""
        self._db.executemany("REPLACE INTO meta VALUES (?, ?)", values.items())

    def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Insert a document with its passages; remove an older version first."""
        record = _RECORD.dump_json(document.record).decode() if document.record else None
        metadata = _METADATA.dump_json(document.metadata).decode()
        row = (document.id, document.uri, document.digest, document.format)
        row_end = (len(document.pages()), int(document.paged), metadata, record)
        self._db.execute("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?)", (*row, *row_end))
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (_passage_row(n, p, v) for n, (p, v) in enumerate(zip(passages, vectors, strict=True))),
        )

    def remove(self, uri: str) -> list[str]:
        """Delete the document at `uri` and return the ids of its passages."""
        query = "SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id WHERE uri = ?"
        ids = [row[0] for row in self._db.execute(query, (uri,))]
        inner = "SELECT id FROM documents WHERE uri = ?"
        self._db.executemany("DELETE FROM words WHERE id = ?", ((name,) for name in ids))
        self._db.execute(f"DELETE FROM passages WHERE document_id IN ({inner})", (uri,))
        self._db.execute("DELETE FROM documents WHERE uri = ?", (uri,))
        return ids

    def passages(self, ids: Iterable[str] | None = None) -> Iterator[Passage]:
        """Yield the passages with these ids, or all in reading order."""
        if ids is None:
            rows = self._db.execute(f"{_SELECT} ORDER BY d.uri, p.place")
            yield from map(_passage, rows)
            return
        for some in _slices(list(ids)):
            marks = ",".join("?" * len(some))
            yield from map(_passage, self._db.execute(f"{_SELECT} WHERE p.id IN ({marks})", some))

    def document_passages(self, document_id: str) -> Iterator[Passage]:
        """Yield the passages of one document in reading order."""
        query = f"{_SELECT} WHERE p.document_id = ? ORDER BY p.place"
        yield from map(_passage, self._db.execute(query, (document_id,)))

    def vectors(self, ids: Iterable[str] | None = None) -> dict[str, Vectors]:
        """Return passage id -> unit vector; ids that are not there are left out."""
        query = "SELECT id, vector FROM passages"
        if ids is None:
            return {name: _vector(blob) for name, blob in self._db.execute(query)}
        found: dict[str, Vectors] = {}
        for some in _slices(list(ids)):
            marks = ",".join("?" * len(some))
            rows = self._db.execute(f"{query} WHERE id IN ({marks})", some)
            found.update((name, _vector(blob)) for name, blob in rows)
        return found

    def candidates(self, ids: Sequence[str]) -> Candidates:
        """Return those of the ids that are there, in no order that means anything."""
        found: list[tuple[Any, ...]] = []
        for some in _slices(list(ids)):
            marks = ",".join("?" * len(some))
            found += self._db.execute(f"{_CANDIDATES} WHERE p.id IN ({marks})", some)
        if not found:
            return Candidates((), (), (), np.zeros((0, 0), np.float32), ())
        names, documents, languages, vectors, *words = zip(*found, strict=True)
        flat = np.frombuffer(b"".join(vectors), dtype=np.float16).astype(np.float32)
        held = tuple(HeldWords(*row) for row in zip(*words, strict=True))
        return Candidates(names, documents, languages, flat.reshape(len(names), -1), held)

    def put_words(self, passage_id: str, words: HeldWords) -> None:
        """Keep the words that a passage holds; it must have none yet."""
        row = (passage_id, words.length, words.stems, words.counts, words.grams)
        self._db.execute("INSERT INTO words VALUES (?,?,?,?,?)", row)

    def wordless(self) -> set[str]:
        """Return the ids of the passages whose words are not kept yet."""
        rows = self._db.execute("SELECT id FROM passages EXCEPT SELECT id FROM words")
        return {row[0] for row in rows}

    def mean_length(self) -> float:
        """Return the mean number of stems of a passage; 0 without passages."""
        return float(self._db.execute("SELECT avg(length) FROM words").fetchone()[0] or 0.0)

    def documents(self) -> tuple[DocumentRow, ...]:
        """Return every document with the number of its passages, by address."""
        rows = self._db.execute(
            "SELECT d.id, uri, digest, format, pages, count(p.id), metadata FROM documents d "
            "LEFT JOIN passages p ON p.document_id = d.id GROUP BY d.id ORDER BY uri"
        )
        return tuple(
            DocumentRow(
                id=row[0],
                uri=row[1],
                digest=row[2],
                format=row[3],
                pages=row[4],
                passages=row[5],
                metadata=_METADATA.validate_json(row[6]),
            )
            for row in rows
        )

    def records(self) -> tuple[Record, ...]:
        """Return the register: every document that is a record."""
        rows = self._db.execute("SELECT record FROM documents WHERE record IS NOT NULL ORDER BY id")
        return tuple(_RECORD.validate_json(row[0]) for row in rows)

    def count(self) -> int:
        """Return the number of passages."""
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def digests(self) -> dict[str, str]:
        """Return address -> digest of every document."""
        return dict(self._db.execute("SELECT uri, digest FROM documents"))


def _passage_row(place: int, passage: Passage, vector: Vectors) -> tuple[object, ...]:
    locator = passage.locator
    return (
        passage.id,
        passage.document_id,
        place,
        passage.text,
        passage.language,
        locator.page,
        locator.page_label,
        json.dumps(locator.headings, ensure_ascii=False),
        passage.offset,
        passage.metadata.url,
        passage.metadata.published,
        # Half precision halves the file; the cosine changes by less than .001.
        np.asarray(vector, dtype=np.float16).tobytes(),
    )


def _passage(row: tuple[Any, ...]) -> Passage:
    record = json.loads(row[10])["id"] if row[10] else None
    return Passage(
        document_id=row[7],
        text=row[1],
        language=row[2],
        locator=Locator(page=row[3], page_label=row[4], headings=tuple(json.loads(row[5]))),
        offset=row[6],
        uri=row[8],
        metadata=replace(_METADATA.validate_json(row[9]), url=row[12], published=row[13]),
        record_id=record,
        paged=bool(row[11]),
    )


def _vector(blob: bytes) -> Vectors:
    return np.frombuffer(blob, dtype=np.float16).astype(np.float32)


def _slices(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _MOST_VARIABLES):
        yield ids[start : start + _MOST_VARIABLES]
