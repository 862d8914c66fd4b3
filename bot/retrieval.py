"""Question to hits: two searches, one scale. The only place where their scores meet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.fusion import Found, Proof, Relation, Weights, proofs, shipped_weights, supported
from bot.wording import Terms, is_no_word, worded
from ingest.analysis import stems
from ingest.documents import Hit, Language
from ingest.embedding import Embedder, Vectors
from ingest.index import LexicalQuery, PassageIndex

POOL = 60
"""Candidates taken from each search; their union is scored exactly by both."""

OWN_LANGUAGE_BONUS = 0.05
"""For people only: a ranking of documents is judged without it."""

GROUPED = 3
"""So many candidates a hit are looked at for repetitions: there are three languages."""

TWIN_COSINE = 0.84
"""Cosine from which two passages in different languages are one passage, translated.

Of our guides four in five aligned passages lie above it, and one in a hundred of the others.
"""

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


@dataclass(frozen=True, kw_only=True)
class Retriever:
    """Finds passages by meaning and by words, whatever the language of either side."""

    index: PassageIndex
    embedder: Embedder
    terms: Terms | None = None
    """The thesaurus of the field; None looks for the words of the question and translations."""
    weights: Weights = field(default_factory=shipped_weights)

    def search(
        self, query: str, language: Language, k: int = 10, focus: str = "", pool: int = POOL
    ) -> list[Hit]:
        """Return the k best hits, best first; an empty query finds nothing."""
        found = self.candidates(query, language, focus, max(pool, k))
        ranked = sorted(map(preferring_own, found), key=lambda c: (-c.score, c.id))
        groups = self._without_repetition(ranked[: GROUPED * k], language)[:k]
        passages = self.index.passages([c.id for group in groups for c in group])
        return [
            Hit(
                passage=passages[first.id],
                score=max(c.score for c in group),
                parts=_parts(first.proof),
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
        vector = self.vector(self.spelled(query, language), focus)
        words = self.words(query, language)
        dense = [name for name, _ in self.index.dense(vector, pool)]
        lexical = [name for name, _ in self.index.lexical(words, pool)]
        return self._weighed(vector, words, language, list(dict.fromkeys([*dense, *lexical])))

    def _without_repetition(
        self, ranked: Sequence[Candidate], language: Language
    ) -> list[list[Candidate]]:
        """Group what says the same in several languages; the asker's own stands for its group."""
        vectors = self.index.vectors([candidate.id for candidate in ranked])
        groups: list[list[Candidate]] = []
        for candidate in ranked:
            if candidate.id not in vectors:
                continue
            group = next((g for g in groups if _repeats(candidate, g, vectors)), None)
            if group is None:
                groups.append([candidate])
            elif candidate.language == language:
                group.insert(0, candidate)
            else:
                group.append(candidate)
        return groups

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
        return worded(query, language, self.index, self.terms)

    def spelled(self, text: str, language: Language) -> str:
        """Return the text with words that no passage holds changed to the nearest one that does.

        Only long words, and only when the nearest is very near: a name stays what it is.
        """
        return _WORD.sub(lambda word: self._mended(word.group(), language), text)

    def _mended(self, word: str, language: Language) -> str:
        known = any(self.index.known(stem) for stem in stems(word, language))
        if known or not stems(word, language) or any(char.isdigit() for char in word):
            return word
        if not is_no_word(word, language):
            return word
        return self.index.similar(word) or word

    def vector(self, query: str, focus: str = "") -> Vectors:
        """Return the query as a unit vector; a focus counts as much as the whole."""
        whole = self.embedder.embed_query(query)
        if not focus:
            return whole
        both = whole + self.embedder.embed_query(focus)
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)

    def _weighed(
        self, vector: Vectors, words: LexicalQuery, language: Language, ids: Sequence[str]
    ) -> list[Candidate]:
        """Give every candidate its exact score in both searches: a missing score is not zero."""
        cosines = self.index.cosines(vector, ids)
        places = self.index.places(ids)
        found = [name for name in ids if name in cosines and name in places]
        evidence = self.index.evidence(words, found)
        seen = [
            Found(document_id=places[n].document_id, cosine=cosines[n], evidence=evidence[n])
            for n in found
        ]
        weighed = proofs(seen, self.index.word_weights(words))
        relations: list[Relation] = [
            "same" if places[name].language == language else "other" for name in found
        ]
        scores = [self.weights.score(p, r) for p, r in zip(weighed, relations, strict=True)]
        documents = [places[name].document_id for name in found]
        final = supported(scores, documents, self.weights.support)
        candidates = [
            Candidate(
                id=name,
                document_id=places[name].document_id,
                language=places[name].language,
                relation=relation,
                proof=proof,
                score=score,
            )
            for name, relation, proof, score in zip(found, relations, weighed, final, strict=True)
        ]
        return sorted(candidates, key=lambda c: (-c.score, c.id))


def preferring_own(candidate: Candidate) -> Candidate:
    """Of two passages that are as good, people want the one in their own language."""
    if candidate.relation == "other":
        return candidate
    return replace(candidate, score=min(candidate.score + OWN_LANGUAGE_BONUS, 1.0))


def _repeats(
    candidate: Candidate, group: Sequence[Candidate], vectors: Mapping[str, Vectors]
) -> bool:
    """A twin is in a language that the group has not, and as near to it as a translation is."""
    if any(candidate.language == other.language for other in group):
        return False
    own = vectors[candidate.id]
    return max(float(own @ vectors[other.id]) for other in group) >= TWIN_COSINE


def _parts(proof: Proof) -> dict[str, float]:
    return {"dense": proof.dense, "lexical": proof.words}
