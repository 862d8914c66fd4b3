"""Lexical search: tantivy over stems with compound parts, and over character 5-grams."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from rapidfuzz import fuzz, process

from ingest.analysis import fold, grams, query_stems, stems
from ingest.documents import Passage
from ingest.errors import IndexStoreError
from ingest.index.store import indexed_text

FOLDER = "tantivy"
HEAP_BYTES = 60_000_000
STEM_WEIGHT = 1.0
GRAM_WEIGHT = 0.25
"""A word has about four 5-grams: a quarter each lets both fields weigh alike."""

NEAREST_RATIO = 85.0
LEAST_FREQUENCY = 2
"""A word in a single passage may itself be a typo."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("grams", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class WordSearch:
    """Finds passage ids by words. Analysis happens in `ingest.analysis`, not in tantivy."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        path = folder / FOLDER
        if writable:
            path.mkdir(exist_ok=True)
        self._schema = _schema()
        try:
            self._index = (
                tantivy.Index(self._schema, path=str(path))
                if writable
                else tantivy.Index.open(str(path))
            )
        except ValueError as error:
            raise IndexStoreError(
                f"{path} cannot be opened ({error}); run: wegwijzer ingest --rebuild"
            ) from error
        self._searcher = self._index.searcher()
        self._vocabulary: dict[str, list[str]] = {}

    def add(self, passages: Iterable[Passage]) -> None:
        """Add passages and commit."""
        writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for passage in passages:
            text = indexed_text(passage)
            writer.add_document(
                tantivy.Document(
                    id=passage.id,
                    stems=" ".join(stems(text, passage.language)),
                    grams=" ".join(grams(text)),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def best(self, query: str, k: int) -> list[tuple[str, float]]:
        """Return up to k (id, BM25 score), best first; a query without words finds nothing."""
        clauses = self._clauses(query)
        if not clauses or k < 1:
            return []
        return self._run(tantivy.Query.boolean_query(clauses), k)

    def scores(self, query: str, ids: Sequence[str]) -> dict[str, float]:
        """Return the exact score of each id, 0 where no word matches."""
        scores = dict.fromkeys(ids, 0.0)
        clauses = self._clauses(query)
        if clauses and scores:
            among = tantivy.Query.term_set_query(self._schema, "id", list(scores))
            only = (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0))
            found = self._run(tantivy.Query.boolean_query([only, *clauses]), len(scores))
            scores.update(found)
        return scores

    def idf(self, stem: str) -> float:
        """Return the inverse document frequency as BM25 has it."""
        count = self._searcher.num_docs
        frequency = self._searcher.doc_freq("stems", stem)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    def known(self, stem: str) -> bool:
        """Tell whether any passage holds the stem."""
        return self._searcher.doc_freq("stems", stem) > 0

    def similar(self, word: str) -> str | None:
        """Return the indexed word nearest to `word`, of those frequent enough to be no typo.

        A transposition, a wrong, a missing or a doubled letter is near; the first letter holds.
        """
        folded = fold(word)
        near = process.extractOne(
            folded, self._words(folded[:1]), scorer=fuzz.ratio, score_cutoff=NEAREST_RATIO
        )
        return str(near[0]) if near else None

    def _words(self, first: str) -> list[str]:
        if first not in self._vocabulary:
            rows = self._searcher.terms_with_prefix("stems", first)
            self._vocabulary[first] = [term for term, count in rows if count >= LEAST_FREQUENCY]
        return self._vocabulary[first]

    def count(self) -> int:
        """Return the number of passages."""
        return self._searcher.num_docs

    def _run(self, query: tantivy.Query, k: int) -> list[tuple[str, float]]:
        hits = self._searcher.search(query, k).hits
        return [(self._searcher.doc(address)["id"][0], score) for score, address in hits]

    def _clauses(self, query: str) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        words = query_stems(query)
        pieces = dict.fromkeys(grams(query))
        return [
            *(self._clause("stems", word, STEM_WEIGHT) for word in words),
            *(self._clause("grams", piece, GRAM_WEIGHT) for piece in pieces),
        ]

    def _clause(self, field: str, term: str, weight: float) -> tuple[tantivy.Occur, tantivy.Query]:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)
