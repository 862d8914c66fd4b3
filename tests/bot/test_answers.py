from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from bot.answers import ROUTE, Answer, Citation, Phase, Step
from ingest.documents import Passage

TEXT = "Begin klein. Meet daarna wat het oplevert."


@pytest.mark.parametrize(
    "quote",
    ["Begin groot.", "begin klein.", "Begin klein.  Meet", "Begin klein. Meet daarna wat het kost"],
)
def test_a_quote_that_is_not_in_its_passage_cannot_become_a_citation(
    quote: str, a_passage: Callable[..., Passage]
) -> None:
    with pytest.raises(ValueError, match=r"not a quote from guides/begin\.md"):
        Citation(number=1, quote=quote, passage=a_passage(TEXT))


@pytest.mark.parametrize("quote", ["", " ", "\n"])
def test_a_quote_without_words_cannot_become_a_citation(
    quote: str, a_passage: Callable[..., Passage]
) -> None:
    with pytest.raises(ValueError, match="not a quote"):
        Citation(number=1, quote=quote, passage=a_passage(f"{TEXT} \n"))


def test_a_quote_to_the_letter_becomes_a_citation(a_passage: Callable[..., Passage]) -> None:
    citation = Citation(number=1, quote="Meet daarna wat het oplevert.", passage=a_passage(TEXT))
    assert citation.quote in citation.passage.text


def test_a_step_without_a_citation_is_refused() -> None:
    with pytest.raises(ValueError, match="without a citation"):
        Step(phase="scan", text="Doe een scan.", citations=())


def test_an_answer_without_a_step_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Answer(question="?", language="nl", steps=())


def test_an_answer_lists_each_citation_once_by_number(a_passage: Callable[..., Passage]) -> None:
    passage = a_passage(TEXT)
    first = Citation(number=1, quote="Begin klein.", passage=passage)
    second = Citation(number=2, quote="Meet daarna", passage=passage)
    steps = (
        Step(phase="scan", text="Begin klein.", citations=(second, first)),
        Step(phase="pilot", text="Meet daarna", citations=(second,)),
    )
    answer = Answer(question="?", language="nl", steps=steps)
    assert answer.citations == (first, second)


def test_the_route_holds_every_phase_once() -> None:
    assert sorted(ROUTE) == sorted(get_args(Phase))
