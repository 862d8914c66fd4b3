"""Do the hits bear an answer at all? The decision not to answer, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.answers import HandoffReason, Question
from ingest.analysis import stems
from ingest.documents import Hit, Language

COSINE_WEIGHT = 0.8
COVERAGE_WEIGHT = 0.2
KNOWN_WEIGHT = 0.2
LEAST_SUPPORT = 0.67
"""Least sum of nearest cosine, covered words and known words that bears an answer.

Set by hand on the questions of tests/evaluation, so bench/refusal.py is no held-out measure.
"""

OFF_TOPIC_SUPPORT = 0.53
SURE_KNOWN = 0.8
"""A question is only called off-topic when the corpus does not even know its words."""


class Vocabulary(Protocol):
    """What the index knows about single words (stems as `ingest.analysis.stems` makes them)."""

    def idf(self, word: str) -> float:
        """Return the inverse document frequency; the largest value for an unknown word."""
        ...

    def known(self, word: str) -> bool:
        """Tell whether any passage holds the word."""
        ...


def refusal(
    question: Question, hits: Sequence[Hit], vocabulary: Vocabulary
) -> HandoffReason | None:
    """Return why there will be no answer, or None when the hits may bear one."""
    if not hits:
        return "no_evidence"
    bearing = support(question, hits, vocabulary)
    if bearing >= LEAST_SUPPORT:
        return None
    strange = known_share(question, vocabulary) < SURE_KNOWN
    return "off_topic" if strange and bearing < OFF_TOPIC_SUPPORT else "no_evidence"


def support(question: Question, hits: Sequence[Hit], vocabulary: Vocabulary) -> float:
    """Return how well the hits bear an answer (0 to 1.2)."""
    nearest = max(hit.parts["dense"] for hit in hits)
    if all(hit.passage.language != question.language for hit in hits):
        # Words prove nothing where no passage shares the asker's language: meaning has to do,
        # and whether the corpus knows them is as good as open.
        return nearest + KNOWN_WEIGHT / 2
    covered = max(_covered(question, hit, vocabulary) for hit in hits)
    known = known_share(question, vocabulary)
    return COSINE_WEIGHT * nearest + COVERAGE_WEIGHT * covered + KNOWN_WEIGHT * known


def _covered(question: Question, hit: Hit, vocabulary: Vocabulary) -> float:
    passage = hit.passage
    text = " ".join((*passage.locator.headings, passage.text))
    return coverage(question, text, passage.language, vocabulary)


def known_share(question: Question, vocabulary: Vocabulary) -> float:
    """Return the share of the question's word weight that the corpus knows (1 for no words)."""
    weights = _weights(question, vocabulary)
    known = sum(weight for word, weight in weights.items() if vocabulary.known(word))
    total = sum(weights.values())
    return known / total if total else 1.0


def coverage(question: Question, text: str, language: Language, vocabulary: Vocabulary) -> float:
    """Return the share of the question's word weight that the text holds (0 to 1)."""
    weights = _weights(question, vocabulary)
    total = sum(weights.values())
    held = set(stems(text, language))
    covered = sum(weight for word, weight in weights.items() if word in held)
    return covered / total if total else 0.0


def _weights(question: Question, vocabulary: Vocabulary) -> dict[str, float]:
    """A place says where, not what: that a town is known bears no answer."""
    places = {
        word
        for place in (*question.places, *question.regions)
        for word in stems(place, question.language)
    }
    words = dict.fromkeys(stems(question.search or question.text, question.language))
    return {word: vocabulary.idf(word) for word in words if word not in places}
