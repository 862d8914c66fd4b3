from __future__ import annotations

import pytest

from bot.answering.advice import (
    ADVISES,
    advice,
    is_gap,
    is_step_heading,
    stands_alone,
    without_list_mark,
)
from bot.answering.signs import SIGNS, signs
from ingest.documents import Language


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Begin klein met digitale werkbonnen.", "nl"),
        ("Vraag de subsidie aan voordat je bestelt.", "nl"),
        ("Beginnen Sie mit einem kleinen Schritt.", "de"),
        ("Sammeln Sie zuerst die Daten der Maschine.", "de"),
        ("Sichern Sie den Zugang zur Steuerung.", "de"),
        ("Start small with one machine.", "en"),
    ],
)
def test_an_imperative_is_surely_advice(sentence: str, language: Language) -> None:
    assert advice(sentence, language) > 0.9


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Een bedrijf moet eerst weten waar het staat.", "nl"),
        ("Vooraf kun je beter een scan doen.", "nl"),
        ("Betriebe sollten zuerst den Stand bestimmen.", "de"),
        ("Vor dem Kauf sollten Sie die Anlage testen.", "de"),
        ("A company should know where it stands.", "en"),
        ("Before buying it is wise to test the machine.", "en"),
    ],
)
def test_a_modal_sentence_is_advice_too(sentence: str, language: Language) -> None:
    assert advice(sentence, language) >= ADVISES


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("De hub staat in Enschede.", "nl"),
        ("Dreißig Betriebe nahmen teil.", "de"),
        ("Die Maschinen sind neu.", "de"),
        ("The hub stands in Enschede.", "en"),
    ],
)
def test_a_statement_is_no_advice(sentence: str, language: Language) -> None:
    assert advice(sentence, language) < 0.2


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Als je een machine koopt, vraag dan eerst subsidie aan.", "nl"),
        ("Let op: bewaar de back-up buiten de fabriek.", "nl"),
        ("Het is raadzaam om eerst een scan te doen.", "nl"),
        ("Daarom moet je elke machine in een lijst opnemen.", "nl"),
        ("- Elke maand back-ups maken", "nl"),
        ("Wenn Sie eine Anlage kaufen, stellen Sie vorher den Antrag.", "de"),
        ("Es empfiehlt sich, zuerst den Stand zu bestimmen.", "de"),
        ("Der Antrag ist vor Beginn einzureichen.", "de"),
        ("Wer eine Förderung will, sollte früh fragen.", "de"),
        ("- Daten der Steuerung regelmäßig sichern", "de"),
        ("If you buy a machine, apply for the grant first.", "en"),
        ("It is advisable to test the robot before buying.", "en"),
        ("Always keep one copy outside the plant.", "en"),
        ("Do not connect the old controller to the internet.", "en"),
    ],
)
def test_advice_in_other_words_is_advice(sentence: str, language: Language) -> None:
    assert advice(sentence, language) >= ADVISES


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Moet je elke machine in een lijst opnemen?", "nl"),
        ("Dit komt omdat het per land verschilt welke eisen je moet volgen.", "nl"),
        ("Krijg je een melding?", "nl"),
        ("Het bedrijf heeft in 2019 een scan gedaan.", "nl"),
        ("Je hoeft geen nieuwe machine te kopen.", "nl"),
        ("Weitere Informationen finden Sie auf der Seite der Kammer.", "de"),
        ("Sie müssen dafür keine neue Maschine kaufen.", "de"),
        ("Damals wurden alle Maschinen vernetzt.", "de"),
        ("Was muss ein Betrieb beachten?", "de"),
        ("Use of robots is growing in the region.", "en"),
        ("The plan was made by the owner in 2019.", "en"),
        ("How should a company begin?", "en"),
        ("You do not need to buy a new machine.", "en"),
    ],
)
def test_what_only_looks_like_advice_is_none(sentence: str, language: Language) -> None:
    assert advice(sentence, language) < ADVISES


def test_a_step_heading_speaks_for_advice() -> None:
    sentence = "Een lijst van alle machines met hun storingen."
    assert advice(sentence, "nl", ("Stap 2: meten",)) > advice(sentence, "nl", ("Kosten",))


