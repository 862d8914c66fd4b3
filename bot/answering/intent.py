"""What a question asks for: a plan or facts, a number, a ranking, a ruling, or just hello."""

from __future__ import annotations

import re

from bot.answers import Question
from bot.phrases import cues
from ingest.documents import LANGUAGES


def shows(question: Question, key: str) -> bool:
    """Tell whether the question shows the cue `key` in its own language."""
    return _matches(_asking(question), cues(question.language, key))


def shows_in_any_language(question: Question, key: str) -> bool:
    """Tell whether the question shows the cue in any language: people mix them."""
    text = _asking(question)
    return any(_matches(text, cues(language, key)) for language in LANGUAGES)


def plan_share(question: Question) -> float:
    """Return 1 when it asks what to do, 0 when it asks what is so, .5 when nothing tells."""
    if shows(question, "plan") or shows(question, "start"):
        return 1.0
    return 0.0 if shows(question, "facts") else 0.5


def _asking(question: Question) -> str:
    """In a follow-up the new words show what is wanted, the earlier ones what it is about."""
    return question.asks or question.search or question.text


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
