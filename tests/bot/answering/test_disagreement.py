from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.disagreement import disagreements
from bot.answering.grounding import ground
from bot.answers import Answer, Citation, Disagreement, DraftStep
from bot.channels.terminal.render import as_json, render
from ingest.documents import Language, Metadata, Passage

Builder = Callable[..., Passage]


@pytest.fixture
def told(a_passage: Builder) -> Builder:
    def build(text: str, language: Language, published: str, document: str) -> Passage:
        metadata = Metadata(title=document, publisher="P", published=published)
        return a_passage(
            text, language=language, document_id=document, uri=f"{document}.md", metadata=metadata
        )

    return build


def found(one: Passage, other: Passage) -> tuple[Disagreement, ...]:
    steps = ground([DraftStep(phase="scan", text=one.text, quotes=((one.text, one),))])
    return disagreements(steps, [one, other])


DISAGREEING: list[tuple[str, Language, str, Language]] = [
    (
        "MIT vergoedt hoogstens 20.000 euro van een haalbaarheidsproject.", "nl",
        "MIT vergoedt hoogstens 25.000 euro van een haalbaarheidsproject.", "nl",
    ),
    (
        "ZIM erstattet 45 Prozent der Kosten eines Projekts.", "de",
        "ZIM erstattet 55 Prozent der Kosten eines Projekts.", "de",
    ),
    (
        "The TECH.LAND region has 5.2 million inhabitants.", "en",
        "The TECH.LAND region has 4.9 million inhabitants.", "en",
    ),
    (
        "De WBSO betaalt 36 procent van de kosten.", "nl",
        "Die WBSO bezahlt 40 Prozent der Kosten.", "de",
    ),
    (
        "The WBSO pays 36 percent of the costs.", "en",
        "De WBSO betaalt 40 procent van de kosten.", "nl",
    ),
    (
        "De aanvraag voor SLIM begint op 1 maart 2026.", "nl",
        "De aanvraag voor SLIM begint op 2 april 2026.", "nl",
    ),
    (
        "Die NIS2-Richtlinie gilt ab dem 1. Januar 2026.", "de",
        "Die NIS2-Richtlinie gilt ab dem 6. Dezember 2025.", "de",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("one", "first", "other", "second"), DISAGREEING)
def test_two_sources_that_tell_one_thing_differently_are_shown_beside_each_other(
    one: str, first: Language, other: str, second: Language, told: Builder
) -> None:
    (pair,) = found(told(one, first, "2024", "a"), told(other, second, "2025", "b"))
    assert [c.quote for c in pair.citations] == [one, other]
    assert [c.passage.metadata.published for c in pair.citations] == ["2024", "2025"]
    assert pair.about in one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MIT vergoedt 40 procent van de kosten.", "MIT vergoedt 40% van de kosten."),
        ("MIT vergoedt 40 procent van de kosten.", "ZIM vergoedt 45 procent van de kosten."),
        ("MIT gaf in 2024 40 procent van de kosten.", "MIT gaf in 2025 36 procent van de kosten."),
        ("MIT vergoedt 40 procent van de kosten.", "MIT vergoedt 20.000 euro van de kosten."),
        (
            "MIT vergoedt 40 procent van de kosten.",
            "MIT bereikte in Twente 60 procent meer mensen.",
        ),
        ("SLIM begint op 1 maart 2026.", "SLIM begint in maart 2026."),
        ("Een scan kost 400 euro per bedrijf.", "Een scan kost 900 euro per bedrijf."),
    ],
    ids=["same value", "other thing", "other year", "other unit", "other matter", "less exact",
         "nothing named"],
)  # fmt: skip
def test_what_does_not_contradict_raises_no_alarm(one: str, other: str, told: Builder) -> None:
    assert found(told(one, "nl", "2024", "a"), told(other, "nl", "2025", "b")) == ()


def test_a_document_does_not_disagree_with_itself(told: Builder) -> None:
    one = told("MIT vergoedt 40 procent van de kosten.", "nl", "2024", "a")
    other = told("MIT vergoedt 50 procent van de kosten.", "nl", "2024", "a")
    assert found(one, other) == ()
    with pytest.raises(ValueError, match="two sources"):
        Disagreement(
            about="MIT",
            citations=(
                Citation(number=1, quote=one.text, passage=one),
                Citation(number=2, quote=other.text, passage=other),
            ),
        )


def test_its_citations_are_numbered_on_from_the_steps_and_shown_with_their_dates(
    told: Builder,
) -> None:
    one = told("MIT vergoedt 40 procent van de kosten.", "nl", "2024", "a")
    other = told("MIT vergoedt 50 procent van de kosten.", "nl", "2025-03", "b")
    steps = ground([DraftStep(phase="scan", text=one.text, quotes=((one.text, one),))])
    answer = Answer(
        question="?", language="nl", steps=steps, disagreements=disagreements(steps, [other])
    )
    assert [citation.number for citation in answer.citations] == [1, 2]
    row = as_json(answer, 0.1)
    assert row["disagreements"] == [{"about": "MIT", "citations": [1, 2]}]
    assert [each["published"] for each in row["citations"]] == ["2024", "2025-03"]
    assert "(2024) [1]" in render(answer) and "(2025-03) [2]" in render(answer)
