"""How likely is it that the hits bear an answer? What tells it, and what each of that counts.

The weights stand in bearing.toml; bench/calibration.py learns them and prints what they are worth.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Protocol

from bot.answers import Question
from bot.fusion import RELATIONS, Relation
from bot.wording import is_no_word, said
from ingest.analysis import content_words
from ingest.documents import Hit, Language
from ingest.index import indexed_text

FIRST = 5
"""So many of the first hits by meaning and by words are compared."""

NEAR_THE_TOP = 3
"""So many of the first hits tell in which language the answer would be."""

MIDDLE = 8
"""The hit that stands for all those that are merely about the same subject."""

REAL_WORD = 0.5
"""What an everyday word that no passage holds counts beside one that nobody knows."""

_NAME = re.compile(r"(?<=[\w,;:] )[A-ZÄÖÜ][\w-]+|\b[A-Z][\w-]*[A-Z0-9][\w-]*\b")
_CODE = re.compile(r"\b[A-Z][\w-]*[A-Z0-9][\w-]*\b")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d|(?<![\w.,])\d\b")


class Vocabulary(Protocol):
    """What the index knows about single words (stems as `ingest.analysis.stems` makes them)."""

    def idf(self, word: str) -> float:
        """Return the inverse document frequency; the largest value for an unknown word."""
        ...

    def known(self, word: str) -> bool:
        """Tell whether any passage holds the word."""
        ...


@dataclass(frozen=True, kw_only=True)
class Features:
    """What speaks for the hits; each from 0 to 1."""

    nearest: float
    """How near the nearest hit is in meaning."""
    margin: float
    """How much nearer it is than those that are merely about the same subject."""
    fused: float
    """The best score of both searches together."""
    agreement: float
    """Share of the first hits by meaning that are among the first by words."""
    covered: float
    """The largest share of the question's words that a hit holds, in whatever words."""
    known: float
    """Share of the question's words that the corpus knows at all."""
    named: float
    """Share of the names and codes asked for that stand in the hits; 1 where none is asked for."""
    numbers: float
    """The same of numbers."""


NAMES = tuple(field.name for field in fields(Features))


@dataclass(frozen=True)
class Model:
    """A logistic model: a weight for each feature, apart for an answer in another language."""

    weights: Mapping[Relation, Mapping[str, float]]
    least: float
    """Least probability with which an answer is given."""
    off_topic: float
    """Below this probability a question of strange words is about something else."""

    def probability(self, features: Features, relation: Relation) -> float:
        """Return the probability that the hits bear an answer."""
        weights = self.weights[relation]
        total = weights["bias"] + sum(weights[n] * getattr(features, n) for n in NAMES)
        return 1 / (1 + math.exp(-max(min(total, 50.0), -50.0)))


@cache
def shipped_model() -> Model:
    """Return the model of bearing.toml."""
    text = resources.files(__package__).joinpath("bearing.toml").read_text(encoding="utf-8")
    return model_of(tomllib.loads(text))


def model_of(table: Mapping[str, Any]) -> Model:
    """Return the model of a table with the sections same, other and decision."""
    return Model(
        weights={relation: dict(table[relation]) for relation in RELATIONS},
        least=float(table["decision"]["least"]),
        off_topic=float(table["decision"]["off_topic"]),
    )


def features_of(question: Question, hits: Sequence[Hit], vocabulary: Vocabulary) -> Features:
    """Return what speaks for these hits; there must be one."""
    dense = sorted((hit.parts["dense"] for hit in hits), reverse=True)
    middle = dense[min(MIDDLE, len(dense)) - 1]
    text = " ".join(indexed_text(hit.passage) for hit in hits).casefold()
    return Features(
        nearest=dense[0],
        margin=dense[0] - middle,
        fused=max(hit.parts["fused"] for hit in hits),
        agreement=_agreement(hits),
        covered=max(hit.parts["covered"] for hit in hits),
        known=known_share(question, vocabulary),
        named=_share_in(names_in(question), text),
        numbers=_share_in(tuple(_NUMBER.findall(question.text)), text),
    )


def relation_of(question: Question, hits: Sequence[Hit]) -> Relation:
    """Tell whether an answer out of the first hits would be in the asker's language."""
    first = sorted(hits, key=lambda hit: -hit.parts["fused"])[:NEAR_THE_TOP]
    own = any(hit.passage.language == question.language for hit in first)
    return "same" if own else "other"


def known_share(question: Question, vocabulary: Vocabulary) -> float:
    """Return the share of the question's word weight that the corpus knows (1 for no words).

    A place says where, not what: that a town is known bears no answer.
    """
    places = {
        word.casefold()
        for place in (*question.places, *question.regions)
        for word in content_words(place)
    }
    total = known = 0.0
    for word in content_words(question.search or question.text):
        if word.casefold() not in places:
            share, weight = _weighed(word, question.language, vocabulary)
            total += weight
            known += share * weight
    return known / total if total else 1.0


def names_in(question: Question) -> tuple[str, ...]:
    """Return the names and codes that the question asks for, without its places.

    Every German noun has a capital; only inner capitals and digits show a name there.
    """
    pattern = _CODE if question.language == "de" else _NAME
    places = {place.casefold() for place in question.places}
    found = dict.fromkeys(pattern.findall(question.text))
    return tuple(name for name in found if name.casefold() not in places)


def _weighed(word: str, language: Language, vocabulary: Vocabulary) -> tuple[float, float]:
    """Return how much of a word the corpus knows, and what the word weighs.

    An everyday word that happens to stand in no passage tells less than one that nobody knows.
    """
    found = said(word, language, vocabulary)
    weight = min(map(vocabulary.idf, found.stems or (word.casefold(),)))
    if not found.stems and not is_no_word(word, language):
        weight *= REAL_WORD
    return found.share, weight


def _agreement(hits: Sequence[Hit]) -> float:
    by_meaning = _first(hits, "dense")
    by_words = _first(hits, "lexical")
    return len(by_meaning & by_words) / len(by_meaning)


def _first(hits: Sequence[Hit], part: str) -> set[str]:
    ranked = sorted(hits, key=lambda hit: -hit.parts[part])[:FIRST]
    return {hit.passage.id for hit in ranked}


def _share_in(asked: Sequence[str], text: str) -> float:
    if not asked:
        return 1.0
    return sum(each.casefold() in text for each in asked) / len(asked)
