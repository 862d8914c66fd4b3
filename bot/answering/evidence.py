"""Do the hits bear an answer at all? The decision not to answer, and what a text covers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.bearing import (
    Vocabulary,
    features_of,
    known_share,
    relation_of,
    shipped_model,
)
from bot.answers import HandoffReason, Question
from ingest.analysis import stems
from ingest.documents import Hit, Language

__all__ = ["Vocabulary", "coverage", "known_share", "likelihood", "refusal"]

SURE_KNOWN = 0.8
"""A question is only called off-topic when the corpus does not even know its words."""


def refusal(
    question: Question, hits: Sequence[Hit], vocabulary: Vocabulary
) -> HandoffReason | None:
    """Return why there will be no answer, or None when the hits may bear one."""
    if not hits:
        return "no_evidence"
    model = shipped_model()
    likely = likelihood(question, hits, vocabulary)
    if likely >= model.least:
        return None
    strange = known_share(question, vocabulary) < SURE_KNOWN
    return "off_topic" if strange and likely < model.off_topic else "no_evidence"


def likelihood(question: Question, hits: Sequence[Hit], vocabulary: Vocabulary) -> float:
    """Return the probability that the hits bear an answer; 0 without hits."""
    if not hits:
        return 0.0
    features = features_of(question, hits, vocabulary)
    return shipped_model().probability(features, relation_of(question, hits))


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
