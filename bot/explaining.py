"""Why a hit is where it is: which words, which vectors and which weights brought it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.fusion import Relation
from bot.retrieval import POOL, Candidate, Retriever, for_people
from ingest.analysis import stems
from ingest.documents import Hit, Language, Passage
from ingest.index import LexicalQuery, OtherWords, Word, indexed_text

NOTHING = 1e-9
"""Less than this is rounding."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """One word of the question that the passage holds, and as what."""

    word: str
    found: str
    origin: str
    """own, part, spelling, translation or thesaurus."""
    weight: float
    """The idf of the word: what it tells."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What speaks for one passage."""

    passage: Passage
    score: float
    relation: Relation
    cosine: float
    dense_rank: int | None
    """Place in the search by meaning alone; None when that search did not bring it up."""
    lexical_rank: int | None
    shares: tuple[tuple[str, float, float], ...]
    """Proof, its value, and what it adds to the score."""
    support: float
    """What other passages of the same document add."""
    matches: tuple[Match, ...]
    missing: tuple[str, ...]
    """Words of the question that the passage holds in no way."""


def explained(
    retriever: Retriever, query: str, language: Language, hits: Sequence[Hit]
) -> tuple[Explanation, ...]:
    """Return, for each of these hits of the query, everything that speaks for it."""
    vector = retriever.vector(retriever.spelled(query, language))
    words = retriever.words(query, language)
    pool = max(POOL, len(hits))
    found = {c.id: c for c in retriever.candidates(query, language, pool=pool)}
    dense = _ranks(retriever.index.dense(vector, POOL))
    lexical = _ranks(retriever.index.lexical(words, POOL))
    cosines = retriever.index.cosines(vector, [hit.passage.id for hit in hits])
    explanations = []
    for hit in hits:
        name = hit.passage.id
        ranks = dense.get(name), lexical.get(name)
        explanations.append(_explanation(retriever, found[name], hit, words, cosines[name], ranks))
    return tuple(explanations)


def _ranks(hits: list[tuple[str, float]]) -> dict[str, int]:
    return {name: rank for rank, (name, _) in enumerate(hits, start=1)}


def _explanation(
    retriever: Retriever,
    candidate: Candidate,
    hit: Hit,
    words: LexicalQuery,
    cosine: float,
    ranks: tuple[int | None, int | None],
) -> Explanation:
    passage = hit.passage
    held = set(stems(indexed_text(passage), passage.language))
    matches = _matches(words, held, retriever)
    told = {match.word for match in matches}
    weighed = retriever.weights.shares(candidate.proof, candidate.relation)
    fused = sum(share for _, share in weighed) + candidate.support
    shares = [(name, float(getattr(candidate.proof, name)), share) for name, share in weighed]
    own = for_people(candidate) - candidate.score
    more = (
        ("cross-encoder", candidate.judged or 0.0, candidate.score - fused),
        ("own language", 1.0, own),
        ("a better twin", 1.0, hit.score - candidate.score - own),
    )
    shares += [row for row in more if abs(row[2]) > NOTHING]
    return Explanation(
        passage=passage,
        score=hit.score,
        relation=candidate.relation,
        cosine=cosine,
        dense_rank=ranks[0],
        lexical_rank=ranks[1],
        shares=tuple(shares),
        support=candidate.support,
        matches=matches,
        missing=tuple(word.text for word in words.words if word.text not in told),
    )


def _matches(words: LexicalQuery, held: set[str], retriever: Retriever) -> tuple[Match, ...]:
    found: list[Match] = []
    weights = iter(retriever.index.word_weights(words))
    for group in words.groups:
        for word, weight in zip(group.words, weights, strict=False):
            ways = _held(word, held) or _said_otherwise(group.others, held)
            found += [
                Match(word=word.text, found=said, origin=origin, weight=round(weight, 2))
                for said, origin in ways
            ]
    return tuple(found)


def _said_otherwise(others: Sequence[OtherWords], held: set[str]) -> list[tuple[str, str]]:
    return [(other.text, other.origin) for other in others if set(other.stems) <= held]


def _held(word: Word, held: set[str]) -> list[tuple[str, str]]:
    """Return the ways in which the passage says a word: the first that is its own is enough."""
    own = [(stem, "own") for stem in word.whole if stem in held][:1]
    parts = [(stem, "part") for stem in word.parts if stem in held]
    return own or [*parts, *_said_otherwise(word.others, held)]
