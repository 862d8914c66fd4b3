"""Which of our three languages a text is written in: the only place that knows py3langid."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

from ingest.documents import LANGUAGES, Language

CONFIDENCE_FLOOR = 0.8
"""Below this probability a guess is a coin toss: "cobot" and "machine" belong to all three."""

READ_AT_MOST = 20_000
"""Characters looked at; a longer text does not change the verdict."""


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _identifier() -> _Identifier:
    # Loading the model costs 0.8 s, so it waits for the first text.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return cast(_Identifier, identifier)


def detect_or_none(text: str, floor: float = CONFIDENCE_FLOOR) -> Language | None:
    """Return the language, or None where the text is too short or too mixed to tell."""
    sample = text[:READ_AT_MOST]
    if not any(character.isalpha() for character in sample):
        return None
    language, confidence = _identifier().classify(sample)
    return cast(Language, language) if confidence >= floor else None


def detect(text: str, default: Language) -> Language:
    """Return the language; `default` (the asker's or the document's) decides where none is sure."""
    return detect_or_none(text) or default


def settle(text: str, declared: str | None) -> Language | None:
    """Return the language of a document: what its text shows, else what the file declares.

    The text goes first, since word processors stamp their own language on every file.
    """
    seen = detect_or_none(text)
    if seen:
        return seen
    prefix = (declared or "").strip().lower()[:2]
    return next((language for language in LANGUAGES if language == prefix), None)
