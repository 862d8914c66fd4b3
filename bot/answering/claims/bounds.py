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


def agree(claimed: Bound, proved: Bound) -> bool:
    """Tell whether the bound that is claimed follows from the one that is proved."""
    if claimed and proved:
        return (claimed in _LOWER) == (proved in _LOWER)
    return claimed in ("", "from", "until") and proved in ("", "from", "until")


@cache
def _named(language: Language) -> dict[str, Bound]:
    rows = table(language)["bounds"].items()
    return {word: _BOUNDS[key] for key, words in rows for word in words}


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    thin = any_of(table(language)["words"]["thin"])
    bounds = any_of(_named(language))
    return re.compile(rf"(?<!\w)({bounds})\.?\s+(?:(?:{thin})\s+){{0,2}}[€$£(]?\s*$")
