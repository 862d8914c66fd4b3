from __future__ import annotations

import pytest

from bot.conversation import Item, Turn
from bot.dialogue import place_names
from bot.followups import Resolved, points_back, resolved
from ingest.documents import Language

TEST_A_COBOT = "Waar kan ik een cobot testen bij Zwolle?"
GRANTS = "Welche Förderung gibt es für Digitalisierung in NRW?"


def said(standalone: str, language: Language = "nl", **given: object) -> Turn:
    return Turn(typed=standalone, standalone=standalone, language=language, kind="answer", **given)  # type: ignore[arg-type]


def after(turn: Turn, text: str) -> Resolved:
    return resolved(text, [turn], turn.language, place_names)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("en wat kost dat?", "nl"),
        ("Is dat verplicht?", "nl"),
        ("en in Gelderland?", "nl"),
        ("hoe zit het met subsidie?", "nl"),
        ("en voor kleine bedrijven?", "nl"),
        ("waarom?", "nl"),
        ("und wenn ich in Gelderland sitze?", "de"),
        ("Was kostet das?", "de"),
        ("Und wie sieht es mit Schulungen aus?", "de"),
        ("Muss ich das vorher beantragen?", "de"),
        ("what about training?", "en"),
        ("How long does it take?", "en"),
        ("and if we are in Germany?", "en"),
        ("tell me more", "en"),
    ],
)
def test_a_message_that_needs_what_was_said_before_is_known(text: str, language: Language) -> None:
    assert points_back(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Waar begin ik met smart industry?", "nl"),
        ("En welke subsidie is er voor een lasrobot in Twente?", "nl"),
        ("Klopt het dat we vóór de start van het project subsidie moeten aanvragen?", "nl"),
        ("cobots", "nl"),
        ("Wer hilft uns bei der Einführung einer KI-Bildprüfung?", "de"),
        ("Vertrag für Maschinendaten", "de"),
        ("wie wird das Wetter morgen", "de"),
        ("Does the Data Act apply to machine builders?", "en"),
        ("predictive maintenance", "en"),
    ],
)
def test_a_question_of_its_own_stands_alone(text: str, language: Language) -> None:
    assert not points_back(text, language)
    assert resolved(text, [said(TEST_A_COBOT)], language, place_names) == Resolved(text=text)


def test_without_earlier_turns_a_message_is_what_it_is() -> None:
    assert resolved("en wat kost dat?", [], "nl", place_names) == Resolved(text="en wat kost dat?")


def test_a_follow_up_is_joined_to_what_it_is_about_and_asks_what_it_asks() -> None:
    found = after(said(TEST_A_COBOT), "en wat kost dat?")
    assert found.text == f"{TEST_A_COBOT} en wat kost dat?"
    assert found.asks == "en wat kost dat?"
    assert "cobot" in found.focus and "Zwolle" not in found.focus
    assert found.earlier is not None


def test_a_new_place_takes_the_place_of_the_old_one() -> None:
    found = after(said(GRANTS, "de"), "und wenn ich in Gelderland sitze?")
    assert found.text == "Welche Förderung gibt es für Digitalisierung in Gelderland?"
    assert found.asks == found.text


def test_a_condition_without_a_place_is_added() -> None:
    found = after(said(TEST_A_COBOT), "en als we maar met zijn vieren zijn?")
    assert found.text.startswith(TEST_A_COBOT) and found.text.endswith("vieren zijn?")


ITEMS = (
    Item(kind="step", text="Meet twee weken lang de stilstand."),
    Item(kind="step", text="Kies één machine."),
    Item(kind="contact", text="Oost NL"),
    Item(kind="contact", text="Perron038"),
)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("vertel meer over de tweede", "nl", "vertel meer over “Kies één machine.”"),
        ("Wat kost stap 2?", "nl", "Wat kost “Kies één machine.”?"),
        ("vertel meer over het tweede adres", "nl", "vertel meer over Perron038"),
        ("en de laatste?", "nl", "en Perron038?"),
        ("Was macht die erste Stelle?", "de", "Was macht Oost NL?"),
        ("Mehr zum zweiten Schritt", "de", "Mehr “Kies één machine.”"),
        ("what does the second one cost?", "en", "what does “Kies één machine.” cost?"),
        ("tell me about the first contact", "en", "tell me about Oost NL"),
    ],
)
def test_what_is_counted_is_put_in_its_place(text: str, language: Language, expected: str) -> None:
    assert after(said("Waar begin ik?", language, items=ITEMS), text).text == expected


@pytest.mark.parametrize(
    "text",
    ["Wat is de eerste stap naar smart industry?", "de tiende", "Neem de tweede machine apart"],
)
def test_what_counts_nothing_of_the_reply_stays_as_it_is(text: str) -> None:
    few = (Item(kind="contact", text="Oost NL"),)
    assert after(said("Waar begin ik?", items=few), text).text != "Oost NL"
    assert "Oost NL" not in after(said("Waar begin ik?", items=few), text).text


CHOICES = ("Nederland", "Duitsland (NRW)", "Allebei")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("Nederland", "Nederland"),
        ("nederland.", "Nederland"),
        ("2", "Duitsland (NRW)"),
        ("Duitsland", "Duitsland (NRW)"),
        ("allebei graag", "Allebei"),
        ("Nederlnad", "Nederland"),
    ],
)
def test_a_choice_answers_the_question_that_waited(text: str, chosen: str) -> None:
    waiting = Turn(
        typed="Which grants?",
        standalone="Which grants?",
        language="nl",
        kind="clarification",
        choices=CHOICES,
    )
    found = after(waiting, text)
    assert (found.text, found.asks) == (f"Which grants? ({chosen})", "Which grants?")


def test_after_a_choice_another_question_is_another_question() -> None:
    waiting = Turn(
        typed="x", standalone="Which grants?", language="en", kind="clarification", choices=CHOICES
    )
    for text in (
        "Where can I test a welding robot with my own parts?",
        "Welke subsidies zijn er in Nederland voor een lasrobot?",
    ):
        assert after(waiting, text) == Resolved(text=text)
