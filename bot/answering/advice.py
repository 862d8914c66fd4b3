"""Is this sentence advice, a statement, or something that cannot stand alone?"""

from __future__ import annotations

import re
from functools import cache

from bot.phrases import cues
from ingest.documents import Language

FEWEST_WORDS = 5
MOST_WORDS = 48
"""A quote shorter than five words says nothing; one longer than 48 is not read in a chat."""

_MARKS = ("|", "\ufffd")
"""A table row, or a letter that the file could not tell: not to be quoted."""

_GERMAN_IMPERATIVE = re.compile(r"^(\w+(?:en|eln|ern)|tun|seien) sie\b", re.IGNORECASE)
_LIST_MARK = re.compile(r"^\s*(?:[-*•–▪]|\d{1,2}[.)])\s+")


def advice(sentence: str, language: Language) -> float:
    """Return 1 for an imperative, .6 for a modal sentence, 0 for anything else."""
    if _is_imperative(sentence, language):
        return 1.0
    return 0.6 if _found(sentence, language, "modals") else 0.0


def stands_alone(sentence: str, language: Language) -> bool:
    """Tell whether the sentence can be quoted by itself: long enough, whole, pointing nowhere."""
    words = sentence.split()
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or sentence.rstrip()[-1] not in '.!”")':
        return False
    if any(mark in sentence for mark in _MARKS) or _found(sentence, language, "source_line"):
        return False
    if _found(sentence, language, "meta"):
        # "The following steps help ..." speaks about the text, not about the factory.
        return False
    # "Het artikel zegt niet ..." begins like a pointer, but names what it is about.
    return is_gap(sentence, language) or _first_word(sentence) not in cues(language, "dangling")


def is_gap(sentence: str, language: Language) -> bool:
    """Tell whether the sentence says that a source does not tell something."""
    return _found(sentence, language, "gap")


def is_step_heading(headings: tuple[str, ...], language: Language) -> bool:
    """Tell whether the text stands under a heading such as "Stap 2: ..."."""
    return bool(headings) and _found(headings[-1], language, "step_heading")


def without_list_mark(sentence: str) -> int:
    """Return how many characters a bullet or number takes at the start of the sentence."""
    mark = _LIST_MARK.match(sentence)
    return mark.end() if mark else 0


def _is_imperative(sentence: str, language: Language) -> bool:
    if language == "de":
        return bool(_GERMAN_IMPERATIVE.match(sentence.strip()))
    return _first_word(sentence) in cues(language, "imperatives")


def _first_word(sentence: str) -> str:
    found = re.search(r"\w+", sentence)
    return found.group().casefold() if found else ""


def _found(text: str, language: Language, key: str) -> bool:
    return any(pattern.search(text) for pattern in _compiled(language, key))


@cache
def _compiled(language: Language, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in cues(language, key))
