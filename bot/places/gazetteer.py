"""The places there are, out of nl.toml, de.toml and words.toml; no text is read here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Level = Literal["municipality", "district", "name", "exonym", "country"]
Words = tuple[str, ...]
"""Small letters, without marks: "Olst-Wijhe" and "olst wijhe" are the same two words."""

COUNTRIES = ("NL", "DE")
WIDE_REGIONS = frozenset({*COUNTRIES, "EU", "Overijssel", "Gelderland", "NRW"})
"""Provinces and countries: too wide to tell one desk from another."""

_DOTTED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_UNDOTTED = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})
_LONG_FORM = re.compile(r" \(| am | an der |/")
"""Where the part of an official name begins that nobody types: "Emmerich | am Rhein"."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place with what it lies in."""

    name: str
    level: Level
    country: str
    regions: tuple[str, ...]
    """Regions of the register, the nearest first."""
    within: str = ""
    """Province in the Netherlands, district or city without one in North Rhine-Westphalia."""
    government: str = ""
    """Regierungsbezirk; empty in the Netherlands."""
    across: tuple[str, ...] = ()
    """Sub-regions that begin behind the border."""


def words_of(text: str) -> Words:
    """Return the words of a name as it is looked up."""
    return tuple(re.findall(r"\w+", text.casefold()))


@cache
def word_table() -> Mapping[str, Any]:
    """Return words.toml."""
    return _table("words")


@cache
def gazetteer() -> tuple[Place, ...]:
    """Return every place once, those of the Netherlands first."""
    areas = [area for name in ("nl", "de") for area in _table(name)["areas"]]
    return tuple(place for area in areas for place in _places_of(area))


@cache
def by_words() -> Mapping[Words, Place]:
    """Return words -> place, for every way in which a name is written."""
    known: dict[Words, Place] = {}
    for place in gazetteer():
        for spelling in _forms(place):
            for words in _spellings(spelling):
                known.setdefault(words, place)
    return known


@cache
def spelled_as(key: str) -> frozenset[str]:
    """Return the words of a list of words.toml, in small letters and every spelling."""
    names: Iterable[str] = word_table()[key]
    return frozenset(" ".join(words) for name in names for words in _spellings(name))


def neighbours(regions: Iterable[str]) -> tuple[str, ...]:
    """Return the sub-regions beside these, in their own country."""
    own = tuple(regions)
    beside = [other for region in own for other in word_table()["beside"].get(region, ())]
    return tuple(dict.fromkeys(other for other in beside if other not in own))


def is_known_region(region: str) -> bool:
    """Tell whether the bot's own area has such a region: Noord-Nederland lies outside."""
    return region in WIDE_REGIONS or region in word_table()["beside"]


def _table(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _places_of(area: Mapping[str, Any]) -> Iterator[Place]:
    own: list[tuple[Level, str]] = [
        ("municipality", name) for name in area.get("municipalities", ())
    ]
    district = area.get("district", "")
    if district and district not in area["municipalities"]:
        own.append(("district", district))
    own += [("name", name) for name in area.get("names", ())]
    foreign: Level = "country" if area.get("whole") else "exonym"
    own += [(foreign, name) for name in area.get("exonyms", ())]
    for level, name in own:
        yield Place(
            name=name,
            level=level,
            country=area["country"],
            regions=tuple(area["regions"]),
            within=area.get("province", district),
            government=area.get("government", ""),
            across=tuple(area.get("across", ())),
        )


def _forms(place: Place) -> tuple[str, ...]:
    if place.level != "municipality":
        return (place.name,)
    return (place.name, _LONG_FORM.split(place.name)[0])


def _spellings(name: str) -> Iterator[Words]:
    """With dots, with e for the dots, and without: "Münster", "Muenster", "Munster"."""
    small = name.casefold()
    yield words_of(small)
    yield words_of(small.translate(_DOTTED))
    plain = small.translate(_UNDOTTED)
    if plain not in {word.casefold() for word in word_table()["undotted"]}:
        yield words_of(plain)
