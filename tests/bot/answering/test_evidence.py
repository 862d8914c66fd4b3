from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.evidence import Vocabulary, coverage, known_share, refusal
from bot.answers import Question
from ingest.analysis import stems
from ingest.documents import Hit

TEXT = "Digitaliseren met een cobot bespaart papier."

QuestionBuilder = Callable[..., Question]
HitBuilder = Callable[..., Hit]


@pytest.fixture
def knows_text(vocabulary_of: Callable[..., Vocabulary]) -> Vocabulary:
    return vocabulary_of(*stems(TEXT, "nl"))


def test_without_hits_there_is_no_evidence(
    a_question: QuestionBuilder, knows_text: Vocabulary
) -> None:
    assert refusal(a_question("cobot"), [], knows_text) == "no_evidence"


def test_hits_that_are_far_off_in_meaning_and_words_are_off_topic(
    a_question: QuestionBuilder, a_hit: HitBuilder, knows_text: Vocabulary
) -> None:
    question = a_question("Recept voor appeltaart met kaneel?")
    assert refusal(question, [a_hit(TEXT, dense=0.0)], knows_text) == "off_topic"


def test_a_question_of_known_words_is_never_off_topic(
    a_question: QuestionBuilder, a_hit: HitBuilder, knows_text: Vocabulary
) -> None:
    question = a_question("Digitaliseren met een cobot?")
    assert refusal(question, [a_hit(TEXT, dense=0.0)], knows_text) == "no_evidence"


def test_hits_that_are_as_near_as_can_be_bear_an_answer(
    a_question: QuestionBuilder, a_hit: HitBuilder, knows_text: Vocabulary
) -> None:
    question = a_question("Digitaliseren met een cobot?")
    assert refusal(question, [a_hit(TEXT, dense=1.0)], knows_text) is None


def test_the_nearest_hit_decides_wherever_it_stands(
    a_question: QuestionBuilder, a_hit: HitBuilder, knows_text: Vocabulary
) -> None:
    question = a_question("Digitaliseren met een cobot?")
    hits = [a_hit(TEXT, dense=0.0), a_hit(TEXT, dense=1.0)]
    assert refusal(question, hits, knows_text) is None


def test_the_known_share_goes_from_none_to_all(
    a_question: QuestionBuilder, knows_text: Vocabulary
) -> None:
    assert known_share(a_question("appeltaart kaneel"), knows_text) == 0.0
    assert known_share(a_question("cobot papier"), knows_text) == 1.0
    assert 0.0 < known_share(a_question("cobot kaneel"), knows_text) < 0.5


def test_a_question_without_words_hides_nothing_unknown(
    a_question: QuestionBuilder, knows_text: Vocabulary
) -> None:
    assert known_share(a_question("?"), knows_text) == 1.0


def test_coverage_is_the_weight_of_the_words_that_the_text_holds(
    a_question: QuestionBuilder, knows_text: Vocabulary
) -> None:
    question = a_question("cobot papier")
    assert coverage(question, TEXT, "nl", knows_text) == 1.0
    assert coverage(question, "Werkbonnen op papier.", "nl", knows_text) == 0.5
    assert coverage(question, "De hub staat in Enschede.", "nl", knows_text) == 0.0
    assert coverage(a_question("?"), TEXT, "nl", knows_text) == 0.0


def test_a_word_that_is_said_twice_weighs_once(
    a_question: QuestionBuilder, knows_text: Vocabulary
) -> None:
    once, twice = a_question("cobot kaneel"), a_question("cobot cobot kaneel")
    assert known_share(once, knows_text) == known_share(twice, knows_text)


def test_that_a_town_is_known_bears_no_answer(
    a_question: QuestionBuilder, vocabulary_of: Callable[..., Vocabulary]
) -> None:
    knows_town = vocabulary_of(*stems("Enschede", "nl"))
    question = a_question("kaneel in Enschede", places=("Enschede",))
    assert known_share(question, knows_town) == 0.0
    assert known_share(a_question("kaneel in Enschede"), knows_town) > 0.0
