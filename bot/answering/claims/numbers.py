"""Amounts, percentages, counts and ordinals, however each language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from bot.answering.claims.bounds import Bound, agree, bound_before, bound_behind
from bot.answering.claims.wording import (
    Claim,
    Said,
    any_of,
    languages_of,
    listed,
    meanings,
    table,
)
from ingest.documents import Language

ORDINAL = "ordinal"
COUNTED = frozenset(
    {"", ORDINAL, "employee", "person", "company", "entrepreneur", "piece", "times"}
)
"""Units that a text may leave out: 13 experts are 13 people. Euros are not."""

_SAME_UNITS = ({"employee", "person"}, {"company", "entrepreneur"})

_GAP = " \u00a0\u202f"
_DIGITS = re.compile(
    rf"(?<![\w.,])(?:(?<!\w)[-−](?=\d))?"
    rf"(?:\d{{1,3}}(?:[{_GAP}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)?")
_CURRENCY = re.compile(r"(€|\$|£|\b(?:eur|euro|usd|gbp|chf))\s?[-−]?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number in a text. Where its form can be read in two ways, both values are kept."""

    values: frozenset[Decimal]
    unit: str
    """Key of the table `units`, `ordinal`, or empty."""
    bound: Bound
    start: int
    end: int
    sure: bool = True
    """False for an article: "een partner" proves one partner, but claims no number."""
    worded: bool = False
    """Written in letters."""


def quantities(said: Said, masked: str | None = None) -> list[Quantity]:
    """Return the numbers of a text in reading order; `masked` is the text without its dates."""
    text = said.text if masked is None else masked
    found = [*_in_digits(text, said.language), *_in_words(text, said.language)]
    whole = [_with_unit(text, each, said.language) for each in sorted(found, key=_place)]
    shared = _shared_units(text, _apart(whole), said.language)
    return [_bounded(text, each, said.language) for each in shared]


def _bounded(text: str, quantity: Quantity, language: Language | None) -> Quantity:
    if quantity.bound:
        return quantity
    return replace(quantity, bound=bound_behind(text, quantity.end, language))


def unsupported(claimed: Sequence[Quantity], proved: Sequence[Quantity], text: str) -> list[Claim]:
    """Return the numbers that nothing proves: same value, same unit, no other bound."""
    return [
        Claim(kind="number", text=text[each.start : each.end])
        for each in claimed
        if each.sure and not any(_proves(other, each) for other in proved)
    ]


def _proves(proved: Quantity, claimed: Quantity) -> bool:
    if not claimed.values & proved.values or not agree(claimed.bound, proved.bound):
        return False
    if not proved.sure and not claimed.worded:
        # "A partner" bears out one partner, not 1.0.
        return False
    if claimed.unit == proved.unit:
        # Industrie 4.0 bears out no count of four.
        return bool(claimed.unit) or _has_decimals(claimed) == _has_decimals(proved)
    if {claimed.unit, proved.unit} in _SAME_UNITS:
        return True
    loose = claimed.unit in ("", ORDINAL) and proved.unit in COUNTED
    return loose and not _has_decimals(claimed) and not _has_decimals(proved)


def _has_decimals(quantity: Quantity) -> bool:
    return any(int(value.as_tuple().exponent) < 0 for value in quantity.values)


def _place(quantity: Quantity) -> tuple[int, int]:
    return quantity.start, -quantity.end


def _apart(found: Sequence[Quantity]) -> list[Quantity]:
    """Keep of numbers that overlap the first and longest: the unit of one is none of its own."""
    kept: list[Quantity] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


# --- digits -----------------------------------------------------------------------------------


def _in_digits(text: str, language: Language | None) -> list[Quantity]:
    found = []
    for match in _DIGITS.finditer(text):
        glued = re.match(r"[^\W\d_]+", text[match.end() :])
        if glued and not _may_be_glued(glued.group().lower()):
            continue
        ordinal = bool(glued) and glued is not None and glued.group().lower() in _ENDINGS
        values = readings(match.group(), language)
        end = match.end() + (len(glued.group()) if ordinal and glued else 0)
        found.append(_quantity(text, values, language, match.start(), end, ordinal))
    return found


_ENDINGS = frozenset({"e", "de", "ste", "st", "nd", "rd", "th", "er", "ter", "te", "ten"})


def _may_be_glued(letters: str) -> bool:
    """Letters right behind a number make it a name ("3D"), but for units and endings."""
    return letters in _ENDINGS or letters in meanings("units") or letters in meanings("magnitudes")


