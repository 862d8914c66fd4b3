from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import (
    Answer,
    Citation,
    Clarification,
    Contact,
    ContactStatus,
    Handoff,
    HandoffReason,
    Phase,
    Reply,
    Shape,
    Step,
)
from bot.channels.terminal.render import (
    CONTACTS_FIRST,
    HEADINGS,
    WIDTH,
    as_json,
    citation_row,
    hit_row,
    place,
    render,
    render_hit,
)
from bot.phrases import phase_name, phrase, status_name
from ingest.documents import LANGUAGES, Hit, Language, Locator, Metadata, Passage

CONTRACT = {
    "schema",
    "kind",
    "language",
    "question",
    "steps",
    "citations",
    "contacts",
    "caveats",
    "disagreements",
    "text",
    "seconds",
}
CITATION_KEYS = {
    "number",
    "quote",
    "title",
    "publisher",
    "published",
    "uri",
    "page",
    "page_label",
    "language",
    "url",
}

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WORDS = TEXTS.filter(lambda text: bool(text.strip()))
LANGUAGE = st.sampled_from(LANGUAGES)

PASSAGES = st.builds(
    Passage,
    document_id=TEXTS,
    text=WORDS,
    language=LANGUAGE,
    locator=st.builds(
        Locator,
        page=st.integers(1, 400),
        page_label=st.none() | TEXTS,
        headings=st.lists(TEXTS, max_size=2).map(tuple),
    ),
    offset=st.just(0),
    uri=WORDS,
    metadata=st.builds(Metadata, title=TEXTS, publisher=TEXTS, published=TEXTS, url=TEXTS),
    paged=st.booleans(),
)


@st.composite
def _citations(draw: st.DrawFn) -> Citation:
    passage = draw(PASSAGES)
    return Citation(number=draw(st.integers(1, 9)), quote=passage.text, passage=passage)


STEPS = st.builds(
    Step,
    phase=st.sampled_from(get_args(Phase)),
    text=TEXTS,
    citations=st.lists(_citations(), min_size=1, max_size=3).map(tuple),
)
CONTACTS = st.lists(
    st.builds(
        Contact,
        id=TEXTS,
        name=TEXTS,
        why=TEXTS,
        url=st.none() | TEXTS,
        country=st.just(("NL",)),
        status=st.sampled_from(get_args(ContactStatus)),
        seen_on=st.none() | TEXTS,
        note=TEXTS,
    ),
    max_size=2,
).map(tuple)
ANSWERS = st.builds(
    Answer,
    question=TEXTS,
    language=LANGUAGE,
    steps=st.lists(STEPS, min_size=1, max_size=3).map(tuple),
    shape=st.sampled_from(get_args(Shape)),
    contacts=CONTACTS,
    caveats=st.lists(TEXTS, max_size=2).map(tuple),
    confidence=st.floats(0, 1),
)
HANDOFFS = st.builds(
    Handoff,
    question=TEXTS,
    language=LANGUAGE,
    reason=st.sampled_from(get_args(HandoffReason)),
    text=TEXTS,
    contacts=CONTACTS,
)
CLARIFICATIONS = st.builds(
    Clarification,
    question=TEXTS,
    language=LANGUAGE,
    text=TEXTS,
    choices=st.lists(TEXTS, max_size=3).map(tuple),
)


@given(reply=ANSWERS | HANDOFFS | CLARIFICATIONS)
def test_every_reply_renders_and_its_json_keeps_the_contract(reply: Reply) -> None:
    row = json.loads(json.dumps(as_json(reply, 0.12345), ensure_ascii=False))
    assert row.keys() >= CONTRACT
    assert row["kind"] == type(reply).__name__.lower()
    assert row["text"] == render(reply)
    assert row["seconds"] == 0.123


@given(answer=ANSWERS)
def test_every_step_of_every_answer_cites_citations_that_are_listed(answer: Answer) -> None:
    row = as_json(answer, 0.0)
    listed = {citation["number"] for citation in row["citations"]}
    assert all(citation.keys() == CITATION_KEYS for citation in row["citations"])
    assert all(set(step["citations"]) <= listed and step["citations"] for step in row["steps"])


