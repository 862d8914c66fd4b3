"""Writes the next generation beside the current one and publishes it whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import numpy as np

from ingest.analysis import grams, stems
from ingest.documents import Document, Passage
from ingest.errors import IncompatibleIndexError, IndexStoreError
from ingest.index import generations
from ingest.index.forward import held_words
from ingest.index.store import FILE, SCHEMA, Store, Vectors, indexed_text
from ingest.index.vectors import FOLDER as VECTORS_FOLDER
from ingest.index.vectors import VectorSearch
from ingest.index.words import FOLDER as WORDS_FOLDER
from ingest.index.words import IndexedWords, WordSearch

REBUILD_SHARE = 0.5
"""Chroma never shrinks: beyond this share of removed to live vectors it is written anew."""


class IndexBuilder:
    """A context: takes the writer lock, changes a hidden copy, and drops it unless published."""

    def __init__(
        self, path: Path, *, embedder_name: str, dimension: int, rebuild: bool = False
    ) -> None:
        self._path = path
        self._stamp = {"embedder": embedder_name, "dimension": str(dimension)}
        self._rebuild = rebuild
        self._added: list[str] = []
        self._removed: list[str] = []

    def __enter__(self) -> IndexBuilder:
        """Take the lock; raises IndexStoreError (another writer) or IncompatibleIndexError."""
        with ExitStack() as undo:
            undo.enter_context(generations.WriterLock(self._path))
            self._current = None if self._rebuild else generations.published_generation(self._path)
            generations.sweep(self._path, self._keep())
            self._hidden = generations.hidden_folder(self._path)
            undo.callback(generations.drop, self._hidden)
            self._store = undo.enter_context(closing(self._copy()))
            if self._current:
                check_stamp(self._store.meta(), self._stamp["embedder"], self._path)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop what was not published and let the next writer in."""
        self._undo.__exit__(kind, error, trace)

    def unchanged_vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """Return the vectors that are known already: these passages need no embedding."""
        return self._store.vectors(ids)

    def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Replace the document and its passages. `vectors` has shape (len(passages), dimension)."""
        unique = {passage.id: row for row, passage in enumerate(passages)}
        self.remove(document.uri)
        rows = list(unique.values())
        self._store.put(document, [passages[row] for row in rows], vectors[rows])
        self._added += unique

    def remove(self, uri: str) -> int:
        """Remove a document and return how many passages went with it."""
        ids = self._store.remove(uri)
        gone = set(ids)
        if gone:
            self._added = [name for name in self._added if name not in gone]
        self._removed += ids
        return len(ids)

    def publish(self) -> int:
        """Finish the searches, check that all three agree, and swap the pointer.

        Returns the number of the new generation.
        """
        self._store.set_meta(created=datetime.now(UTC).isoformat(timespec="seconds"), **self._stamp)
        self._write_vectors()
        self._write_words()
        self._store.finish(compact=bool(self._removed))
        folder = generations.publish(self._path, self._hidden)
        generations.sweep(self._path, folder)
        return generations.number_of(folder)

    def _keep(self) -> Path | None:
        """While rebuilding, the old generation goes on answering until the new one is there."""
        return generations.published_generation_or_none(self._path)

    def _copy(self) -> Store:
        if self._current is None:
            return Store(self._hidden, writable=True)
        shutil.copyfile(self._current / FILE, self._hidden / FILE)
        return Store(self._hidden, writable=True)

    def _write_vectors(self) -> None:
        live = self._store.count()
        worn = int(self._store.meta().get("worn", "0")) + len(self._removed)
        fresh = self._current is None or worn > REBUILD_SHARE * live
        if not fresh and self._current is not None:
            shutil.copytree(self._current / VECTORS_FOLDER, self._hidden / VECTORS_FOLDER)
        self._store.set_meta(worn="0" if fresh else str(worn))
        search = VectorSearch(self._hidden, writable=True)
        if not fresh:
            search.remove(self._removed)
        known = self._store.vectors(None if fresh else self._added)
        if known:
            search.add(list(known), np.stack(list(known.values())))
        self._expect("vectors", search.count(), live)
        search.close()

    def _write_words(self) -> None:
        """Words of removed passages would stay in tantivy's dictionary: then write it anew."""
        fresh = self._current is None or bool(self._removed)
        if not fresh and self._current is not None:
            shutil.copytree(self._current / WORDS_FOLDER, self._hidden / WORDS_FOLDER)
        search = WordSearch(self._hidden, writable=True)
        search.add(self._analysed(None if fresh else self._added))
        self._expect("words", search.count(), self._store.count())

    def _analysed(self, ids: Sequence[str] | None) -> Iterator[IndexedWords]:
        """Yield the words of passages for the search by words, and keep them beside the text."""
        wordless = self._store.wordless()
        for passage in self._store.passages(ids):
            text = indexed_text(passage)
            words = IndexedWords(passage.id, stems(text, passage.language), grams(text))
            if passage.id in wordless:
                self._store.put_words(passage.id, held_words(words.stems, words.grams))
            yield words

    @staticmethod
    def _expect(what: str, found: int, live: int) -> None:
        if found != live:
            raise IndexStoreError(
                f"{found} {what} for {live} passages: nothing was published; "
                "run: wegwijzer ingest --rebuild"
            )


def check_stamp(meta: dict[str, str], embedder_name: str | None, path: Path) -> None:
    """Raise IncompatibleIndexError unless schema and encoder are the ones that ask."""
    again = f"run: wegwijzer ingest --rebuild --index {path}"
    if meta.get("schema") != str(SCHEMA):
        raise IncompatibleIndexError(
            f"{path} has schema {meta.get('schema')}, this version needs {SCHEMA}; {again}"
        )
    if embedder_name is not None and meta.get("embedder", embedder_name) != embedder_name:
        raise IncompatibleIndexError(
            f"{path} was built with {meta['embedder']}, not with {embedder_name}; {again}"
        )