def readings(token: str, language: Language | None) -> frozenset[Decimal]:
    """Return what a number in digits can mean: "1.500" is 1500 or, in English, 1.5."""
    plain = re.sub(rf"[{_GAP}'’]", "", token).replace("−", "-")
    marks = re.findall(r"[.,]", plain)
    if not marks:
        return frozenset({Decimal(plain)})
    if len(set(marks)) == 2:
        last = marks[-1]
        other = "," if last == "." else "."
        return _decimal(plain.replace(other, "").replace(last, "."))
    grouped = re.fullmatch(r"-?[1-9]\d{0,2}(?:[.,]\d{3})+", plain)
    if len(marks) > 1:
        # 1.000.000 is a number, 60.204.1 a name of something: then only the same proves it.
        return _decimal(re.sub("[.,]", "", plain)) if grouped else frozenset()
    as_decimal = _decimal(plain.replace(",", "."))
    if not grouped:
        return as_decimal
    as_group = _decimal(re.sub("[.,]", "", plain))
    own = "." if language == "en" else ","
    return as_group if marks[0] != own else as_group | as_decimal


def _decimal(plain: str) -> frozenset[Decimal]:
    return frozenset({Decimal(plain)}) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else frozenset()


# --- words ------------------------------------------------------------------------------------


@cache
def _number_words(language: Language) -> dict[str, int]:
    words = table(language)["words"]
    small = {word: n for n, word in enumerate(words["units"]) if word}
    found = small | {word: 10 * n for n, word in enumerate(words["tens"]) if word}
    ones = [_linking_one(language), *words["units"][2:10]]
    for tens, word in enumerate(words["tens"][2:], start=2):
        for unit, one in enumerate(ones, start=1):
            found[_joined(language, one, word)] = 10 * tens + unit
    for key, value in (("hundred", 100), ("thousand", 1000)):
        for big in words[key]:
            found[big] = value
            found |= {f"{word}{big}": n * value for word, n in small.items()}
    return found


def _linking_one(language: Language) -> str:
    return {"nl": "een", "de": "ein", "en": "one"}[language]


def _joined(language: Language, one: str, tens: str) -> str:
    if language == "en":
        return f"{tens}-{one}"
    link = "und" if language == "de" else "ën" if one.endswith("e") else "en"
    return f"{one}{link}{tens}"


def _in_words(text: str, language: Language | None) -> list[Quantity]:
    found = []
    for match in _WORD.finditer(text):
        for each in languages_of(language):
            quantity = _worded(text, match, each)
            if quantity:
                found.append(quantity)
                break
    return found


def _worded(text: str, match: re.Match[str], language: Language) -> Quantity | None:
    word = match.group().lower()
    start, end = match.span()
    value = _number_words(language).get(word)
    if value is None and (head := re.split(r"[-'’]", word)[0]) != word:
        value = _number_words(language).get(head)
        end = start + len(head)
    if value is not None:
        return _quantity(text, frozenset({Decimal(value)}), language, start, end)
    return (
        _one(text, match, language)
        or _twice(text, match, language)
        or _ordinal(text, match, language)
        or _glued(text, match, language)
    )


def _one(text: str, match: re.Match[str], language: Language) -> Quantity | None:
    """An article is one only where a bound makes it so; elsewhere it proves, but claims not."""
    word = re.split(r"[-'’]", match.group().lower())[0]
    if word in listed("words", "both", language):
        two = _quantity(text, frozenset({Decimal(2)}), language, *match.span())
        return replace(two, sure=False)
    if word not in listed("words", "one", language) + listed("words", "articles", language):
        return None
    end = match.start() + len(word)
    found = _quantity(text, frozenset({Decimal(1)}), language, match.start(), end)
    # "No one", "this one" and "one of" count nothing; the number word alone is too light to drop.
    return replace(found, sure=bool(found.bound) or word == "één")


def _twice(text: str, match: re.Match[str], language: Language) -> Quantity | None:
    if match.group().lower() not in listed("words", "twice", language):
        return None
    found = _quantity(text, frozenset({Decimal(2)}), language, *match.span())
    return replace(found, unit="times")


def _ordinal(text: str, match: re.Match[str], language: Language) -> Quantity | None:
    word = match.group()
    number = meanings("ordinals", language).get(word.lower())
    if number is None or (word[0] == "A" and language == "de"):
        # "Achten Sie auf" is no eighth.
        return None
    found = _quantity(text, frozenset({Decimal(number)}), language, *match.span(), True)
    # "First, look inside" counts nothing, nor does a second of time.
    sure = number not in ("1", "2") or language != "en" or _is_determined(text, match.start())
    return replace(found, sure=sure)


