from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.parts import answers, parts_of
from bot.answers import Answer, Question
from ingest.documents import Language


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        (
            "welke subsidie is er voor een cobot en wat kost hij?",
            "nl",
            ["welke subsidie is er voor een cobot", "wat kost hij"],
        ),
        (
            "Welche Förderung gibt es und wo beantrage ich sie?",
            "de",
            ["Welche Förderung gibt es", "wo beantrage ich sie"],
        ),
        (
            "What is SCSN? Who can help us with it?",
            "en",
            ["What is SCSN", "Who can help us with it"],
        ),
        ("vallen wij onder NIS2? 42 man, leverancier van DAF", "nl", []),
        ("hoe test en bouw ik een robot?", "nl", []),
    ],
)
def test_a_question_falls_into_the_things_it_asks(
    text: str, language: Language, parts: list[str]
) -> None:
    found = parts_of(Question(text=text, language=language))
    assert [part.text for part in found] == parts


def test_a_part_that_says_it_is_asked_about_the_first_part() -> None:
    text = "welke subsidie is er voor een cobot en wat kost hij?"
    first, second = parts_of(Question(text=text, language="nl"))
    assert "cobot" in second.search
    assert first.search == first.text


def test_a_price_is_answered_by_an_amount_and_by_nothing_else(
    an_answer: Callable[..., Answer],
) -> None:
    price = Question(text="wat kost een cobot", language="nl")
    assert answers(price, an_answer("Een cobot kost vanaf € 25.000 aan hardware.").steps)
    assert not answers(price, an_answer("Bereken in 3 stappen wat een cobot kost.").steps)
    other = Question(text="wie helpt mij", language="nl")
    assert answers(other, an_answer("Bereken wat een cobot kost.").steps)
