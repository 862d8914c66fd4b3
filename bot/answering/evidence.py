"""Do the hits bear an answer at all? The decision not to answer, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.answers import HandoffReason, Question
from ingest.analysis import stems
from ingest.documents import Hit, Language

LEAST_DENSE = 0.44
"""Dense part of the best hit (cosine / .8) below which nothing found is about the question."""

SURE_DENSE = 0.66
"""Above this the meaning alone carries the answer, whatever its words."""

SURE_KNOWN = 0.8
LEAST_KNOWN = 0.5
"""Share of the question's words (by weight) that the corpus must know between the two."""


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
    dense = max(hit.parts["dense"] for hit in hits)
    known = known_share(question, vocabulary)
    if dense < LEAST_DENSE:
        return "off_topic" if known < SURE_KNOWN else "no_evidence"
    if dense < SURE_DENSE and known < LEAST_KNOWN:
        return "off_topic" if known < LEAST_KNOWN / 2 else "no_evidence"
    return None


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
    words = dict.fromkeys(stems(question.text, question.language))
    return {word: vocabulary.idf(word) for word in words}
