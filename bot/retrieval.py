"""Question to hits: two searches, one scale. The only place where their scores meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from bot.fusion import Proof, Relation, Weights, proofs, shipped_weights, supported
from bot.wording import IndexedWords, Terms, is_no_word, worded
from ingest.analysis import stems
from ingest.documents import Hit, Language
from ingest.embedding import Embedder, Reranker, Vectors
from ingest.index import LexicalQuery, PassageIndex, indexed_text

POOL = 40
"""Candidates taken from each search; their union is scored exactly by both.

With 30 to 200 of them the ten best are the same or a little better on the judged sets.
"""

OWN_LANGUAGE_BONUS = 0.05
"""For people only: a ranking of documents is judged without it."""

JUDGED = 30
"""So many of the best candidates are shown to a cross-encoder."""

GROUPED = 3
"""So many candidates a hit are looked at for repetitions: there are three languages."""

TWIN_COSINE = 0.84
"""Cosine from which two passages in different languages are one passage, translated.

Of our guides four in five aligned passages lie above it, and one in a hundred of the others.
"""

_BESIDE = ThreadPoolExecutor(max_workers=8, thread_name_prefix="words")
"""Waits for nobody: so many questions at once search by words while they are encoded."""

_WORD = re.compile(r"\w{6,}")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A passage that one of the searches found, with what speaks for it."""

    id: str
    document_id: str
    language: Language
    relation: Relation
    proof: Proof
    score: float
    support: float = 0.0
    """What other passages of its document added."""
    judged: float | None = None
    """What a cross-encoder says, from 0 to 1; None where none was asked."""
    vector: Vectors = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Retriever:
    """Finds passages by meaning and by words, whatever the language of either side."""

    index: PassageIndex
    embedder: Embedder
    terms: Terms | None = None
    """The thesaurus of the field; None looks for the words of the question and translations."""
    weights: Weights = field(default_factory=shipped_weights)
    reranker: Reranker | None = None
    """A cross-encoder that has a say in the order of the best candidates."""

    def search(
        self, query: str, language: Language, k: int = 10, focus: str = "", pool: int = POOL
    ) -> list[Hit]:
        """Return the k best hits, best first; an empty query finds nothing."""
        found = self.candidates(query, language, focus, max(pool, k))
        ranked = sorted(found, key=lambda c: (-for_people(c), c.id))[: GROUPED * k]
        shown = [replace(candidate, score=for_people(candidate)) for candidate in ranked]
        groups = without_repetition(shown, language)[:k]
        passages = self.index.passages([c.id for group in groups for c in group])
        return [
            Hit(
                passage=passages[first.id],
                score=max(c.score for c in group),
                parts=_parts(first),
                twins=tuple(passages[twin.id] for twin in group[1:] if twin.id in passages),
            )
            for group in groups
            for first in group[:1]
            if first.id in passages
        ]

    def candidates(
        self, query: str, language: Language, focus: str = "", pool: int = POOL
    ) -> list[Candidate]:
        """Return what both searches find, best first: every one with its exact proofs."""
        if not query.strip():
            return []
        # Encoding and searching leave Python to others: both go on at the same time.
        by_words = _BESIDE.submit(self._by_words, query, language, pool)
        vector = self.vector(self.spelled(query, language), focus)
        dense = [name for name, _ in self.index.dense(vector, pool)]
        words, lexical = by_words.result()
        found = self._weighed(vector, words, language, list(dict.fromkeys([*dense, *lexical])))
        return self._judged(query, found)

    def _by_words(
        self, query: str, language: Language, pool: int
    ) -> tuple[LexicalQuery, list[str]]:
        words = self.words(query, language)
        return words, self.index.found_by_words(words, pool)

    def documents(
        self, query: str, language: Language, k: int = 10, pool: int = POOL
    ) -> list[Candidate]:
        """Return the best passage of each of the k best documents, best first."""
        best: dict[str, Candidate] = {}
        for candidate in self.candidates(query, language, pool=pool):
            best.setdefault(candidate.document_id, candidate)
        return list(best.values())[:k]

    def words(self, query: str, language: Language) -> LexicalQuery:
        """Return what is looked for by words: the question's own, and other ways to say them."""
        return worded(query, language, self.index.vocabulary(), self.terms)

    def spelled(self, text: str, language: Language) -> str:
        """Return the text with words that no passage holds changed to the nearest one that does.

        Only long words, and only when the nearest is very near: a name stays what it is.
        """
        known = self.index.vocabulary()
        return _WORD.sub(lambda word: _mended(word.group(), language, known), text)

    def vector(self, query: str, focus: str = "") -> Vectors:
        """Return the query as a unit vector; a focus counts as much as the whole."""
        whole = self.embedder.embed_query(query)
        if not focus:
            return whole
        both = whole + self.embedder.embed_query(focus)
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)

    def _judged(self, query: str, found: list[Candidate]) -> list[Candidate]:
        """Reorder the best by the mean of both judgements, and hand out their scores anew.

        So a score goes on to mean the same, whatever model has its say in the order.
        """
        if self.reranker is None or not found:
            return found
        first, rest = found[:JUDGED], found[JUDGED:]
        texts = self.index.passages([candidate.id for candidate in first])
        told = [indexed_text(texts[c.id]) if c.id in texts else "" for c in first]
        scores = self.reranker.scores(query, told)
        judged = [replace(c, judged=score) for c, score in zip(first, scores, strict=True)]
        both = sorted(judged, key=lambda c: (-(c.score + (c.judged or 0.0)), c.id))
        again = [replace(c, score=slot.score) for c, slot in zip(both, first, strict=True)]
        return [*again, *rest]

    def _weighed(
        self, vector: Vectors, words: LexicalQuery, language: Language, ids: Sequence[str]
    ) -> list[Candidate]:
        """Give every candidate its exact score in both searches: a missing score is not zero."""
        rows = self.index.candidates(ids)
        if not rows.ids:
            return []
        evidence = self.index.evidence(words, rows)
        weighed = proofs(
            rows.documents, rows.vectors @ vector, evidence, self.index.word_weights(words)
        )
        relations: list[Relation] = [
            "same" if own == language else "other" for own in rows.languages
        ]
        scores = [self.weights.score(p, r) for p, r in zip(weighed, relations, strict=True)]
        final = supported(scores, rows.documents, self.weights.support)
        candidates = [
            Candidate(
                id=name,
                document_id=rows.documents[at],
                language=rows.languages[at],
                relation=relations[at],
                proof=weighed[at],
                score=final[at],
                support=final[at] - scores[at],
                vector=rows.vectors[at],
            )
            for at, name in enumerate(rows.ids)
        ]
        return sorted(candidates, key=lambda c: (-c.score, c.id))


