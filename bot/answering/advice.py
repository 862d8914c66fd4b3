"""Is this sentence advice, a statement, or something that cannot stand alone?"""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from importlib import resources

from bot.answering.signs import LIST_MARK, SIGNS, is_step_heading, signs
from bot.phrases import cues
from ingest.documents import Language

__all__ = [
    "ADVISES",
    "advice",
    "is_gap",
    "is_step_heading",
    "stands_alone",
    "without_list_mark",
]

FEWEST_WORDS = 5
MOST_WORDS = 48
"""A quote shorter than five words says nothing; one longer than 48 is not read in a chat."""

_MARKS = ("|", "\ufffd")
"""A table row, or a letter that the file could not tell: not to be quoted."""

ADVISES = 0.5
"""From here on a sentence is taken to be advice."""


def advice(sentence: str, language: Language, headings: tuple[str, ...] = ()) -> float:
    """Return how surely the sentence tells its reader what to do: 0 to 1.

    `headings` are those it stands under; one such as "Step 2: ..." speaks for advice.
    """
    bias, weights = _weights()
    shown = signs(sentence, language, headings)
    total = bias + sum(w * value for w, value in zip(weights, shown, strict=True))
    return 1 / (1 + math.exp(-total))


@cache
def _weights() -> tuple[float, tuple[float, ...]]:
    text = resources.files(__package__).joinpath("advice.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return float(table["bias"]), tuple(float(table["weights"][name]) for name in SIGNS)


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


def without_list_mark(sentence: str) -> int:
    """Return how many characters a bullet or number takes at the start of the sentence."""
    mark = LIST_MARK.match(sentence)
    return mark.end() if mark else 0


def _first_word(sentence: str) -> str:
    found = re.search(r"\w+", sentence)
    return found.group().casefold() if found else ""


def _found(text: str, language: Language, key: str) -> bool:
    return any(pattern.search(text) for pattern in _compiled(language, key))


@cache
def _compiled(language: Language, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in cues(language, key))
