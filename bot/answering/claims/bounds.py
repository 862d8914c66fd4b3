"""At least, at most, before, after: which way a number or date bounds what it is said of."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.answering.claims.wording import any_of, languages_of, table
from ingest.documents import Language

Bound = Literal["", "lower", "upper", "from", "until"]
"""`from` and `until` also stand in plain ranges, so they only speak against their opposites."""

_BOUNDS: dict[str, Bound] = {
    "at_least": "lower",
    "after": "lower",
    "at_most": "upper",
    "before": "upper",
    "from": "from",
    "until": "until",
}
_TRAILING: dict[str, Bound] = {"trailing_at_least": "lower", "trailing_at_most": "upper"}
_LOWER = ("lower", "from")
LOOKED_BACK = 48


def bound_before(text: str, start: int, language: Language | None) -> Bound:
    """Return the bound that the words right before `start` set."""
    before = text[max(0, start - LOOKED_BACK) : start].lower()
    for each in languages_of(language):
        found = _pattern(each).search(before)
        if found:
            return _named(each)[re.sub(r"\s+", " ", found.group(1))]
    return ""


def bound_behind(text: str, end: int, language: Language | None) -> Bound:
    """Return the bound that comes after: "five times at most"."""
    for each in languages_of(language):
        for key, bound in _TRAILING.items():
            if _trailing(each, key).match(text, end):
                return bound
    return ""


def agree(claimed: Bound, proved: Bound) -> bool:
    """Tell whether the bound that is claimed follows from the one that is proved."""
    if claimed and proved:
        return (claimed in _LOWER) == (proved in _LOWER)
    return claimed in ("", "from", "until") and proved in ("", "from", "until")


@cache
def _named(language: Language) -> dict[str, Bound]:
    rows = table(language)["bounds"]
    return {word: bound for key, bound in _BOUNDS.items() for word in rows[key]}


@cache
def _trailing(language: Language, key: str) -> re.Pattern[str]:
    words = any_of(table(language)["bounds"][key])
    return re.compile(rf"(?:\s+[^\W\d_]+)?\s+(?:{words})(?!\w|\s*[€$£]?\s*\d)", re.IGNORECASE)


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    thin = any_of(table(language)["words"]["thin"])
    bounds = any_of(_named(language))
    return re.compile(rf"(?<!\w)({bounds})\.?\s+(?:(?:{thin})\s+){{0,2}}[€$£(]?\s*$")
