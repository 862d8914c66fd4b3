from __future__ import annotations

import pytest

from bot.places import Located, located
from bot.places.locating import contradicts, looks_across
from ingest.documents import Language

TWENTE = Located(countries=("NL",), regions=("Twente", "Overijssel"), origin="question")
PROFILE = Located(countries=("DE",), regions=("Ruhr", "NRW"), origin="profile")


def test_a_place_in_the_question_goes_before_everything_else() -> None:
    place = located("Welche Förderung gibt es in Ahaus?", "de", TWENTE)
    assert (place.countries, place.regions[0]) == (("DE",), "Münsterland")
    assert (place.places, place.origin) == (("Ahaus",), "question")


def test_what_is_known_goes_before_the_language() -> None:
    earlier = located("Welche Förderung gibt es?", "de", TWENTE)
    assert (earlier.countries, earlier.regions, earlier.origin) == (
        ("NL",),
        ("Twente", "Overijssel"),
        "earlier",
    )
    assert located("Which grant?", "en", PROFILE).origin == "profile"


@pytest.mark.parametrize(
    ("language", "countries", "origin"),
    [("nl", ("NL",), "language"), ("de", ("DE",), "language"), ("en", (), "nothing")],
)
def test_the_language_alone_tells_a_country_weakly_and_english_tells_none(
    language: Language, countries: tuple[str, ...], origin: str
) -> None:
    place = located("4.0?", language)
    assert (place.countries, place.origin) == (countries, origin)


def test_naming_only_the_country_does_not_unsay_the_region_that_is_known() -> None:
    same = located("Welke subsidie is er in Nederland?", "nl", TWENTE)
    assert same.regions == ("Twente", "Overijssel", "NL")
    other = located("Welke subsidie is er in Duitsland?", "nl", TWENTE)
    assert (other.countries, other.regions) == (("DE",), ("DE",))


def test_nearby_is_what_lies_beside_in_the_same_country() -> None:
    nearby = located("Wer hilft in der Nähe von Ahaus?", "de").nearby
    assert {"Ruhr", "OWL", "Niederrhein"} <= set(nearby)
    assert not {"Twente", "Achterhoek"} & set(nearby)


@pytest.mark.parametrize(
    ("text", "language", "behind"),
    [
        ("Wer hilft in der Nähe von Ahaus, auch über die Grenze?", "de", {"Twente", "Achterhoek"}),
        ("Wie helpt bij Enschede, ook over de grens?", "nl", {"Münsterland"}),
        ("Who helps around Zevenaar, across the border too?", "en", {"Niederrhein"}),
    ],
)
def test_who_looks_across_the_border_sees_what_begins_behind_it(
    text: str, language: Language, behind: set[str]
) -> None:
    place = located(text, language)
    assert set(place.countries) == {"NL", "DE"}
    assert behind <= set(place.nearby)


def test_across_the_border_counts_from_the_region_that_is_known() -> None:
    place = located("En over de grens?", "nl", TWENTE)
    assert set(place.countries) == {"NL", "DE"}
    assert "Münsterland" in place.nearby


@pytest.mark.parametrize(
    "text",
    [
        "Hoe zorg ik dat een Duitse partner dit begrijpt?",
        "Grenzüberschreitende Zusammenarbeit",
        "How do we find a Dutch customer?",
        "Wie finden wir einen niederländischen Partner?",
    ],
)
def test_a_partner_in_the_other_country_is_a_look_across_the_border(text: str) -> None:
    assert looks_across(text)


def test_a_plain_question_does_not_look_across_the_border() -> None:
    assert not looks_across("Hoe begin ik met digitaliseren? Wo fangen wir an?")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("Welche Förderung gibt es in Hengelo?", "de", True),
        ("Welke subsidie is er in Hengelo?", "nl", False),
        ("Welke subsidie is er?", "nl", False),
        ("Which grant is there in Hengelo?", "en", False),
        ("Welche Förderung gibt es in Hengelo und Ahaus?", "de", False),
    ],
)
def test_a_place_may_lie_in_the_country_of_another_language(
    text: str, language: Language, told: bool
) -> None:
    assert contradicts(located(text, language), language) is told
