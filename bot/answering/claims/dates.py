"""Dates, months, quarters, seasons, years and weekdays, however each language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.answering.claims.bounds import Bound, agree, bound_before
from bot.answering.claims.wording import (
    Claim,
    Said,
    any_of,
    blanked,
    listed,
    meanings,
)
from ingest.documents import Language

_YEAR = r"(?:1[89]|20)\d{2}"
_ORDINAL_MARK = r"(?:\.|st|nd|rd|th|ste|de|e)?"
_ALONE = frozenset({"may", "march", "mar", "dec", "sep", "jun", "jul", "jan", "feb", "apr", "nov"})
"""Months that are also words, or too short to be sure of: they need a day or a year beside them."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A date in a text, as exact as the text is."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    """A quarter, half, season or weekday, or early, middle or late in the time that is named."""
    bound: Bound = ""
    start: int
    end: int

    def is_told_by(self, other: Moment) -> bool:
        """Tell whether the other date says all that this one says."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.part or None, other.part or None),
        )
        return agree(self.bound, other.bound) and all(a is None or a == b for a, b in pairs)


def moments(said: Said) -> list[Moment]:
    """Return the dates of a text in reading order; the most exact reading of each place."""
    text, found = said.text, list[Moment]()
    masked = text
    for pattern in _patterns():
        matches = [m for m in pattern.finditer(masked) if _is_date(m, masked, said.language)]
        found += [each for m in matches for each in _moments(m, text, said.language)]
        masked = blanked(masked, [m.span() for m in matches])
    return sorted(found, key=lambda moment: (moment.start, moment.end))


def unsupported(claimed: Sequence[Moment], proved: Sequence[Moment], text: str) -> list[Claim]:
    """Return the dates that nothing proves."""
    return [
        Claim(kind="date", text=text[each.start : each.end])
        for each in claimed
        if not any(each.is_told_by(other) for other in proved)
    ]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """From the most exact to a year alone: what one has read, the next ones do not see."""
    month = f"(?P<month>{any_of(meanings('months'))})"
    part = f"(?P<part>{any_of((*meanings('parts'), *meanings('periods')))})"
    span = f"(?P<span>{any_of(meanings('spans'))})"
    nth = f"(?P<nth>{any_of(meanings('ordinals'))}|[1-4](?:\\.|st|nd|rd|th|ste|de|e)?)"
    of = r"(?:\s*,)?\s+(?:(?:of|van|in|het|the|des|jahres|year|jaar)\s+){0,3}"
    led = rf"(?<!\w)(?:{part}[\s-]+(?:(?:of|van|im|in|des)\s+)?)?"
    year = f"(?P<year>{_YEAR})"
    day = r"(?P<day>[0-3]?\d)"
    written = (
        rf"(?<![\d.,-])(?P<year>{_YEAR})-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?(?![\d-])",
        rf"(?<![\d.,/-]){day}(?P<mark>[./-])\s?(?P<number>[01]?\d)(?P=mark)\s?(?P<year>{_YEAR}|\d\d)(?!\d)",
        rf"(?<![\w.,]){day}{_ORDINAL_MARK}\s+(?:of\s+)?{month}\b\.?(?:,?\s+{year}\b)?",
        rf"(?<!\w){month}\.?\s+{day}(?:st|nd|rd|th)?(?![\d.]*\d)(?:,?\s+{year}\b)?",
        rf"{led}{month}\b\.?{of}{year}\b",
        rf"{led}{month}\b",
        rf"(?<!\w)(?:q(?P<q>[1-4])(?:\s*[/-]?\s*{year})?\b|(?P<yearfirst>{_YEAR})\s*[/-]?\s*q(?P<qlast>[1-4])\b)",
        rf"(?<!\w){nth}\s+{span}\b(?:{of}{year}\b)?",
        rf"(?<!\w){part}(?:{of}|-){year}\b",
        rf"(?<!\w)(?P<part>{any_of(meanings('periods'))})\b",
        rf"(?<!\w)(?P<weekday>{any_of(meanings('weekdays'))})\b",
        rf"(?<![\w.,])(?P<year>{_YEAR})(?P<next>[/-]\d\d)?(?![\d%€]|[.,]\d)",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in written)


def _is_date(match: re.Match[str], text: str, language: Language | None) -> bool:
    groups = match.groupdict()
    day, number = groups.get("day"), groups.get("number")
    if (day and not 1 <= int(day) <= 31) or (number and not 1 <= int(number) <= 12):
        return False
    if (groups.get("part") or "").isupper():
        return False  # MID in 2026
    if groups.get("month") and not (day or groups.get("year")):
        return _is_month_alone(match, text)
    if set(groups) == {"year", "next"}:
        return not _counts(text, match.end(), language)
    if set(groups) == {"part"}:
        return (groups["part"] or "").lower() != "spring"
    return True


def _is_month_alone(match: re.Match[str], text: str) -> bool:
    word = match["month"]
    if word.lower() not in _ALONE:
        return len(word) > 3 or word.lower() in ("mei", "mai")
    led = re.search(r"\b(?:in|since|until|by|from|before|after|of)\s+$", text[: match.start()])
    return word in ("May", "March") and bool(led)


def _counts(text: str, end: int, language: Language | None) -> bool:
    """2000 euro is no year."""
    behind = re.match(r"\s?([^\W\d_]+|[%€$£])", text[end:])
    if not behind:
        return False
    unit = meanings("units", language).get(behind.group(1).lower(), "")
    return unit not in ("", "company", "entrepreneur", "employee", "person", "m", "t", "g", "l")


def _moments(match: re.Match[str], text: str, language: Language | None) -> Iterator[Moment]:
    groups = match.groupdict()
    year = _year(groups.get("year") or groups.get("yearfirst"))
    day = int(groups["day"]) if groups.get("day") else None
    first = Moment(
        year=year,
        month=_month(groups),
        day=day,
        part=_part(groups),
        bound=bound_before(text, match.start(), language),
        start=match.start(),
        end=match.end(),
    )
    yield first
    if groups.get("mark") == "/" and day and day <= 12 and language in ("en", None):
        yield replace(first, month=day, day=first.month)
    if groups.get("next") and year and int(groups["next"][1:]) == (year + 1) % 100:
        yield replace(first, year=year + 1)


def _year(written: str | None) -> int | None:
    if not written:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)


def _month(groups: dict[str, str | None]) -> int | None:
    number, word = groups.get("number"), groups.get("month")
    if number:
        return int(number)
    return int(meanings("months")[word.lower()]) if word else None


def _part(groups: dict[str, str | None]) -> str:
    quarter = groups.get("q") or groups.get("qlast")
    if quarter:
        return f"quarter {quarter}"
    span, nth = groups.get("span"), groups.get("nth")
    if span and nth:
        number = nth[0] if nth[0].isdigit() else meanings("ordinals")[nth.lower()]
        return f"{meanings('spans')[span.lower()]} {number}"
    word = (groups.get("part") or groups.get("weekday") or "").lower()
    known = meanings("parts") | meanings("periods") | meanings("weekdays")
    return known.get(word, "")


def months_named(language: Language) -> tuple[str, ...]:
    """Return the full names of the months, January first."""
    return tuple(listed("months", str(number), language)[0] for number in range(1, 13))
