"""Two searches, one scale: what each candidate proves, and how much each proof counts.

The weights stand in fusion.toml; bench/fusion.py learns them and prints what each is worth.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np

from ingest.index import Evidence

COSINE_CEILING = 0.8
"""A cosine of .8 counts as full marks: hardly any question is closer than that to its answer."""

Relation = Literal["same", "other"]
RELATIONS: tuple[Relation, ...] = ("same", "other")


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What speaks for one passage; each from 0 to 1."""

    dense: float
    """The cosine with the question, in shares of COSINE_CEILING."""
    nearest: float
    """Where the cosine lies between the least and the greatest of all candidates."""
    covered: float
    """Share of the question's idf mass that the passage holds, in whatever words."""
    document: float
    """The same of all candidates of its document together."""
    words: float
    """BM25 of the question's own words, in shares of the best candidate's."""
    own: float
    """The same BM25 in shares of the most that the words could give."""
    crossed: float
    """BM25 of translations, synonyms and mended spellings, in shares of the best candidate's."""
    grams: float
    """BM25 of character 5-grams, in shares of the best candidate's."""


PROOFS = tuple(field.name for field in fields(Proof))


@dataclass(frozen=True, kw_only=True)
class Found:
    """A candidate as both searches see it."""

    document_id: str
    cosine: float
    evidence: Evidence


def proofs(found: Sequence[Found], weights: Sequence[float]) -> list[Proof]:
    """Return the proofs of all candidates of one question, in the order given.

    `weights` are those of the question's words, in the order of `Evidence.held`.
    """
    if not found:
        return []
    near, far = max(f.cosine for f in found), min(f.cosine for f in found)
    span = max(near - far, 1e-9)
    best = {name: _most((f.evidence for f in found), name) for name in ("own", "crossed", "grams")}
    together = _together(found)
    return [
        Proof(
            dense=min(max(each.cosine / COSINE_CEILING, 0.0), 1.0),
            nearest=(each.cosine - far) / span,
            covered=_covered(each.evidence.held, weights),
            document=_covered(together[each.document_id], weights),
            words=each.evidence.own / best["own"],
            own=min(each.evidence.own, 1.0),
            crossed=each.evidence.crossed / best["crossed"],
            grams=each.evidence.grams / best["grams"],
        )
        for each in found
    ]


def _together(found: Sequence[Found]) -> dict[str, tuple[float, ...]]:
    """Return what the candidates of each document hold of each word, the best of them."""
    held: dict[str, tuple[float, ...]] = {}
    for each in found:
        own = each.evidence.held
        other = held.get(each.document_id, own)
        held[each.document_id] = tuple(map(max, own, other))
    return held


def _covered(held: Sequence[float], weights: Sequence[float]) -> float:
    mass = sum(weights)
    return sum(h * w for h, w in zip(held, weights, strict=True)) / mass if mass else 0.0


def _most(evidence: Iterable[Evidence], name: str) -> float:
    return max((getattr(found, name) for found in evidence), default=0.0) or 1.0


@dataclass(frozen=True)
class Weights:
    """What each proof counts, for a passage in the asker's language and for another one."""

    proofs: Mapping[Relation, Mapping[str, float]]
    support: float
    """What the other passages of a document add to its best one."""

    def score(self, proof: Proof, relation: Relation) -> float:
        """Return the weighted sum, from 0 to 1."""
        return sum(share for _, share in self.shares(proof, relation))

    def shares(self, proof: Proof, relation: Relation) -> list[tuple[str, float]]:
        """Return what each proof adds to the score, by name."""
        weights = self.proofs[relation]
        return [(name, weights[name] * getattr(proof, name)) for name in PROOFS if name in weights]


@cache
def shipped_weights() -> Weights:
    """Return the weights of fusion.toml."""
    text = resources.files("bot").joinpath("fusion.toml").read_text(encoding="utf-8")
    return weights_of(tomllib.loads(text))


def weights_of(table: Mapping[str, Any]) -> Weights:
    """Return the weights of a table with the sections same, other and document."""
    return Weights(
        proofs={relation: dict(table[relation]) for relation in RELATIONS},
        support=float(table["document"]["support"]),
    )


def supported(scores: Sequence[float], documents: Sequence[str], support: float) -> list[float]:
    """Return the scores with what other passages of the same document add to each.

    The best other passage of its document counts `support` times its share above the mean of all
    candidates, so a single good passage in a document without others keeps its score.
    """
    if not scores or support == 0.0:
        return list(scores)
    middle = float(np.mean(scores))
    best: dict[str, list[float]] = {}
    for score, document in zip(scores, documents, strict=True):
        best.setdefault(document, []).append(score)
    tops = {document: sorted(found)[-2:] for document, found in best.items()}
    return [
        min(score + support * max(_other(tops[document], score) - middle, 0.0), 1.0)
        for score, document in zip(scores, documents, strict=True)
    ]


def _other(tops: Sequence[float], score: float) -> float:
    """Return the best score of the document beside this one; with one passage, none."""
    if len(tops) == 1:
        return 0.0
    return tops[0] if score >= tops[1] else tops[1]
