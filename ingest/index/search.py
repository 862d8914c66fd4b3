"""Reads the published generation, and re-opens itself when another one is published."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.documents import Passage, Record
from ingest.errors import IndexStoreError
from ingest.index import generations
from ingest.index.builder import check_stamp
from ingest.index.evidence import Evidence, evidence_of
from ingest.index.query import LexicalQuery, plain_query
from ingest.index.store import Candidates, DocumentRow, Store, Vectors
from ingest.index.vectors import VectorSearch
from ingest.index.words import WordSearch

OPEN_ATTEMPTS = 3
"""A generation can be replaced between reading the pointer and opening the files."""


@dataclass(frozen=True, kw_only=True)
class _Generation:
    number: int
    stamp: tuple[int, int]
    store: Store
    vectors: VectorSearch
    words: WordSearch
    mean_length: float


class PassageIndex:
    """Both searches over one generation; every call sees the newest published one."""

    def __init__(self, path: Path, embedder_name: str | None) -> None:
        self._path = path
        self._pointer = os.fspath(path / generations.POINTER)
        self._embedder_name = embedder_name
        self._lock = threading.RLock()
        self._open = self._load()

    @classmethod
    def open(cls, path: Path, embedder_name: str | None = None) -> PassageIndex:
        """Open the index; raises IndexStoreError when there is none.

        `embedder_name` must be the stamp of the encoder whose vectors will be searched for;
        None opens an index whose vectors are not asked. Raises IncompatibleIndexError.
        """
        return cls(path, embedder_name)

    @property
    def generation(self) -> int:
        """Return the number of the generation that answers now."""
        return self._current().number

    def meta(self) -> dict[str, str]:
        """Return what the builder stamped: schema, embedder, dimension, created."""
        with self._lock:
            return self._current().store.meta()

    def dense(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return up to k (passage id, cosine), nearest first."""
        return self._current().vectors.nearest(vector, k)

    def found_by_words(self, query: LexicalQuery | str, k: int) -> list[str]:
        """Return the ids of some k passages that the words bring up, unordered and unscored."""
        return self._current().words.found(_query_of(query), k)

    def lexical(self, query: LexicalQuery | str, k: int) -> list[tuple[str, float]]:
        """Return up to k (passage id, BM25 over stems and 5-grams), best first."""
        scores = self.lexical_scores(query, self.found_by_words(query, k))
        return sorted(scores.items(), key=lambda row: (-row[1], row[0]))[: max(k, 0)]

    def lexical_scores(self, query: LexicalQuery | str, ids: Sequence[str]) -> dict[str, float]:
        """Return the exact lexical score of each id that is there; 0 where no word matches."""
        rows = self.candidates(ids)
        return dict(zip(rows.ids, self.evidence(query, rows).score.tolist(), strict=True))

    def evidence(self, query: LexicalQuery | str, rows: Candidates) -> Evidence:
        """Return what the words of the question prove about each row."""
        current = self._current()
        return evidence_of(_query_of(query), rows.words, current.words, current.mean_length)

    def word_weights(self, query: LexicalQuery) -> tuple[float, ...]:
        """Return the idf of each word of the query, as the passages say it."""
        return self._current().words.weights(query)

    def cosines(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        """Return the exact cosine of each id that is there."""
        rows = self.candidates(ids)
        return (
            dict(zip(rows.ids, (rows.vectors @ vector).tolist(), strict=True)) if rows.ids else {}
        )

    def candidates(self, ids: Sequence[str]) -> Candidates:
        """Return those of the ids that are there: all that a ranking must know, in one reading."""
        with self._lock:
            return self._current().store.candidates(ids)

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the stored unit vector of each id that is there."""
        with self._lock:
            return self._current().store.vectors(ids)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Return the passages that are there, by id."""
        with self._lock:
            return {passage.id: passage for passage in self._current().store.passages(ids)}

    def document_passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document in reading order."""
        with self._lock:
            return tuple(self._current().store.document_passages(document_id))

    def documents(self) -> tuple[DocumentRow, ...]:
        """Return every document, by address."""
        with self._lock:
            return self._current().store.documents()

    def records(self) -> tuple[Record, ...]:
        """Return the register."""
        with self._lock:
            return self._current().store.records()

    def count(self) -> int:
        """Return the number of passages."""
        with self._lock:
            return self._current().store.count()

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a stem."""
        return self._current().words.idf(word)

    def known(self, word: str) -> bool:
        """Tell whether any passage holds the stem."""
        return self._current().words.known(word)

    def similar(self, word: str) -> str | None:
        """Return the indexed word that the word is most likely a typo of, or None."""
        return self._current().words.similar(word)

    def vocabulary(self) -> WordSearch:
        """Return what the newest generation knows of single words, for many questions in a row."""
        return self._current().words

    def _current(self) -> _Generation:
        with self._lock:
            if self._open.stamp != _pointer_stamp(self._pointer):
                # The old one is left to threads that still read it; its files are open.
                self._open = self._load()
            return self._open

    def _load(self) -> _Generation:
        for attempt in range(OPEN_ATTEMPTS):
            stamp = _pointer_stamp(self._pointer)
            folder = _published(self._path)
            try:
                return self._open_folder(folder, stamp)
            except IndexStoreError:
                if stamp == _pointer_stamp(self._pointer) or attempt == OPEN_ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def _open_folder(self, folder: Path, stamp: tuple[int, int]) -> _Generation:
        store = Store(folder)
        meta = store.meta()
        check_stamp(meta, self._embedder_name, self._path)
        vectors = VectorSearch(folder)
        # Chroma reads its graph at the first query; after that the folder may be removed.
        vectors.nearest(np.ones(int(meta["dimension"]), dtype=np.float32), 1)
        words = WordSearch(folder)
        counts = {store.count(), vectors.count(), words.count()}
        if len(counts) > 1:
            raise IndexStoreError(
                f"the parts of {folder} do not belong together; "
                f"run: wegwijzer ingest --rebuild --index {self._path}"
            )
        number = generations.number_of(folder)
        return _Generation(
            number=number,
            stamp=stamp,
            store=store,
            vectors=vectors,
            words=words,
            mean_length=store.mean_length(),
        )


def _query_of(query: LexicalQuery | str) -> LexicalQuery:
    """A plain text is looked for by its own words."""
    return plain_query(query) if isinstance(query, str) else query


def published_documents(path: Path) -> dict[str, str]:
    """Return address -> digest of the published documents; empty when there is no index yet."""
    folder = generations.published_generation(path)
    if folder is None:
        return {}
    store = Store(folder)
    try:
        return store.digests()
    finally:
        store.close()


def check_published(path: Path, embedder_name: str) -> None:
    """Raise IncompatibleIndexError when the published index belongs to another encoder."""
    folder = generations.published_generation(path)
    if folder is None:
        return
    store = Store(folder)
    try:
        check_stamp(store.meta(), embedder_name, path)
    finally:
        store.close()


def _published(path: Path) -> Path:
    folder = generations.published_generation(path)
    if folder is None:
        raise IndexStoreError(
            f"there is no index in {path}; build one with: wegwijzer ingest --index {path}"
        )
    return folder


def _pointer_stamp(pointer: str) -> tuple[int, int]:
    """Return what changes when another generation is published (inode, time in ns)."""
    try:
        # A path as text, since every call of the index asks.
        state = os.stat(pointer)  # noqa: PTH116
    except FileNotFoundError:
        return (0, 0)
    return (state.st_ino, state.st_mtime_ns)
