"""One thing in a sentence changed, so that its source no longer bears it out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.documents import Language

KINDS = ("number", "date", "month", "unit", "organisation", "negation", "country")

_MONTHS: dict[Language, str] = {
    "nl": "januari februari maart april juni juli augustus september oktober november december",
    "de": "Januar Februar März April Juni Juli August September Oktober November Dezember",
    "en": "January February March April June July August September October November December",
}
_WORDS: dict[Language, str] = {
    "nl": "twee drie vier vijf zes zeven tien twaalf",
    "de": "zwei drei vier fünf sechs sieben zehn zwölf",
    "en": "two three four five six seven ten twelve",
}
_UNITS: dict[Language, tuple[tuple[str, str], ...]] = {
    "nl": (
        ("procent", "euro"), ("euro", "dollar"), ("miljoen", "miljard"), ("jaar", "maanden"),
        ("maanden", "weken"), ("weken", "dagen"), ("dagen", "uur"), ("uur", "dagen"),
        ("medewerkers", "procent"), ("bedrijven", "procent"), ("ondernemers", "procent"),
    ),
    "de": (
        ("Prozent", "Euro"), ("Euro", "Dollar"), ("Millionen", "Milliarden"), ("Jahre", "Monate"),
        ("Monate", "Wochen"), ("Monaten", "Wochen"), ("Jahren", "Monaten"), ("Wochen", "Tage"),
        ("Tage", "Stunden"), ("Tagen", "Stunden"), ("Stunden", "Tage"), ("Unternehmen", "Prozent"),
        ("Beschäftigte", "Prozent"), ("Unternehmern", "Prozent"),
    ),
    "en": (
        ("percent", "euros"), ("per cent", "euros"), ("euros", "dollars"), ("million", "billion"),
        ("years", "months"), ("months", "weeks"), ("weeks", "days"), ("days", "hours"),
        ("hours", "days"), ("companies", "percent"), ("employees", "percent"),
        ("entrepreneurs", "percent"), ("EUR", "USD"),
    ),
}  # fmt: skip
_COUNTRIES: dict[Language, tuple[tuple[str, str], ...]] = {
    "nl": (
        ("Duitsland", "België"), ("Duitse", "Belgische"), ("Duits", "Frans"),
        ("Noordrijn-Westfalen", "Nedersaksen"), ("Oost-Nederland", "Vlaanderen"),
        ("NRW", "Beieren"), ("Nederlandse", "Duitse"), ("Nederland", "Duitsland"),
        ("Europese", "Chinese"), ("Europa", "China"),
    ),
    "de": (
        ("Deutschland", "Belgien"), ("deutschen", "belgischen"), ("deutsche", "belgische"),
        ("Nordrhein-Westfalen", "Niedersachsen"), ("Ostniederlande", "Bayern"),
        ("Ostniederlanden", "Flandern"), ("NRW", "Bayern"), ("Niederlanden", "Belgien"),
        ("Niederlande", "Schweiz"), ("niederländischen", "deutschen"),
        ("niederländische", "deutsche"), ("europäischen", "chinesischen"), ("Europa", "China"),
    ),
    "en": (
        ("Germany", "Belgium"), ("German", "Belgian"), ("North Rhine-Westphalia", "Lower Saxony"),
        ("East Netherlands", "Flanders"), ("NRW", "Bavaria"), ("the Netherlands", "Germany"),
        ("Dutch", "German"), ("European", "Chinese"), ("Europe", "China"),
    ),
}  # fmt: skip
_DENIED: dict[Language, tuple[tuple[str, str], ...]] = {
    "nl": (
        (r"\bniet (?!alleen)", ""), (r"\bgeen ", "een "), (r"\bzonder ", "met "),
        (r"\bnooit ", "altijd "),
        (r"\b(is|zijn|was|waren|kan|kunnen|moet|moeten|wordt|worden|mag|heeft|hebben|geldt|gold|loopt"
         r"|liep|dekt|helpt|gaf|zocht|eindigt|betaalt|vergoedt)\b ", r"\1 niet "),
    ),
    "de": (
        (r"\bnicht (?!nur)", ""), (r"\bkein(e[nmr]?)? ", r"ein\1 "), (r"\bohne ", "mit "),
        (r"\bnie ", "immer "),
        (r"\b(ist|sind|war|waren|kann|können|muss|müssen|wird|werden|darf|hat|haben|gilt|galt|läuft"
         r"|lief|deckt|hilft|gab|suchte|endet|bezahlt|erstattet)\b ", r"\1 nicht "),
    ),
    "en": (
        (r"\bnot (?!only)", ""), (r"\bno (?!later|more|less)", "a "), (r"\bwithout ", "with "),
        (r"\bnever ", "always "),
        (r"\b(is|are|was|were|can|could|must|will|may|has|have|does|did)\b ", r"\1 not "),
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Original:
    """A text with the language that it is in, and the quote that bears it out."""

    text: str
    language: Language
    quote: str


def mutant(kind: str, original: Original, others: Sequence[str], chance: random.Random) -> str:
    """Return the text with one thing of this kind changed; empty where it has no such thing.

    What the change would bring in must not stand in the quote, else the twin would be true;
    `others` are names of organisations to put in the place of one.
    """
    changed = _CHANGES[kind](original, others, chance)
    return changed if changed != original.text else ""


def _number(original: Original, others: Sequence[str], chance: random.Random) -> str:
    del others
    places = [
        match
        for match in re.finditer(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-]|[.,]\d)", original.text)
        if not re.fullmatch(r"(?:1[89]|20)\d\d", match[0]) and not _in_a_date(match, original)
    ]
    words = re.compile(rf"\b(?:{'|'.join(_WORDS[original.language].split())})\b")
    places += words.finditer(original.text)
    if not places:
        return ""
    place = chance.choice(places)
    return _swapped(original, place, _other_numbers(place[0], original.language), chance)


def _in_a_date(match: re.Match[str], original: Original) -> bool:
    around = original.text[match.end() : match.end() + 12]
    before = original.text[: match.start()].split()[-1:]
    months = _MONTHS[original.language].split()
    return any(m in around for m in [*months, "mei", "Mai", "May"]) or (before or [""])[0] in months


def _other_numbers(written: str, language: Language) -> list[str]:
    if not written[0].isdigit():
        return [word for word in _WORDS[language].split() if word != written]
    first = written[0]
    return [digit + written[1:] for digit in "23456789" if digit != first]


def _date(original: Original, others: Sequence[str], chance: random.Random) -> str:
    del others
    years = list(re.finditer(r"(?<![\d.,-])20[012]\d(?![\d-])", original.text))
    if not years:
        return ""
    place = chance.choice(years)
    return _swapped(original, place, [str(year) for year in range(2001, 2035)], chance)


def _month(original: Original, others: Sequence[str], chance: random.Random) -> str:
    del others
    months = _MONTHS[original.language].split()
    places = list(re.finditer(rf"\b(?:{'|'.join(months)})\b", original.text))
    if not places:
        return ""
    place = chance.choice(places)
    # The quote may name months in another language: those it names, by number, are no twins.
    named = {
        number
        for each in _MONTHS.values()
        for number, month in enumerate(each.split())
        if re.search(rf"\b{month}\b", original.quote, re.IGNORECASE)
    }
    return _put(original, place, [m for n, m in enumerate(months) if n not in named], chance)


def _unit(original: Original, others: Sequence[str], chance: random.Random) -> str:
    return _pair(original, _UNITS[original.language], chance, r"(?<=\d )(?<!20\d\d )")


def _country(original: Original, others: Sequence[str], chance: random.Random) -> str:
    return _pair(original, _COUNTRIES[original.language], chance, "")


def _pair(
    original: Original, pairs: Sequence[tuple[str, str]], chance: random.Random, before: str
) -> str:
    found = [
        (match, new)
        for old, new in pairs
        for match in re.finditer(rf"{before}(?<![\w-]){old}(?![\w-])", original.text)
        if not _stands_anywhere(new, original.quote)
    ]
    if not found:
        return ""
    match, new = chance.choice(found)
    return original.text[: match.start()] + new + original.text[match.end() :]


_SAME = (
    ("euro", "€", "eur"), ("dollar", "usd", "$"), ("procent", "prozent", "percent", "%"),
    ("miljard", "milliarde", "billion"), ("maand", "monat", "month"), ("wek", "woche", "week"),
    ("dag", "tag", "day"), ("uur", "stunde", "uhr", "hour"), ("belgi",),
    ("frans", "franz", "french"),
    ("nedersaksen", "niedersachsen", "lower saxony"), ("beieren", "bayer", "bavaria"),
    ("vlaanderen", "flandern", "flanders"), ("duits", "deutsch", "german"),
    ("chin",), ("zwitser", "schweiz", "switzerland"),
)  # fmt: skip


def _stands_anywhere(word: str, quote: str) -> bool:
    """Tell whether the quote has the word, in whatever language."""
    typed, held = word.lower(), quote.lower()
    same = next((row for row in _SAME if any(typed.startswith(w) for w in row)), (typed,))
    return any(
        re.search(rf"\b{re.escape(each)}", held) or each in "€%$" and each in held for each in same
    )


def _organisation(original: Original, others: Sequence[str], chance: random.Random) -> str:
    named = [name for name in others if re.search(_bounded(name), original.text)]
    held = set(re.findall(r"\w+", original.quote.lower()))
    free = [name for name in others if not set(re.findall(r"\w+", name.lower())) & held]
    if not named or not free:
        return ""
    longest = max(named, key=len)
    match = re.search(_bounded(longest), original.text)
    return _put(original, match, free, chance) if match else ""


def _bounded(name: str) -> str:
    return rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)"


def _negation(original: Original, others: Sequence[str], chance: random.Random) -> str:
    del others
    found = [
        changed
        for pattern, new in _DENIED[original.language]
        if (changed := re.sub(pattern, new, original.text, count=1)) != original.text
    ]
    return chance.choice(found) if found else ""


def _swapped(
    original: Original, place: re.Match[str], new: Sequence[str], chance: random.Random
) -> str:
    held = set(re.findall(r"\w+(?:[.,]\d+)*", original.quote.lower()))
    bare = {re.sub(r"[.,]", "", each) for each in held} | _as_digits(held)
    free = [n for n in new if not {re.sub(r"[.,]", "", n.lower()), *_as_digits({n})} & bare]
    return _put(original, place, free, chance)


def _as_digits(words: set[str]) -> set[str]:
    values = (2, 3, 4, 5, 6, 7, 10, 12)
    rows = [dict(zip(row.split(), values, strict=True)) for row in _WORDS.values()]
    found = {str(row[word]) for word in words for row in rows if word in row}
    return found | ({"3"} if words & {"third", "derde", "dritte", "dritten"} else set())


def _put(
    original: Original, place: re.Match[str], free: Sequence[str], chance: random.Random
) -> str:
    if not free:
        return ""
    return original.text[: place.start()] + chance.choice(free) + original.text[place.end() :]


_CHANGES: dict[str, Callable[[Original, Sequence[str], random.Random], str]] = {
    "number": _number,
    "date": _date,
    "month": _month,
    "unit": _unit,
    "organisation": _organisation,
    "negation": _negation,
    "country": _country,
}