def _is_determined(text: str, start: int) -> bool:
    return bool(re.search(r"\b(?:the|a|its|their|your)\s+$", text[:start], re.IGNORECASE))


def _glued(text: str, match: re.Match[str], language: Language) -> Quantity | None:
    """Read "dreijährig" and "tweejarige": a number word and a unit in one word."""
    glued = _glued_pattern(language).fullmatch(match.group().lower())
    if not glued:
        return None
    values = frozenset({Decimal(_number_words(language)[glued.group(1)])})
    found = _quantity(text, values, language, *match.span())
    return replace(found, unit=meanings("units", language)[glued.group(2)])


@cache
def _glued_pattern(language: Language) -> re.Pattern[str]:
    units = any_of(word for word in meanings("units", language) if len(word) >= 3)
    return re.compile(f"({any_of(_number_words(language))})({units})")


def _quantity(
    text: str,
    values: frozenset[Decimal],
    language: Language | None,
    start: int,
    end: int,
    ordinal: bool = False,
) -> Quantity:
    return Quantity(
        values=values,
        unit=ORDINAL if ordinal else "",
        bound=bound_before(text, start, language),
        start=start,
        end=end,
        worded=not text[start].isdigit(),
    )


# --- magnitudes and units ---------------------------------------------------------------------


@cache
def _behind(name: str, language: Language | None) -> re.Pattern[str]:
    words = any_of(meanings(name, language))
    # Who is counted may stand at the end of a compound: "29 maakbedrijven".
    heads = any_of(w for w, unit in meanings(name, language).items() if unit in COUNTED)
    prefix = rf"(?:[^\W\d_]{{3,}}(?={heads}))?" if heads else ""
    return re.compile(rf"[\s\u00a0\u202f-]*{prefix}({words})\.?(?!\w)", re.IGNORECASE)


_THROUGH_ONE_WORD = re.compile(r"\s+([^\W\d_]{3,})(?=\s)")


def _with_unit(text: str, quantity: Quantity, language: Language | None) -> Quantity:
    if quantity.unit:
        return quantity
    found = quantity
    magnitude = _behind("magnitudes", language).match(text, quantity.end)
    if magnitude and not _is_small_m(magnitude, text):
        power = int(meanings("magnitudes", language)[magnitude.group(1).lower()])
        values = frozenset(value * 10**power for value in found.values)
        found = replace(found, values=values, end=magnitude.end())
    before = _CURRENCY.search(text[: quantity.start])
    if before:
        start = before.start()
        bound = found.bound or bound_before(text, start, language)
        unit = meanings("units")[before.group(1).lower()]
        return replace(found, unit=unit, start=start, bound=bound)
    return _with_unit_behind(text, found, language)


def _is_small_m(magnitude: re.Match[str], text: str) -> bool:
    """Five m are five metres, unless the sign of money stands before."""
    before = text[: magnitude.start()].rstrip("0123456789.,")
    return magnitude.group(1) == "m" and not _CURRENCY.search(before)


def _with_unit_behind(text: str, quantity: Quantity, language: Language | None) -> Quantity:
    known = meanings("units", language)
    unit = _behind("units", language).match(text, quantity.end)
    if unit:
        return replace(quantity, unit=known[unit.group(1).lower()], end=unit.end(1))
    between = _THROUGH_ONE_WORD.match(text, quantity.end)
    if between and between.group(1).lower() not in _closed(language):
        unit = _behind("units", language).match(text, between.end())
        if unit and len(unit.group(1)) > 2:
            return replace(quantity, unit=known[unit.group(1).lower()], end=unit.end(1))
    return quantity


@cache
def _closed(language: Language | None) -> frozenset[str]:
    """Words behind which another thing begins: "40 en 3 jaar"."""
    return frozenset(listed("words", "links", language) + listed("words", "thin", language))


def _shared_units(
    text: str, found: Sequence[Quantity], language: Language | None
) -> list[Quantity]:
    """Give "4.000 tot 15.000 euro" its unit at both ends."""
    links = any_of((*listed("words", "links", language), "-", "–", "/", "a", "à"))
    between = re.compile(rf"\s*(?:{links})\s*[€$£]?\s*", re.IGNORECASE)
    shared = list(found)
    for at in range(len(shared) - 2, -1, -1):
        here, after = shared[at], shared[at + 1]
        measured = after.unit not in ("", ORDINAL)
        if not here.unit and measured and between.fullmatch(text[here.end : after.start]):
            shared[at] = replace(here, unit=after.unit)
    return shared
