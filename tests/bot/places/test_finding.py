from __future__ import annotations

import pytest

from bot.places import found_in, place_names, places, without_places


def _names(text: str) -> list[str]:
    return [found.place.name for found in found_in(text)]


@pytest.mark.parametrize(
    ("text", "country", "region"),
    [
        ("Wie helpt mij in Bocholt?", "DE", "Münsterland"),
        ("Wer hilft uns in Enschede?", "NL", "Twente"),
        ("cobot Achterhoek", "NL", "Achterhoek"),
        ("KOELN", "DE", "Rheinland"),
        ("Help in 's-Heerenberg", "NL", "Achterhoek"),
        ("een bedrijf in Keulen", "DE", "Rheinland"),
        ("onze klant in Aken", "DE", "Aachen"),
        ("a firm in Cologne", "DE", "Rheinland"),
        ("a firm in Munster", "DE", "Münsterland"),
        ("Betrieb in Nimwegen", "NL", "Arnhem-Nijmegen"),
        ("een fabriek in Olst Wijhe", "NL", "Zwolle"),
        ("Werk in Emmerich", "DE", "Niederrhein"),
        ("Werk in Emmerich am Rhein", "DE", "Niederrhein"),
        ("Firma in Lüdenscheid", "DE", "Südwestfalen"),
        ("Firma in Luedenscheid", "DE", "Südwestfalen"),
        ("Elten", "DE", "Niederrhein"),
        ("Dülken", "DE", "Niederrhein"),
        ("eine Dortmunder Firma", "DE", "Ruhr"),
        ("de Enschedese industrie", "NL", "Twente"),
        ("wij zitten in hagen", "DE", "Ruhr"),
        ("wij zitten in ede, wat nu", "NL", "FoodValley"),
        ("Wie ist das Wetter in Wetter (Ruhr)?", "DE", "Ruhr"),
        ("in der Nähe von Essen", "DE", "Ruhr"),
        ("Betriebe in Bochum und Essen", "DE", "Ruhr"),
        ("Essen", "DE", "Ruhr"),
        ("Eindhoven", "NL", "NL"),
        ("Osnabrück", "DE", "DE"),
    ],
)
def test_a_place_tells_country_and_region(text: str, country: str, region: str) -> None:
    countries, regions = places(text)
    assert countries == (country,)
    assert regions[0] == region


def test_both_sides_of_the_border_are_both_countries() -> None:
    assert places("vanuit Winterswijk met Borken")[0] == ("NL", "DE")


@pytest.mark.parametrize(
    "text",
    [
        "Reken voor wat een cobot kost",
        "Wie senden wir Daten an Kunden?",
        "Velen zijn bang voor hun baan",
        "Wat kan ik delen met de buren?",
        "Wo können die Leute essen?",
        "Das Essen in der Kantine bestellen wir digital",
        "Wij kampen met personeelstekort",
        "wij kampen in onze sector met krapte",
        "Duiven houden is een hobby",
        "Much of our data is on paper",
        "costs borne by the customer",
        "5 assen bewerken met een robot",
        "Wie ist die Lage der Industrie?",
        "Löhne und Gehälter steigen",
        "Wir kamen nicht weiter",
        "Wenden Sie sich an die Kammer",
        "enger zusammenarbeiten",
        "lage kosten, halle kerken herten haan",
        "Roboter in Halle 4 aufstellen",
        "Geld aus Geldern der EU",
        "in den Alpen",
        "Wij rees, voerde en putten",
        "sondern auch",
        "Edelstahl und Hammer, grenzenlos",
        "Antwoord in het Nederlands of in het Duits",
        "Das Wetter ist schlecht",
        "Lotte leitet die Fertigung",
        "Städte erhalten Anrechte und holten Fachleute",
        "een werkbon op de computer zetten",
        "het Kleefse Waard-terrein",
        "bonen, bruggen en het duren van een project",
    ],
)
def test_an_ordinary_sentence_names_no_place(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("help in enschde", "Enschede"),
        ("Doetichem", "Doetinchem"),
        ("Dotmrund", ""),
        ("Dormtund", "Dortmund"),
        ("mönchengladbch", "Mönchengladbach"),
        ("Gelsenkirchn", "Gelsenkirchen"),
        ("Haaksbergn", "Haaksbergen"),
        ("Almeloo", ""),
    ],
)
def test_a_small_typo_in_a_long_name_is_forgiven(text: str, name: str) -> None:
    assert "".join(_names(text)) == name


@pytest.mark.parametrize("word", ["wachtenden", "sondern", "meteren", "Steinberg", "Hamburger"])
def test_another_word_is_no_typo(word: str) -> None:
    assert not {"Wachtendonk", "Sundern", "Metelen", "Rheinberg"} & set(_names(word))


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("een bedrijf in Hengelo", "Twente"),
        ("een bedrijf in Hengelo (Gld)", "Achterhoek"),
        ("een bedrijf in Hengelo (Ov)", "Twente"),
        ("een bedrijf in Hengelo in de Achterhoek", "Achterhoek"),
        ("een bedrijf in Epe", "Stedendriehoek"),
        ("ein Betrieb in Epe bei Gronau", "Münsterland"),
        ("een bedrijf in Hasselt", "Zwolle"),
    ],
)
def test_of_two_places_with_one_name_the_words_around_choose(text: str, region: str) -> None:
    assert places(text)[1][0] == region


@pytest.mark.parametrize("text", ["een bedrijf in Hasselt, België", "Firma in Halle an der Saale"])
def test_a_namesake_elsewhere_is_no_place_of_ours(text: str) -> None:
    assert _names(text) == []


def test_the_longest_name_is_the_one_that_is_meant() -> None:
    assert _names("im Kreis Borken, Berg en Dal und Neunkirchen-Seelscheid") == [
        "Kreis Borken",
        "Berg en Dal",
        "Neunkirchen-Seelscheid",
    ]


def test_places_are_told_as_they_are_typed_and_once() -> None:
    text = "Muenster, münster of Muenster (en Wetter (Ruhr))"
    assert place_names(text) == ("Muenster", "münster", "Wetter (Ruhr)")


def test_a_name_does_not_run_on_over_a_comma() -> None:
    assert _names("een berg, en dal") == []


def test_names_that_show_no_language_are_taken_out_and_the_others_stay() -> None:
    assert without_places("Förderung in Hengelo, Niederlande") == "Förderung in , Niederlande"
    assert without_places("Keulen en Köln") == "Keulen en "
