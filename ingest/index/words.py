"""Lexical search: tantivy over stems with compound parts, and over character 5-grams."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from rapidfuzz import fuzz, process

from ingest.analysis import fold
from ingest.errors import IndexStoreError
from ingest.index.evidence import CROSSED_WEIGHT, other_ways, stems_of
from ingest.index.query import LexicalQuery, Word

FOLDER = "tantivy"
HEAP_BYTES = 60_000_000
MOST_REMEMBERED = 100_000

NEAREST_RATIO = 85.0
LEAST_FREQUENCY = 2
"""A word in a single passage may itself be a typo."""

_Query = tantivy.Query
_Occur = tantivy.Occur


@dataclass(frozen=True)
class IndexedWords:
    """A passage as it is searched by words, in reading order."""

    id: str
    stems: Sequence[str]
    grams: Sequence[str]


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
        self._names: dict[tuple[int, int], str] = {}
        self._frequencies: dict[tuple[str, str], int] = {}

    def add(self, passages: Iterable[IndexedWords]) -> None:
        """Add passages and commit."""
        writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for passage in passages:
            writer.add_document(
                tantivy.Document(
                    id=passage.id, stems=" ".join(passage.stems), grams=" ".join(passage.grams)
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._names.clear()
        self._frequencies.clear()

    # --- searching ----------------------------------------------------------------------------

    def found(self, query: LexicalQuery, k: int) -> list[str]:
        """Return up to k ids that the words bring up, in no order that means anything.

        Words and grams are looked for apart, and another way to say a word by each of its stems:
        one query of nested clauses is slower. What is found is scored
        exactly afterwards (`ingest.index.evidence`).
        """
        weights = dict.fromkeys(stems_of(query), 1.0)
        for other in other_ways(query):
            for stem in other.stems:
                weight = CROSSED_WEIGHT * other.weight / math.sqrt(len(other.stems))
                weights[stem] = max(weights.get(stem, 0.0), weight)
        by_stems = self._best([self._term("stems", *row) for row in weights.items()], k)
        by_grams = self._best([self._term("grams", gram, 1.0) for gram in query.grams], k // 2)
        return list(dict.fromkeys([*by_stems, *by_grams]))

    def count(self) -> int:
        """Return the number of passages."""
        return self._searcher.num_docs

    # --- words --------------------------------------------------------------------------------

    def idf(self, stem: str) -> float:
        """Return the inverse document frequency as BM25 has it."""
        return self._inverse("stems", stem)

    def gram_idf(self, gram: str) -> float:
        """Return the same of a character 5-gram."""
        return self._inverse("grams", gram)

    def weights(self, query: LexicalQuery) -> tuple[float, ...]:
        """Return what each word of the query tells: its idf as the passages say it."""
        return tuple(self.weight(word) for word in query.words)

    def known(self, stem: str) -> bool:
        """Tell whether any passage holds the stem."""
        return self._frequency("stems", stem) > 0

    def weight(self, word: Word) -> float:
        """Return the idf of a word by the commonest of the ways in which the passages say it."""
        ways = [self.idf(stem) for stem in word.whole if self.known(stem)]
        ways += [
            max(map(self.idf, other.stems))
            for other in word.others
            if all(map(self.known, other.stems))
        ]
        return min(ways, default=self._inverse("stems", ""))

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

    def _inverse(self, field: str, term: str) -> float:
        count, frequency = self._searcher.num_docs, self._frequency(field, term)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    def _frequency(self, field: str, term: str) -> int:
        """One question asks for the same terms again and again, and so do the next ones."""
        key = field, term
        if key not in self._frequencies:
            if len(self._frequencies) >= MOST_REMEMBERED:
                self._frequencies.clear()
            self._frequencies[key] = self._searcher.doc_freq(field, term)
        return self._frequencies[key]

    def _term(self, field: str, term: str, weight: float) -> _Query:
        query = _Query.term_query(self._schema, field, term, "freq")
        return query if weight == 1.0 else _Query.boost_query(query, weight)

    def _best(self, terms: Sequence[_Query], k: int) -> list[str]:
        if not terms or k < 1:
            return []
        query = _Query.boolean_query([(_Occur.Should, term) for term in terms])
        hits = self._searcher.search(query, k, count=False).hits
        return [self._name(address) for _, address in hits]

    def _name(self, address: tantivy.DocAddress) -> str:
        """Return the id at an address; reading a stored document costs more than remembering."""
        place = (address.segment_ord, address.doc)
        if place not in self._names:
            self._names[place] = str(self._searcher.doc(address)["id"][0])
        return self._names[place]
