"""Message to standalone question: its language, its places, and how many steps are wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wordfreq import zipf_frequency

from bot.answers import Question
from bot.conversation import Message, Turn
from bot.followups import resolved
from bot.phrases import cues, phrase
from bot.places import Located, found_in, located, without_places
from bot.places.gazetteer import COUNTRIES, WIDE_REGIONS
from bot.places.locating import HOME
from ingest.documents import LANGUAGES, Language
from ingest.language import detect, detect_or_none

MOST_WANTED = 9
FEWEST_FOCUS_WORDS = 5
"""A shorter clause ("does it still exist?") needs the rest to be understood."""

CLEARLY_MORE_USED = 2.5
"""Difference of the summed Zipf values of a few words that tells their language."""

_CLAUSE_END = re.compile(r"(?<=[,.;:!?])\s+")


def standalone(
    message: Message,
    default: Language = "nl",
    known: Located | None = None,
    turns: Sequence[Turn] = (),
) -> Question:
    """Return the question in the message, as it would be asked without what was said before.

    `default` is the language of a text too short to tell, where no earlier turn tells it. `known`
    is where the asker is by the profile or a choice: a place in the text, or in the turn that the
    text points back to, goes before it.
    """
    typed = " ".join(message.text.split())
    language = language_of(typed, turns[-1].language if turns else default)
    meant = resolved(typed, turns, language, place_names)
    text = meant.text
    # "And if we were in Gelderland?": the new place takes the place of the old one.
    own = meant.earlier is not None and found_in(typed)
    place = located(typed if own else text, language, _earlier_place(meant.earlier) or known)
    return Question(
        text=text,
        language=language,
        focus=meant.focus or focus(text, language),
        search=_with_area(text, language, place) if place.places else "",
        places=place.places,
        countries=place.countries,
        regions=place.regions,
        nearby=place.nearby,
        located_by=place.origin,
        wanted=wanted_steps(typed),
        typed=typed if typed != text else "",
        asks=meant.asks,
    )


def _earlier_place(earlier: Turn | None) -> Located | None:
    if earlier is None or not earlier.countries:
        return None
    return Located(countries=earlier.countries, regions=earlier.regions, origin="earlier")


def place_names(text: str) -> tuple[str, ...]:
    """Return the places that the text names, as they are typed."""
    return tuple(dict.fromkeys(found.text for found in found_in(text)))


def language_of(text: str, default: Language) -> Language:
    """Return the language of the text, or `default` when it is too short to tell.

    Without the places first: "Roboter testen Enschede Hengelo" is German.
    """
    bare = without_places(text)
    return detect_or_none(bare) or _by_words(bare) or detect(text, default)


def _by_words(text: str) -> Language | None:
    """Return the language in which these few words are used most, if it is clear enough."""
    words = re.findall(r"[^\W\d_]+", text)
    used = {name: sum(zipf_frequency(word, name) for word in words) for name in LANGUAGES}
    best, second = sorted(used, key=lambda name: -used[name])[:2]
    return best if used[best] - used[second] >= CLEARLY_MORE_USED else None


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


def _asks_where(text: str, language: Language) -> bool:
    return any(re.search(cue, text, re.IGNORECASE) for cue in cues(language, "help"))


def _regions_to_add(text: str, regions: tuple[str, ...]) -> list[str]:
    said = text.casefold()
    near = [region for region in regions if region not in WIDE_REGIONS]
    return [region for region in near if region.casefold() not in said]


def _with_area(text: str, language: Language, place: Located) -> str:
    """Say which country abroad a place lies in, and to who asks for a desk in which region."""
    area = _regions_to_add(text, place.regions) if _asks_where(text, language) else []
    said = any(found.place.level == "country" for found in found_in(text))
    home = HOME.get(language)
    if home is not None and not said:
        there = {found.place.country for found in found_in(text)}
        abroad = [country for country in COUNTRIES if country in there and country != home]
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
