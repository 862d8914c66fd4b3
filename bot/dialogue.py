"""Message to standalone question: its language, its places, and how many steps are wanted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from bot.answers import Question
from bot.conversation import Message, Profile, Turn
from bot.followups import resolved
from bot.phrases import cues, phrase
from ingest.documents import LANGUAGES, Language
from ingest.language import detect

MOST_WANTED = 9
FEWEST_FOCUS_WORDS = 5
"""A shorter clause ("does it still exist?") needs the rest to be understood."""

_CLAUSE_END = re.compile(r"(?<=[,.;:!?])\s+")
_HOME: dict[Language, str] = {"nl": "NL", "de": "DE"}
_COUNTRIES = ("NL", "DE")
_WIDE = (*_COUNTRIES, "Overijssel", "Gelderland", "NRW")
"""Too wide to tell one desk from another."""


def standalone(
    message: Message,
    default: Language = "nl",
    turns: Sequence[Turn] = (),
    profile: Profile | None = None,
) -> Question:
    """Return the question in the message, as it would be asked without what was said before.

    `default` is the language of a text too short to tell, where no earlier turn tells it. Places
    that the text does not name come from the turn that it points back to, else from the profile.
    """
    typed = " ".join(message.text.split())
    language = language_of(typed, turns[-1].language if turns else default)
    meant = resolved(typed, turns, language, place_names)
    text = meant.text
    own = place_names(typed) if meant.earlier else ()
    # "And if we were in Gelderland?": the new place takes the place of the old one.
    named = own or place_names(text)
    countries, regions = _areas_of(named)
    if not named:
        countries, regions = _known_places(meant.earlier, profile)
    search = _with_area(text, language, countries, regions) if named else ""
    if not countries and language in _HOME:
        # A Dutch question without a place is most likely asked in the Netherlands.
        countries = (_HOME[language],)
    return Question(
        text=text,
        language=language,
        focus=meant.focus or focus(text, language),
        search=search,
        places=named,
        countries=countries,
        regions=regions,
        wanted=wanted_steps(typed),
        typed=typed if typed != text else "",
        asks=meant.asks,
    )


def _known_places(
    earlier: Turn | None, profile: Profile | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the places of the turn that is meant, or where the asker said to be at home."""
    if earlier and (earlier.countries or earlier.regions):
        return earlier.countries, earlier.regions
    if profile is None:
        return (), ()
    return ((profile.country,) if profile.country else ()), profile.regions


def language_of(text: str, default: Language) -> Language:
    """Return the language of the text, or `default` when it is too short to tell."""
    return detect(text, default)


def focus(text: str, language: Language) -> str:
    """Return the clauses that ask something, or "" when that is everything or too little."""
    clauses = [clause.strip() for clause in _CLAUSE_END.split(text) if clause.strip()]
    patterns = [*cues(language, "start"), *cues(language, "plan"), *cues(language, "facts")]
    asking = [
        clause
        for clause in clauses
        if any(re.search(pattern, clause, re.IGNORECASE) for pattern in patterns)
    ]
    joined = ", ".join(asking)
    enough = len(joined.split()) >= FEWEST_FOCUS_WORDS
    return joined if enough and len(asking) < len(clauses) else ""


def places(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the countries and regions of the places that the text names."""
    return _areas_of(place_names(text))


def _areas_of(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    countries: dict[str, None] = {}
    regions: dict[str, None] = {}
    for name in names:
        country, region = _gazetteer()[name]
        countries.update(dict.fromkeys(country))
        regions.update(dict.fromkeys(region))
    return tuple(countries), tuple(regions)


def place_names(text: str) -> tuple[str, ...]:
    """Return the places that the text names, as the gazetteer writes them."""
    return tuple(name for name in _gazetteer() if _stands_in(name, text))


def _asks_where(text: str, language: Language) -> bool:
    return any(re.search(cue, text, re.IGNORECASE) for cue in cues(language, "help"))


def _regions_to_add(text: str, regions: tuple[str, ...]) -> list[str]:
    said = text.casefold()
    return [region for region in regions if region not in _WIDE and region.casefold() not in said]


def _with_area(
    text: str, language: Language, countries: tuple[str, ...], regions: tuple[str, ...]
) -> str:
    """Say which country abroad a place lies in, and to who asks for a desk in which region."""
    area = _regions_to_add(text, regions) if _asks_where(text, language) else []
    said = any(not set(_gazetteer()[name][1]) - set(_COUNTRIES) for name in place_names(text))
    home = _HOME.get(language)
    if home is not None and not said:
        abroad = [country for country in countries if country in _COUNTRIES and country != home]
        area += [phrase(language, f"country_{country}") for country in abroad]
    return " ".join([text, *area]) if area else ""


def wanted_steps(text: str) -> int | None:
    """Return how many steps the text asks for ("geef me 3 stappen"), or None."""
    for language in LANGUAGES:
        words = "|".join(cues(language, "step_words"))
        numbers = cues(language, "numbers")
        few = "|".join(cues(language, "few"))
        count = rf"(?<![\w.,])(\d{{1,2}}|{'|'.join(numbers)})"
        pattern = rf"{count}\s+(?:(?!{few})\w+\s+)?(?:{words})\b"
        found = re.search(pattern, text.casefold())
        if found:
            said = found.group(1)
            wanted = int(said) if said.isdigit() else numbers.index(said) + 1
            return min(max(wanted, 1), MOST_WANTED)
    return None


def _stands_in(name: str, text: str) -> bool:
    """An everyday word ("essen", "reken") is a place only with a capital inside a sentence."""
    word = rf"(?<!\w){re.escape(name)}(?!\w)"
    if name in _table()["everyday"]:
        return bool(re.search(rf"(?<!^)(?<![.!?:] ){word}", text))
    return bool(re.search(word, text, re.IGNORECASE))


@cache
def _table() -> dict[str, Any]:
    text = resources.files("bot").joinpath("places.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _gazetteer() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return place name -> (countries, regions), out of places.toml."""
    rows: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for area in _table()["areas"]:
        for name in area["names"]:
            rows[name] = (tuple(area["countries"]), tuple(area["regions"]))
    return rows
