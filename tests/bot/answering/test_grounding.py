from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.grounding import check, ground
from bot.answers import DraftStep
from ingest.documents import Language, Locator, Metadata, Passage

Builder = Callable[..., DraftStep]


def test_a_step_whose_text_is_its_quote_is_kept(a_draft_step: Builder) -> None:
    (step,) = ground([a_draft_step("Begin klein.", "Begin klein.")])
    assert (step.text, step.citations[0].quote) == ("Begin klein.", "Begin klein.")


def test_a_quote_that_is_not_on_its_page_takes_its_step_along(a_draft_step: Builder) -> None:
    forged = a_draft_step("Begin groot.", "Begin groot.", page="Begin klein.")
    kept = a_draft_step("Begin klein.", "Begin klein.")
    assert [step.text for step in ground([forged, kept])] == ["Begin klein."]


def test_only_the_quotes_that_stand_on_the_page_become_citations(a_draft_step: Builder) -> None:
    draft = a_draft_step("Begin klein.", "Begin klein.", "Begin groot.", page="Begin klein. Meet.")
    (step,) = ground([draft])
    assert [citation.quote for citation in step.citations] == ["Begin klein."]


@pytest.mark.parametrize("quote", ["", "  "])
def test_a_quote_without_words_is_dropped_without_an_error(
    quote: str, a_draft_step: Builder
) -> None:
    assert ground([a_draft_step("Begin.", quote, page="Begin  klein.")]) == ()


def test_a_step_without_quotes_is_dropped(a_draft_step: Builder) -> None:
    assert ground([a_draft_step("Begin klein.")]) == ()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Een cobot kost 30.000 euro.", "Een cobot kost 25.000 euro."),
        ("Vraag de bon aan voor 1-3-2027.", "Vraag de bon aan voor 1-4-2027."),
        ("Bereken de kosten in 3 jaar.", "Bereken de kosten."),
        ("De bon dekt 1.5 procent.", "De bon dekt 15 procent."),
    ],
)
def test_a_step_whose_figure_is_not_in_its_quotes_is_dropped(
    text: str, quote: str, a_draft_step: Builder
) -> None:
    assert ground([a_draft_step(text, quote)]) == ()


def test_a_figure_that_stands_only_inside_a_longer_figure_is_not_proved(
    a_draft_step: Builder,
) -> None:
    assert ground([a_draft_step("Het kost 25 euro.", "Het kost 2500 euro.")]) == ()


@pytest.mark.parametrize(
    "text",
    ["Vraag de WBSO aan.", "WBSO aanvragen gaat vooraf.", "Bel TechLand.", "Lees NIS2."],
    ids=["inside", "first word", "inner capital", "with a digit"],
)
def test_a_step_with_a_name_that_its_quotes_lack_is_dropped(
    text: str, a_draft_step: Builder
) -> None:
    assert ground([a_draft_step(text, "Vraag de steun vooraf aan.")]) == ()


def test_figures_and_names_may_come_from_different_quotes(a_draft_step: Builder) -> None:
    draft = a_draft_step("De WBSO gaf 36 procent.", "De WBSO is er.", "Het was 36 procent.")
    assert len(ground([draft])) == 1


def test_citation_numbers_follow_reading_order(a_draft_step: Builder) -> None:
    drafts = [a_draft_step(text, text) for text in ("Eerst dit.", "Dan dat.", "Tot slot.")]
    steps = ground(drafts)
    assert [step.citations[0].number for step in steps] == [1, 2, 3]


def test_a_dropped_step_leaves_no_hole_in_the_numbers(a_draft_step: Builder) -> None:
    drafts = [
        a_draft_step("Eerst.", "Eerst."),
        a_draft_step("Vals.", "Vals.", page="Echt."),
        a_draft_step("Dan.", "Dan."),
    ]
    assert [step.citations[0].number for step in ground(drafts)] == [1, 2]


def test_the_same_quote_keeps_its_number(a_draft_step: Builder) -> None:
    page = "Begin klein. Meet daarna."
    first = a_draft_step("Begin klein.", "Begin klein.", page=page)
    both = a_draft_step("Meet.", "Meet daarna.", "Begin klein.", page=page)
    numbers = [[c.number for c in step.citations] for step in ground([first, both])]
    assert numbers == [[1], [2, 1]]


def test_the_same_words_on_two_pages_are_two_citations(a_draft_step: Builder) -> None:
    here = a_draft_step("Begin klein.", "Begin klein.")
    there = a_draft_step("Begin klein.", "Begin klein.", document_id="other", uri="other.md")
    assert [step.citations[0].number for step in ground([here, there])] == [1, 2]


def test_only_the_sentence_that_claims_too_much_is_dropped(a_draft_step: Builder) -> None:
    draft = a_draft_step("Begin klein. Het kost 900 euro. Meet daarna.", "Begin klein.")
    (step,) = ground([draft])
    assert step.text == "Begin klein. Meet daarna."


def test_a_quote_that_leaves_out_the_denial_does_not_prove_the_contrary(
    a_draft_step: Builder,
) -> None:
    page = "De regeling is in 2026 niet langer open voor aanvragen."
    draft = a_draft_step("In 2026 open voor aanvragen.", "open voor aanvragen", page=page)
    assert ground([draft]) == ()


def test_a_drafter_is_told_what_failed(a_draft_step: Builder) -> None:
    checked = check(
        a_draft_step("Het kost 900 euro.", "Het kost 800 euro.", "Vals.", page="Het kost 800 euro.")
    )
    assert [(claim.kind, claim.text) for claim in checked.failed] == [
        ("quote", "Vals."),
        ("number", "900 euro"),
    ]
    assert not checked.holds


def _passage(text: str, language: Language = "nl") -> Passage:
    return Passage(
        document_id="doc",
        text=text,
        language=language,
        locator=Locator(),
        offset=0,
        uri="guides/begin.md",
        metadata=Metadata(title="Gids"),
    )


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=6))
def test_whatever_a_drafter_proposes_only_quotes_to_the_letter_come_out(
    proposals: list[tuple[str, str, str]],
) -> None:
    drafts = [
        DraftStep(phase="scan", text=text, quotes=((quote, _passage(page)),))
        for text, quote, page in proposals
    ]
    steps = ground(drafts)
    citations = [citation for step in steps for citation in step.citations]
    assert all(citation.quote in citation.passage.text for citation in citations)
    first_seen = list(dict.fromkeys(citation.number for citation in citations))
    assert first_seen == list(range(1, len(first_seen) + 1))
