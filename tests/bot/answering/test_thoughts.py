from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.advice import MOST_WORDS
from bot.answering.thoughts import thoughts
from ingest.documents import Language, Passage

PassageBuilder = Callable[..., Passage]


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("Meet een week lang elke stilstand.", "Daarmee weet je waar tijd weglekt.", "nl"),
        ("Sichern Sie jede Steuerung einmal im Monat.", "So läuft das Werk weiter.", "de"),
        ("Test the robot in a field lab first.", "This shows what it can do.", "en"),
    ],
)
def test_a_sentence_that_completes_the_advice_before_it_belongs_to_it(
    first: str, second: str, language: Language, a_passage: PassageBuilder
) -> None:
    passage = a_passage(f"{first} {second}", language=language)
    assert thoughts(passage) == [f"{first} {second}"]


def test_a_sentence_that_points_nowhere_stays_by_itself(a_passage: PassageBuilder) -> None:
    passage = a_passage("Meet een week lang elke stilstand. Vraag daarna subsidie aan bij RVO.")
    assert thoughts(passage) == [
        "Meet een week lang elke stilstand.",
        "Vraag daarna subsidie aan bij RVO.",
    ]


def test_a_statement_takes_nothing_with_it(a_passage: PassageBuilder) -> None:
    passage = a_passage("De hub in Enschede opende in 2019. Daarmee kreeg de regio een loket.")
    assert thoughts(passage) == ["De hub in Enschede opende in 2019."]


def test_an_order_too_short_to_quote_takes_the_sentence_behind_it(
    a_passage: PassageBuilder,
) -> None:
    passage = a_passage("Begin klein. Kies één machine en één storing.")
    assert thoughts(passage) == ["Begin klein. Kies één machine en één storing."]


def test_a_lead_in_takes_its_whole_list(a_passage: PassageBuilder) -> None:
    text = "Zet deze drie dingen op papier:\n- de eigenaar van de data\n- de duur\n- de prijs"
    assert thoughts(a_passage(text)) == [text]


def test_a_list_too_long_for_a_chat_is_not_cut(a_passage: PassageBuilder) -> None:
    items = "\n".join(
        f"- het onderdeel met nummer {number} uit de hele lijst" for number in range(9)
    )
    found = thoughts(a_passage(f"Zet deze dingen op papier:\n{items}"))
    assert found == []


def test_two_sentences_too_long_together_stay_apart(a_passage: PassageBuilder) -> None:
    first = "Meet " + "heel " * (MOST_WORDS - 10) + "precies elke stilstand."
    second = "Daarmee weet je " + "echt " * 10 + "waar tijd weglekt."
    assert thoughts(a_passage(f"{first} {second}")) == [first]


def test_another_paragraph_is_another_thought(a_passage: PassageBuilder) -> None:
    first = "Meet een week lang elke stilstand."
    assert thoughts(a_passage(f"{first}\n\nDaarmee weet je waar tijd weglekt.")) == [first]


def test_that_a_source_does_not_tell_is_never_joined(a_passage: PassageBuilder) -> None:
    first = "Vraag vooraf wat een cobot kost."
    assert first in thoughts(a_passage(f"{first} Dat staat nergens in het artikel."))


@pytest.mark.parametrize(
    "text",
    [
        "1. Meet een week lang elke stilstand.\n2. Vraag daarna subsidie aan bij RVO.",
        "Meet elke stilstand, een week lang. Daarmee weet je\nwaar in de fabriek tijd weglekt.",
    ],
)
def test_a_thought_is_a_slice_of_the_passage_without_its_list_mark(
    text: str, a_passage: PassageBuilder
) -> None:
    found = thoughts(a_passage(text))
    assert found and all(quote in text and quote[0].isalpha() for quote in found)