def _mended(word: str, language: Language, known: IndexedWords) -> str:
    found = stems(word, language)
    if not found or any(map(known.known, found)) or any(char.isdigit() for char in word):
        return word
    return (known.similar(word) if is_no_word(word, language) else None) or word


def for_people(candidate: Candidate) -> float:
    """Of two passages that are as good, people want the one in their own language."""
    bonus = OWN_LANGUAGE_BONUS if candidate.relation == "same" else 0.0
    return min(candidate.score + bonus, 1.0)


def without_repetition(ranked: Sequence[Candidate], language: Language) -> list[list[Candidate]]:
    """Group what says the same in several languages; the asker's own stands for its group.

    A twin is in a language that the group has not, and as near to it as a translation is.
    """
    if not ranked:
        return []
    rows = np.stack([candidate.vector for candidate in ranked])
    near = (rows @ rows.T >= TWIN_COSINE).tolist()
    groups: list[list[int]] = []
    for at, candidate in enumerate(ranked):
        spoken = candidate.language
        for group in groups:
            if any(near[at][other] for other in group) and all(
                ranked[other].language != spoken for other in group
            ):
                group.insert(0 if spoken == language else len(group), at)
                break
        else:
            groups.append([at])
    return [[ranked[at] for at in group] for group in groups]


def _parts(found: Candidate) -> dict[str, float]:
    proof = found.proof
    return {
        "dense": proof.dense,
        "lexical": proof.words,
        "covered": proof.covered,
        "fused": found.score,
    }
