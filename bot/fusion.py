"""Two searches, one scale: what each candidate proves, and how much each proof counts.

The weights stand in fusion.toml; bench/fusion.py learns them and prints what each is worth.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ingest.index import Evidence

Floats = NDArray[np.floating[Any]]

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
    crossed: float
    """BM25 of translations, synonyms and mended spellings, in shares of the best candidate's."""
    grams: float
    """BM25 of character 5-grams, in shares of the best candidate's."""


PROOFS = tuple(field.name for field in fields(Proof))


def proofs(
    documents: Sequence[str], cosines: Floats, evidence: Evidence, weights: Sequence[float]
) -> list[Proof]:
    """Return the proofs of all candidates of one question, in the order given.

    `documents` names the document of each; `weights` are those of the question's words, in the
    order of the columns of `Evidence.held`.
    """
    if not documents:
        return []
    span = max(float(np.ptp(cosines)), 1e-9)
    columns = {
        "dense": np.clip(cosines / COSINE_CEILING, 0.0, 1.0),
        "nearest": (cosines - cosines.min()) / span,
        "covered": _covered(evidence.held, weights),
        "document": _covered(_together(documents, evidence.held), weights),
        "words": evidence.own / _most(evidence.own),
        "crossed": evidence.crossed / _most(evidence.crossed),
        "grams": evidence.grams / _most(evidence.grams),
    }
    rows = np.stack([columns[name] for name in PROOFS], axis=1).tolist()
    return [Proof(**dict(zip(PROOFS, row, strict=True))) for row in rows]


def _together(documents: Sequence[str], held: Floats) -> Floats:
    """Return for each candidate what those of its document hold of each word, the best of them."""
    numbers: dict[str, int] = {}
    owner = np.array([numbers.setdefault(document, len(numbers)) for document in documents])
    best = np.zeros((len(numbers), held.shape[1]), held.dtype)
    np.maximum.at(best, owner, held)
    return np.asarray(best[owner])


def _covered(held: Floats, weights: Sequence[float]) -> Floats:
    mass = sum(weights)
    return held @ np.asarray(weights) / mass if mass else np.zeros(len(held))


def _most(values: Floats) -> float:
    return float(values.max()) or 1.0


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