@given(reply=HANDOFFS | CLARIFICATIONS)
def test_what_is_no_answer_never_lists_a_source(reply: Handoff | Clarification) -> None:
    row = as_json(reply, 0.0)
    assert (row["citations"], row["steps"], row["caveats"]) == ([], [], [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", get_args(HandoffReason))
def test_a_refusal_shows_no_heading_for_sources(reason: HandoffReason, language: Language) -> None:
    text = phrase(language, reason)
    reply = Handoff(question="?", language=language, reason=reason, text=text)
    lines = render(reply).splitlines()
    assert phrase(language, "sources_heading") not in lines
    assert " ".join(lines) == text
    assert as_json(reply, 0.0)["reason"] == reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", get_args(Shape))
def test_an_answer_shows_heading_quote_source_contact_and_caveat_in_each_language(
    shape: Shape, language: Language, an_answer: Callable[..., Answer]
) -> None:
    text = render(an_answer(language=language, shape=shape))
    lines = text.splitlines()
    assert phrase(language, HEADINGS[shape]) in lines
    contacts = lines.index("    https://example.org/hub")
    # Whoever asks for a desk or its status wants that before the quotes.
    assert (contacts < lines.index(phrase(language, "sources_heading"))) == (
        shape in CONTACTS_FIRST
    )
    assert "“Doe eerst een scan van je bedrijf.” [1]" in text
    assert phrase(language, "sources_heading") in lines
    assert "  [1] Gids, Wegwijzer, 2026-01" in text
    assert status_name(language, "confirmed") in text
    assert "    https://example.org/hub" in lines
    assert "  ! Let op de datum." in lines


def test_a_plan_names_the_phase_and_facts_do_not(an_answer: Callable[..., Answer]) -> None:
    scan = phase_name("nl", "scan")
    assert scan in render(an_answer(shape="plan"))
    assert scan not in render(an_answer(shape="facts"))


def test_a_source_in_another_language_says_so(an_answer: Callable[..., Answer]) -> None:
    assert "in Dutch" in render(an_answer(language="en"))
    assert "Nederlands" not in render(an_answer(language="nl"))


def test_a_step_in_own_words_shows_its_quote_beside_it(
    an_answer: Callable[..., Answer], a_passage: Callable[..., Passage]
) -> None:
    quote = "Beginnen Sie klein."
    citation = Citation(number=1, quote=quote, passage=a_passage(quote, language="de"))
    step = Step(phase="scan", text="Doe een scan (bron in het Duits):", citations=(citation,))
    assert f"1. {step.text} “{quote}” [1]" in render(an_answer(steps=(step,)))


def test_no_line_of_prose_is_wider_than_the_terminal(an_answer: Callable[..., Answer]) -> None:
    text = render(an_answer("Doe eerst " + "heel rustig " * 30 + "een scan."))
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_without_contacts_and_caveats_their_headings_are_left_out(
    an_answer: Callable[..., Answer],
) -> None:
    text = render(an_answer(contacts=(), caveats=()))
    assert phrase("nl", "contacts_heading") not in text
    assert phrase("nl", "caveats_heading") not in text


def test_a_contact_tells_when_it_was_seen_or_that_nobody_knows(
    an_answer: Callable[..., Answer],
) -> None:
    (contact,) = an_answer().contacts
    fields = {**vars(contact), "seen_on": None}
    assert phrase("nl", "seen_on", date="2026-10-01") in render(an_answer())
    assert phrase("nl", "seen_never") in render(an_answer(contacts=(Contact(**fields),)))


def _place(passage: Passage, language: Language = "nl") -> str:
    return place(Citation(number=1, quote=passage.text, passage=passage), language)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"paged": True, "locator": Locator(page=7, page_label="iv")}, "p. iv (pdf-pagina 7)"),
        ({"paged": True, "locator": Locator(page=7, page_label="7")}, "p. 7"),
        ({"paged": True, "locator": Locator(page=7)}, "p. 7"),
        ({"paged": False, "locator": Locator(headings=("Begin", "Scan"))}, "onder ‘Scan’"),
        ({"paged": False, "locator": Locator()}, ""),
    ],
)
def test_a_place_is_a_page_with_its_printed_label_or_a_heading(
    given_: dict[str, Any], expected: str, a_passage: Callable[..., Passage]
) -> None:
    assert _place(a_passage("Tekst.", **given_)) == expected


def test_a_citation_of_a_pdf_links_to_its_physical_page(a_passage: Callable[..., Passage]) -> None:
    passage = a_passage(
        "Tekst.", paged=True, uri="reports/gids.pdf", locator=Locator(page=7, page_label="iv")
    )
    row = citation_row(Citation(number=1, quote="Tekst.", passage=passage))
    assert (row["page"], row["page_label"]) == (7, "iv")
    assert row["url"] == "reports/gids.pdf#page=7"


def test_a_hit_is_shown_with_its_scores_place_and_text(a_hit: Callable[..., Hit]) -> None:
    hit = a_hit("Begin klein.", score=0.51239, dense=0.75)
    row = json.loads(json.dumps(hit_row(hit)))
    assert (row["score"], row["parts"]["dense"], row["text"]) == (0.5124, 0.75, "Begin klein.")
    head, text = render_hit(hit).splitlines()
    assert head.startswith("0.512 (dense 0.75")
    assert head.endswith("guides/begin.md p. 1 [nl]")
    assert text == "  Begin klein."


@pytest.mark.parametrize(
    ("quote", "in_front"),
    [("Het Land betaalt tot 15.000 euro.", True), ("Doe eerst een scan van je bedrijf.", False)],
)
def test_apply_before_you_start_stands_in_front_of_a_sum(
    quote: str, in_front: bool, an_answer: Callable[..., Answer]
) -> None:
    warning = phrase("nl", "caveat_apply_first")
    text = render(an_answer(quote, caveats=(warning,)))
    assert text.count(warning) == 1
    assert (text.index(warning) < text.index(quote)) is in_front
    assert (phrase("nl", "caveats_heading") in text) is not in_front


def test_a_contact_tells_its_window_then_to_apply_first_then_what_may_hold_a_sum(
    an_answer: Callable[..., Answer],
) -> None:
    (contact,) = an_answer().contacts
    fields = {
        **vars(contact),
        "why": "Betaalt tot 15.000 euro.",
        "standing": "open van 1 mei 2026 tot en met 1 juni 2027",
        "apply_before_start": True,
    }
    text = " ".join(render(an_answer(contacts=(Contact(**fields),))).split())
    parts = ["open van 1 mei 2026", phrase("nl", "apply_first"), "15.000 euro"]
    assert sorted(parts, key=text.index) == parts
    row = as_json(an_answer(contacts=(Contact(**fields),)), 0.0)["contacts"][0]
    assert (row["standing"], row["apply_before_start"]) == (fields["standing"], True)
    assert (row["valid_from"], row["valid_until"]) == (None, None)
