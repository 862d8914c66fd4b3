"""Lexical search: tantivy over stems with compound parts, and over character 5-grams."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from rapidfuzz import fuzz, process

from ingest.analysis import fold, grams, stems
from ingest.documents import Passage
from ingest.errors import IndexStoreError
from ingest.index.query import LexicalQuery, OtherWords, Word
from ingest.index.store import indexed_text

FOLDER = "tantivy"
HEAP_BYTES = 60_000_000
STEM_WEIGHT = 1.0
GRAM_WEIGHT = 0.25
"""A word has about four 5-grams: a quarter each lets both fields weigh alike."""

CROSSED_WEIGHT = 0.8
"""Of translations and synonyms beside the words themselves, in what is looked at at all."""

BITS = 22
"""Ways that one search tells apart; a score holds whole numbers up to 2^24."""

SATURATION = 2.2
"""What BM25 gives a term at most, in units of its idf (k1 + 1, with tantivy's k1 of 1.2)."""

NEAREST_RATIO = 85.0
LEAST_FREQUENCY = 2
"""A word in a single passage may itself be a typo."""

_Query = tantivy.Query
_Occur = tantivy.Occur


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the words of a question prove about one passage; each from 0 to 1."""

    own: float = 0.0
    """BM25 of the question's own words, in shares of the most that they could give."""
    crossed: float = 0.0
    """The same of translations, synonyms and mended spellings."""
    grams: float = 0.0
    """The same of character 5-grams."""
    held: tuple[float, ...] = ()
    """How much of each word of the question the passage holds, in whatever way it says it."""


@dataclass(frozen=True)
class _Way:
    """One way in which a passage may hold a word, or all words of a group."""

    words: tuple[int, ...]
    """Places in `LexicalQuery.words`."""
    stems: tuple[str, ...]
    share: float
    all: bool = False
    """Whether a passage must hold all of the stems, or any."""
    part: bool = False


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
        self._only_these: dict[tuple[str, ...], _Query] = {}

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
        self._names.clear()

    # --- searching ----------------------------------------------------------------------------

    def best(self, query: LexicalQuery, k: int) -> list[tuple[str, float]]:
        """Return up to k (id, BM25 score), best first; a query without words finds nothing."""
        clauses = [*self._own(query), *self._crossed(query), *self._grams(query)]
        if not clauses or k < 1:
            return []
        return self._run(_any_of(clauses), k)

    def scores(self, query: LexicalQuery, ids: Sequence[str]) -> dict[str, float]:
        """Return the exact score of each id, 0 where no word matches."""
        return self._among([*self._own(query), *self._crossed(query), *self._grams(query)], ids)

    def evidence(self, query: LexicalQuery, ids: Sequence[str]) -> dict[str, Evidence]:
        """Return what each id proves; an id that is not there proves nothing."""
        own = self._among(self._own(query), ids)
        crossed = self._among(self._crossed(query), ids)
        pieces = self._among(self._grams(query), ids)
        held = self._held(query, ids)
        most_own = SATURATION * sum(map(self.idf, _own_stems(query))) or 1.0
        most_crossed = SATURATION * CROSSED_WEIGHT * sum(self.weights(query)) or 1.0
        most_grams = SATURATION * GRAM_WEIGHT * sum(map(self._gram_idf, query.grams)) or 1.0
        return {
            name: Evidence(
                own=own[name] / most_own,
                crossed=crossed[name] / most_crossed,
                grams=pieces[name] / most_grams,
                held=held[name],
            )
            for name in ids
        }

    def weights(self, query: LexicalQuery) -> tuple[float, ...]:
        """Return what each word of the query tells: its idf as the passages say it."""
        return tuple(self.weight(word) for word in query.words)

    def count(self) -> int:
        """Return the number of passages."""
        return self._searcher.num_docs

    # --- words --------------------------------------------------------------------------------

    def idf(self, stem: str) -> float:
        """Return the inverse document frequency as BM25 has it."""
        return self._inverse("stems", stem)

    def known(self, stem: str) -> bool:
        """Tell whether any passage holds the stem."""
        return self._searcher.doc_freq("stems", stem) > 0

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

    def _gram_idf(self, gram: str) -> float:
        return self._inverse("grams", gram)

    def _inverse(self, field: str, term: str) -> float:
        count = self._searcher.num_docs
        frequency = self._searcher.doc_freq(field, term)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    # --- clauses ------------------------------------------------------------------------------

    def _own(self, query: LexicalQuery) -> list[_Query]:
        return [self._term("stems", stem, STEM_WEIGHT) for stem in _own_stems(query)]

    def _grams(self, query: LexicalQuery) -> list[_Query]:
        return [self._term("grams", gram, GRAM_WEIGHT) for gram in query.grams]

    def _crossed(self, query: LexicalQuery) -> list[_Query]:
        """The best of the other ways to say each word, and each term."""
        found = []
        for group in query.groups:
            ways = [self._bm25(other) for other in group.others]
            words = [way for word in group.words if (way := self._other_ways(word))]
            if words:
                ways.append(_any_of(words))
            if ways:
                found.append(_best_of(ways))
        return found

    def _other_ways(self, word: Word) -> _Query | None:
        ways = [self._bm25(other) for other in word.others]
        return _best_of(ways) if ways else None

    def _bm25(self, other: OtherWords) -> _Query:
        weight = CROSSED_WEIGHT * other.weight / math.sqrt(len(other.stems))
        return _all_of([self._term("stems", stem, weight) for stem in other.stems])

    def _held(self, query: LexicalQuery, ids: Sequence[str]) -> dict[str, tuple[float, ...]]:
        """Return how much of each word each id holds.

        Every way to say a word is one bit of a score, so one search tells all of them: a sum of
        powers of two below 2^24 is exact in the 32-bit scores of tantivy.
        """
        ways = list(_ways(query))
        shares = {name: [0.0] * len(query.words) for name in ids}
        for start in range(0, len(ways), BITS):
            some = ways[start : start + BITS]
            clauses = [self._constant(way, float(1 << bit)) for bit, way in enumerate(some)]
            for name, score in self._among(clauses, ids).items():
                _add(shares[name], some, int(score))
        return {name: tuple(min(share, 1.0) for share in row) for name, row in shares.items()}

    def _constant(self, way: _Way, score: float) -> _Query:
        """Any of the stems of the way, or all of them."""
        terms = [self._term("stems", stem, 1.0) for stem in way.stems]
        return _Query.const_score_query(_all_of(terms) if way.all else _any_of(terms), score)

    def _term(self, field: str, term: str, weight: float) -> _Query:
        query = _Query.term_query(self._schema, field, term, "freq")
        return query if weight == 1.0 else _Query.boost_query(query, weight)

    def _among(self, clauses: Sequence[_Query], ids: Sequence[str]) -> dict[str, float]:
        """Return the score of each id by these clauses alone, 0 where none matches."""
        scores = dict.fromkeys(ids, 0.0)
        if clauses and scores:
            either = [(_Occur.Should, clause) for clause in clauses]
            only = (_Occur.Must, self._only(tuple(scores)))
            scores.update(self._run(_Query.boolean_query([only, *either]), len(scores)))
        return scores

    def _only(self, ids: tuple[str, ...]) -> _Query:
        """These passages and no score. A union of terms is faster than tantivy's set of terms."""
        found = self._only_these.get(ids)
        if found is None:
            terms = [_Query.term_query(self._schema, "id", name, "basic") for name in ids]
            found = _Query.const_score_query(_any_of(terms), 0.0)
            # One question asks several times for the same passages: the last ones are enough.
            self._only_these = {ids: found}
        return found

    def _run(self, query: _Query, k: int) -> list[tuple[str, float]]:
        hits = self._searcher.search(query, k, count=False).hits
        return [(self._name(address), score) for score, address in hits]

    def _name(self, address: tantivy.DocAddress) -> str:
        """Return the id at an address; reading a stored document costs more than remembering."""
        place = (address.segment_ord, address.doc)
        if place not in self._names:
            self._names[place] = str(self._searcher.doc(address)["id"][0])
        return self._names[place]


def _ways(query: LexicalQuery) -> Iterator[_Way]:
    """Yield every way in which a passage may hold a word: the surest first, then parts of it."""
    at = 0
    for group in query.groups:
        places = range(at, at + len(group.words))
        at = places.stop
        for place, word in zip(places, group.words, strict=True):
            yield _Way((place,), word.whole, 1.0)
            yield from (
                _Way((place,), (part,), 1 / len(word.parts), part=True) for part in word.parts
            )
            yield from (
                _Way((place,), other.stems, other.weight, all=True) for other in word.others
            )
        for other in group.others:
            yield _Way(tuple(places), other.stems, other.weight, all=True)


def _add(shares: list[float], ways: Sequence[_Way], mask: int) -> None:
    """Add what the bits of the mask tell: parts add up, of other ways the best one counts."""
    for bit, way in enumerate(ways):
        if mask >> bit & 1:
            for place in way.words:
                told = shares[place] + way.share if way.part else max(shares[place], way.share)
                shares[place] = told


def _own_stems(query: LexicalQuery) -> list[str]:
    return list(dict.fromkeys(stem for w in query.words for stem in (*w.whole, *w.parts)))


def _any_of(queries: Sequence[_Query]) -> _Query:
    if len(queries) == 1:
        return queries[0]
    return _Query.boolean_query([(_Occur.Should, query) for query in queries])


def _all_of(queries: Sequence[_Query]) -> _Query:
    if len(queries) == 1:
        return queries[0]
    return _Query.boolean_query([(_Occur.Must, query) for query in queries])


def _best_of(queries: Sequence[_Query]) -> _Query:
    return queries[0] if len(queries) == 1 else _Query.disjunction_max_query(list(queries))
