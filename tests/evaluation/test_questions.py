from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.questions import load_questions, put
from bot.answers import Handoff

RESOURCES = Path(__file__).parents[2] / "corpus" / "resources"
FACT = re.compile(r"[sg]\d\d|step-[a-z-]+|[a-z]+-20\d\d-[a-z]+")


def test_every_question_has_an_id_of_its_own() -> None:
    questions = load_questions()
    assert len({asked.id for asked in questions}) == len(questions) == 26


def test_the_questions_are_asked_in_all_three_languages() -> None:
    assert {asked.lang for asked in load_questions()} == {"nl", "de", "en"}


def test_what_an_answer_can_rest_on_is_a_record_or_a_fact() -> None:
    records = {path.stem for path in RESOURCES.glob("*.yaml")}
    named = {source for asked in load_questions() for source in asked.sources}
    assert {name for name in named - records if not FACT.fullmatch(name)} == set()


def test_question_expectation_and_answer_stand_one_under_the_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = load_questions()[0]
    said = Handoff(question=asked.q, language="nl", reason="no_evidence", text="Dat staat er niet.")
    row = put(asked, lambda message: said)
    printed = capsys.readouterr().out
    places = [printed.index(text) for text in (asked.q, asked.expect, "Dat staat er niet.")]
    assert places == sorted(places)
    assert row["reply"]["kind"] == "handoff"
