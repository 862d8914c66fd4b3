from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.intent import plan_share, shows, shows_in_any_language
from bot.answers import Question
from ingest.documents import Language

Builder = Callable[..., Question]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Welke stappen moet ik zetten?", "nl"),
        ("Hoe kies ik een robot?", "nl"),
        ("Womit fangen wir an?", "de"),
        ("Wie führen wir einen Cobot ein?", "de"),
        ("Where do we begin with sensors?", "en"),
        ("How can we protect our machines?", "en"),
    ],
)
def test_a_question_for_steps_asks_for_a_plan(
    text: str, language: Language, a_question: Builder
) -> None:
    assert plan_share(a_question(text, language=language)) == 1.0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wat is een digital twin?", "nl"),
        ("Welke subsidie bestaat er nog?", "nl"),
        ("Was bedeutet Industrie 4.0?", "de"),
        ("Wann endet die Förderung?", "de"),
        ("What is a digital twin?", "en"),
        ("Which grant does the province give?", "en"),
    ],
)
def test_a_question_for_what_is_so_asks_for_facts(
    text: str, language: Language, a_question: Builder
) -> None:
    assert plan_share(a_question(text, language=language)) == 0.0


def test_a_question_with_no_cue_lies_in_the_middle(a_question: Builder) -> None:
    assert plan_share(a_question("cobot")) == 0.5


def test_a_question_where_to_start_wants_a_plan_whatever_else_it_asks(a_question: Builder) -> None:
    question = a_question("Wat is de eerste stap?")
    assert shows(question, "facts")
    assert plan_share(question) == 1.0


def test_a_cue_counts_in_the_language_of_the_question(a_question: Builder) -> None:
    assert shows(a_question("Hoeveel kost een cobot?"), "quantity")
    assert not shows(a_question("Hoeveel kost een cobot?", language="en"), "quantity")


def test_a_ranking_is_seen_in_any_language(a_question: Builder) -> None:
    assert shows_in_any_language(a_question("best cobot brand"), "ranking")
    assert not shows_in_any_language(a_question("cobot merk"), "ranking")


def test_best_practice_is_no_ranking_in_english(a_question: Builder) -> None:
    assert not shows(a_question("Name one best practice", language="en"), "ranking")
    assert shows(a_question("Name the best supplier", language="en"), "ranking")
