from __future__ import annotations

import pytest

from bench.ways_out import ORDINARY, cases, way
from bot.answering.ways_out import REASONS, WaysOut, holds_personal_number, says_nothing_but
from bot.answers import Question
from bot.phrases import likenesses
from ingest.documents import LANGUAGES
from ingest.embedding import load_embedder

LEAST_RIGHT = 0.9
"""Of the questions of each way; below what python -m bench.ways_out printed when this was written.
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mijn rekening is NL91 ABNA 0417 1643 00", True),
        ("mijn rekening is NL91 ABNA 0417 1643 01", False),
        ("mijn bsn: 123456782", True),
        ("order 123456789", False),
        ("wij maken 1000000 delen", False),
    ],
)
def test_a_private_number_is_one_whose_check_holds(text: str, found: bool) -> None:
    assert holds_personal_number(text) is found


@pytest.mark.parametrize("text", ["hallo", "Hoi!", "  Guten Morgen. ", "HEY"])
def test_a_greeting_is_known_in_any_language_with_any_marks(text: str) -> None:
    assert says_nothing_but(text, "greeting")


@pytest.mark.parametrize("text", ["Hallo, waar begin ik?", "help mij met een cobot", "", "?"])
def test_a_greeting_followed_by_a_question_is_a_question(text: str) -> None:
    assert not says_nothing_but(text, "greeting")


def test_without_an_encoder_a_question_is_ordinary() -> None:
    assert WaysOut()(Question(text="Welk merk is het beste?", language="nl")) is None


def test_every_way_has_likenesses_of_its_own_in_each_language() -> None:
    for language in LANGUAGES:
        texts = [text for reason in (*REASONS, ORDINARY) for text in likenesses(language, reason)]
        assert len(set(texts)) == len(texts) > 40


def test_at_least_fifteen_questions_a_way_and_forty_ordinary_ones_are_listed() -> None:
    ways = [expected for expected, _, _ in cases()]
    assert all(ways.count(reason) >= 15 for reason in REASONS)
    assert ways.count(ORDINARY) >= 40


@pytest.mark.encoder
def test_most_questions_go_the_right_way_and_ordinary_ones_none() -> None:
    ways_out = WaysOut(embedder=load_embedder(threads=1))
    right: dict[str, list[bool]] = {}
    for expected, _, text in cases():
        right.setdefault(expected, []).append(way(ways_out, text) == expected)
    assert {name for name, each in right.items() if sum(each) / len(each) < LEAST_RIGHT} == set()
    assert all(right[ORDINARY])
