from __future__ import annotations

import pytest

from bot.conversation import Message
from bot.dialogue import MOST_WANTED, language_of, standalone, wanted_steps
from bot.places import Located, places
from ingest.documents import Language


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("geef me 3 stappen", 3),
        ("Geef mij vijf concrete stappen om te beginnen", 5),
        ("Nennen Sie mir drei Schritte", 3),
        ("drei Schritte", 3),
        ("five steps", 5),
        ("Give me TWO practical tips for my shop floor", 2),
        ("In 4 stappen naar een cobot", 4),
        ("Nennen Sie drei Maßnahmen", 3),
    ],
)
def test_the_wanted_number_of_steps_is_read_in_three_languages(text: str, count: int) -> None:
    assert wanted_steps(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "Welke stappen moet ik zetten?",
        "Wir sind 3 Leute und haben 2 Maschinen",
        "Is a step counter worth 5 euro?",
        "",
    ],
)
def test_without_a_number_before_the_steps_none_is_wanted(text: str) -> None:
    assert wanted_steps(text) is None


@pytest.mark.parametrize(
    "text",
    ["Geef me een paar stappen", "Nennen Sie mir ein paar Schritte", "Noem een aantal tips"],
)
def test_a_few_steps_is_not_one_step(text: str) -> None:
    assert wanted_steps(text) is None


@pytest.mark.parametrize(
    "text", ["Welke Industrie 4.0 stappen zijn er?", "Which Industry 4.0 first steps are there?"]
)
def test_the_number_of_industry_4_0_is_no_number_of_steps(text: str) -> None:
    assert wanted_steps(text) is None


def test_the_number_of_steps_stays_within_one_and_the_most() -> None:
    assert wanted_steps("geef me 0 stappen") == 1
    assert wanted_steps("geef me 25 stappen") == MOST_WANTED


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Welke stappen moet ik zetten om te beginnen?", "nl"),
        ("Womit fangen wir bei der Digitalisierung an?", "de"),
        ("Where should we begin with digital work orders?", "en"),
    ],
)
def test_a_question_tells_its_language(text: str, language: Language) -> None:
    assert standalone(Message(text=text)).language == language


@pytest.mark.parametrize("default", ["nl", "de", "en"])
def test_a_text_without_letters_gets_the_default_language(default: Language) -> None:
    assert language_of("4.0?", default) == default


@pytest.mark.parametrize(
    ("text", "countries", "region"),
    [
        ("Wie helpt mij in Bocholt?", ("DE",), "Münsterland"),
        ("Wer hilft uns in Enschede?", ("NL",), "Twente"),
        ("cobot Achterhoek", ("NL",), "Achterhoek"),
        ("Roboter in OWL", ("DE",), "OWL"),
        ("KOELN", ("DE",), "Rheinland"),
        ("welke regeling in noordrijn-westfalen?", ("DE",), "NRW"),
        ("Help in 's-Heerenberg", ("NL",), "Achterhoek"),
    ],
)
def test_a_place_tells_country_and_region(
    text: str, countries: tuple[str, ...], region: str
) -> None:
    found_countries, found_regions = places(text)
    assert found_countries == countries
    assert region in found_regions


def test_a_question_about_both_sides_of_the_border_has_both_countries() -> None:
    question = standalone(Message(text="Hoe werk ik vanuit Winterswijk samen met Borken?"))
    assert set(question.countries) == {"NL", "DE"}
    assert {"Achterhoek", "Münsterland"} <= set(question.regions)


def test_a_place_inside_another_word_is_no_place() -> None:
    assert places("Wir denken grenzenlos, Edelstahl und Hammer") == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "Reken voor wat een cobot kost",
        "Wie senden wir Daten an Kunden?",
        "Velen zijn bang voor hun baan",
        "Wat kan ik delen met de buren?",
        "Wo können die Leute essen?",
        "Wij kampen met personeelstekort",
    ],
)
def test_an_everyday_word_in_small_letters_is_no_place(text: str) -> None:
    assert places(text) == ((), ())


@pytest.mark.parametrize(
    ("text", "country"),
    [("Welche Förderung gibt es in Essen?", "DE"), ("Ons bedrijf in Kampen wil beginnen", "NL")],
)
def test_a_place_that_is_also_a_word_is_known_by_its_capital(text: str, country: str) -> None:
    assert places(text)[0] == (country,)


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Waar begin ik met digitaliseren in mijn bedrijf?", ("NL",)),
        ("Womit fangen wir bei der Digitalisierung an?", ("DE",)),
        ("Where should we begin with digital work orders?", ()),
    ],
)
def test_without_a_place_dutch_and_german_stand_for_their_country_and_english_for_none(
    text: str, countries: tuple[str, ...]
) -> None:
    assert standalone(Message(text=text)).countries == countries


def test_a_place_wins_from_the_language() -> None:
    text = "Welche Förderung gibt es für einen Betrieb in Hengelo?"
    question = standalone(Message(text=text))
    assert (question.language, question.countries) == ("de", ("NL",))


def test_white_space_around_and_inside_a_message_is_one_space() -> None:
    assert standalone(Message(text="  Waar begin\n\tik? ")).text == "Waar begin ik?"
    assert standalone(Message(text=" \n ")).text == ""


def test_a_place_abroad_is_searched_for_with_its_country() -> None:
    abroad = standalone(Message(text="Welke regels gelden voor een machine in Bocholt?"))
    assert abroad.places == ("Bocholt",)
    assert abroad.search == f"{abroad.text} Duitsland"


def test_who_asks_for_somebody_nearby_is_understood_to_mean_the_region() -> None:
    asked = standalone(Message(text="Wie kan ik bellen in de buurt van Doetinchem?"))
    assert asked.search == f"{asked.text} Achterhoek"


@pytest.mark.parametrize(
    "text", ["Welke regels gelden voor een machine in Enschede?", "Welke regels gelden er nu?"]
)
def test_a_place_at_home_or_none_leaves_the_search_as_it_was_asked(text: str) -> None:
    assert standalone(Message(text=text)).search == ""


@pytest.mark.parametrize(
    "text",
    [
        "Wer hilft in Enschede?",
        "Roboter testen Winterswijk",
        "Förderung Roboter Enschede Hengelo",
        "Betriebe Almelo Haaksbergen",
    ],
)
def test_dutch_places_do_not_make_a_short_german_question_dutch(text: str) -> None:
    assert language_of(text, "nl") == "de"


def test_what_is_known_of_the_asker_fills_in_what_the_question_does_not_say() -> None:
    known = Located(countries=("DE",), regions=("Ruhr", "NRW"), origin="profile")
    question = standalone(Message(text="Which grant is there?"), "en", known)
    assert (question.countries, question.regions) == (("DE",), ("Ruhr", "NRW"))
    assert (question.located_by, question.places, question.search) == ("profile", (), "")