def test_a_plain_imperative_shows_one_sign_and_no_other() -> None:
    shown = signs("Neem de operators mee.", "nl")
    assert len(shown) == len(SIGNS)
    assert shown[SIGNS.index("imperative")] == 1.0
    assert sum(shown) == 1.0


def test_an_imperative_of_another_language_does_not_count() -> None:
    assert advice("Beginnen Sie mit einem Schritt.", "nl") < ADVISES
    assert advice("Neem de operators mee.", "en") < ADVISES


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Dat levert het bedrijf veel tijd op.", "nl"),
        ("Daarmee begint de helft van alle bedrijven.", "nl"),
        ("Diese helfen dem Betrieb schnell weiter.", "de"),
        ("Danach folgt die zweite Anlage im Werk.", "de"),
        ("This saves the company a lot of time.", "en"),
        ("They start with one machine and grow.", "en"),
    ],
)
def test_a_sentence_that_points_back_is_refused(sentence: str, language: Language) -> None:
    assert not stands_alone(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Begin klein met digitale werkbonnen.", "nl"),
        ("Beginnen Sie mit einem kleinen Versuch.", "de"),
        ("Start small with one old machine.", "en"),
    ],
)
def test_a_whole_sentence_stands_alone(sentence: str, language: Language) -> None:
    assert stands_alone(sentence, language)


def test_a_sentence_that_names_the_source_that_leaves_something_out_stands_alone() -> None:
    assert stands_alone("Het artikel zegt niet wat een cobot kost.", "nl")
    assert not stands_alone("Het zegt niet wat een cobot kost.", "nl")


@pytest.mark.parametrize(
    "sentence",
    [
        "Begin klein.",
        "Begin klein met digitale werkbonnen",
        "Wil je beginnen met digitale werkbonnen?",
        "Begin klein met digitale werkbonnen:",
        "Fase | Doel | Wie | Wat | Waar.",
        "Bron: Jaarverslag van de hub uit 2024.",
        "Begin " + "heel " * 60 + "klein.",
        "",
        "   ",
    ],
    ids=[
        "short",
        "cut off",
        "question",
        "lead-in",
        "table",
        "source line",
        "long",
        "empty",
        "blank",
    ],
)
def test_what_is_no_whole_sentence_cannot_be_quoted(sentence: str) -> None:
    assert not stands_alone(sentence, "nl")


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Het artikel zegt niet wat een cobot kost.", "nl"),
        ("De bron noemt geen bedrag.", "nl"),
        ("Die Quelle nennt keinen Preis.", "de"),
        ("Der Artikel sagt dazu nichts.", "de"),
        ("The article does not say what a cobot costs.", "en"),
        ("The report gives no amount.", "en"),
    ],
)
def test_a_sentence_that_says_what_a_source_leaves_out_is_a_gap(
    sentence: str, language: Language
) -> None:
    assert is_gap(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Begin niet met een groot systeem.", "nl"),
        ("Het artikel noemt drie stappen.", "nl"),
        ("Die Quelle nennt den Preis.", "de"),
        ("Kaufen Sie keine Insellösung.", "de"),
        ("Do not start with a big system.", "en"),
        ("The article names three steps.", "en"),
    ],
)
def test_a_denial_about_something_else_is_no_gap(sentence: str, language: Language) -> None:
    assert not is_gap(sentence, language)


@pytest.mark.parametrize(
    ("headings", "language", "expected"),
    [
        (("Aanpak", "Stap 2: kies een proef"), "nl", True),
        (("Stap 2: kies een proef", "Kosten"), "nl", False),
        (("Schritt 1", "Schritt 3: messen"), "de", True),
        (("Step 1: look around",), "en", True),
        (("Stepping up",), "en", False),
        ((), "nl", False),
    ],
)
def test_only_the_nearest_heading_makes_a_step(
    headings: tuple[str, ...], language: Language, expected: bool
) -> None:
    assert is_step_heading(headings, language) is expected


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("- Begin klein.", "Begin klein."),
        ("  3. Begin klein.", "Begin klein."),
        ("12) Begin klein.", "Begin klein."),
        ("2026 wordt het jaar.", "2026 wordt het jaar."),
        ("3.5 procent groei.", "3.5 procent groei."),
    ],
)
def test_a_list_mark_is_counted_and_a_number_in_the_sentence_is_not(line: str, rest: str) -> None:
    assert line[without_list_mark(line) :] == rest
