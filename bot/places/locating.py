"""Where a question is about: from the question, from what is known of the asker, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.phrases import cues
from bot.places.finding import Found, found_in
from bot.places.gazetteer import COUNTRIES, WIDE_REGIONS, Place, gazetteer, neighbours
from ingest.documents import LANGUAGES, Language

Origin = Literal["question", "earlier", "profile", "language", "nothing"]

HOME: dict[Language, str] = {"nl": "NL", "de": "DE"}
"""A Dutch question without a place is most likely asked in the Netherlands; English tells none."""


@dataclass(frozen=True, kw_only=True)
class Located:
    """Countries and regions that a question is about, and what they were inferred from."""

    countries: tuple[str, ...] = ()
    """NL, DE, or both; empty when nothing tells."""
    regions: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()
    """Sub-regions beside those; behind the border too where the asker looks across it."""
    places: tuple[str, ...] = ()
    """Place names as they are typed in the question."""
    origin: Origin = "nothing"
    """"language" is weak: whatever else is known goes before it."""


def located(text: str, language: Language, known: Located | None = None) -> Located:
    """Return where the question is about; `known` comes from earlier turns or the profile.

    The question goes before what is known, and that before the language.
    """
    found = found_in(text)
    across = looks_across(text)
    if found:
        place = _from_question(found, known)
    elif known is not None and known.countries:
        origin: Origin = "profile" if known.origin == "profile" else "earlier"
        place = replace(known, places=(), nearby=_nearby(known.regions), origin=origin)
    elif language in HOME and not across:
        place = Located(countries=(HOME[language],), origin="language")
    else:
        place = Located()
    return _across(place, found) if across else place


def looks_across(text: str) -> bool:
    """Tell whether the asker looks at both sides of the border, whatever places they name."""
    small = text.casefold()
    return any(re.search(cue, small) for name in LANGUAGES for cue in cues(name, "across"))


def contradicts(place: Located, language: Language) -> bool:
    """Tell whether the places lie only in the country whose language this is not."""
    home = HOME.get(language)
    return place.origin == "question" and home is not None and home not in place.countries


def _from_question(found: Sequence[Found], known: Located | None) -> Located:
    places = [one.place for one in found]
    countries = tuple(dict.fromkeys(place.country for place in places))
    regions = tuple(dict.fromkeys(region for place in places for region in place.regions))
    if known is not None and set(countries) <= set(known.countries) and _tells_no_corner(places):
        # "Welke subsidie in Nederland?" does not unsay that the asker sits in Twente.
        regions = tuple(dict.fromkeys([*known.regions, *regions]))
    return Located(
        countries=countries,
        regions=regions,
        nearby=_nearby(regions),
        places=tuple(dict.fromkeys(one.text for one in found)),
        origin="question",
    )


def _tells_no_corner(places: Sequence[Place]) -> bool:
    return all(place.level == "country" for place in places)


def _nearby(regions: Sequence[str]) -> tuple[str, ...]:
    return neighbours(region for region in regions if region not in WIDE_REGIONS)


def _across(place: Located, found: Sequence[Found]) -> Located:
    """Both countries, and the sub-regions that begin behind the border."""
    behind = [region for one in found for region in one.place.across]
    if not found:
        behind = list(_behind(place.regions))
    origin: Origin = "question" if place.origin in ("nothing", "language") else place.origin
    return replace(
        place,
        countries=tuple(dict.fromkeys([*place.countries, *COUNTRIES])),
        nearby=tuple(dict.fromkeys([*behind, *place.nearby])),
        origin=origin,
    )


def _behind(regions: Sequence[str]) -> tuple[str, ...]:
    """Of a region known from before, where no place is named now."""
    near = set(regions) - WIDE_REGIONS
    behind = [o for p in gazetteer() if near & set(p.regions) for o in p.across]
    return tuple(dict.fromkeys(behind))
