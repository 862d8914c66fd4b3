from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

import pytest

from bot.answering import Draft
from bot.answering.evidence import Vocabulary
from bot.answering.extractive import ExtractiveDrafter
from bot.answering.route import PhaseClassifier
from bot.answering.ways_out import WaysOut
from bot.answers import Answer, Clarification, DraftStep, Handoff, Question
from bot.assistant import Assistant
from bot.channels.terminal.render import as_json, render
from bot.clarifying import chosen
from bot.conversation import Message
from bot.phrases import phrase
from bot.retrieval import Retriever
from ingest.analysis import stems
from ingest.documents import LANGUAGES, Hit, Language, Record
from ingest.embedding import HashingEmbedder

TEXT = "Doe eerst een scan van je bedrijf."
ASKED = {
    "nl": "Hoe doe ik een scan van mijn bedrijf?",
    "de": "Wie mache ich einen Scan für meinen Betrieb?",
    "en": "How do I make a scan of my company?",
}


class PartError(RuntimeError):
    """What a broken part raises: nothing that the bot knows."""


class Literal:
    """Leaves the words of a question as they are typed."""

    def spelled(self, text: str, language: Language) -> str:
        return text


@dataclass
class FixedRetriever(Literal):
    """Finds the same hits for every query."""

    hits: Sequence[Hit] = ()

    def search(
        self, query: str, language: Language, k: int = 10, focus: str = "", pool: int = 60
    ) -> list[Hit]:
        return list(self.hits[:k])


@dataclass
class FixedDrafter:
    """Drafts the same for every question, and keeps the hits that it was given."""

    made: Draft
    seen: list[Hit] = field(default_factory=list)

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        self.seen.extend(hits)
        return self.made


@dataclass
class RouteRetriever(Literal):
    """Finds what is asked for badly, and the sentences that are typical of a phase very well."""

    far: Hit
    near: Hit
    asked: str

    def search(
        self, query: str, language: Language, k: int = 10, focus: str = "", pool: int = 60
    ) -> list[Hit]:
        return [self.far] if query == self.asked else [self.near]


class Broken(Literal):
    """Fails whatever is asked of it."""

    def search(
        self, query: str, language: Language, k: int = 10, focus: str = "", pool: int = 60
    ) -> list[Hit]:
        raise PartError("search")

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        raise PartError("draft")


Builder = Callable[..., Assistant]


@pytest.fixture
def hit(a_hit: Callable[..., Hit]) -> Hit:
    return a_hit(TEXT, record_id="hub", language="nl")


@pytest.fixture
def good_draft(hit: Hit) -> Draft:
    step = DraftStep(phase="scan", text=TEXT, quotes=((TEXT, hit.passage),))
    return Draft(steps=(step,), confidence=0.7)


@pytest.fixture
def assistant_of(
    hit: Hit,
    good_draft: Draft,
    vocabulary_of: Callable[..., Vocabulary],
    a_record: Callable[..., Record],
    today: date,
) -> Builder:
    def build(**parts: object) -> Assistant:
        record = a_record("Hub", id="hub")
        retriever = parts.get("retriever", FixedRetriever([hit]))
        return Assistant(
            retriever=cast(Retriever, retriever),
            drafter=cast(FixedDrafter, parts.get("drafter", FixedDrafter(good_draft))),
            vocabulary=vocabulary_of(),
            records=cast(Callable[[], tuple[Record, ...]], parts.get("records", lambda: (record,))),
            today=lambda: today,
            default_language=cast(Language, parts.get("default_language", "nl")),
        )

    return build


def _fail() -> tuple[Record, ...]:
    raise PartError("records")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_draft_becomes_an_answer_in_the_language_of_the_question(
    language: Language, assistant_of: Builder
) -> None:
    reply = assistant_of().reply(Message(text=ASKED[language]))
    assert isinstance(reply, Answer)
    assert (reply.language, reply.question) == (language, ASKED[language])
    assert [citation.quote for citation in reply.citations] == [TEXT]
    assert [contact.id for contact in reply.contacts] == ["hub"]
    assert TEXT in render(reply)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("Hallo!", "nl", "greeting"),
        ("Guten Morgen", "de", "greeting"),
        ("thank you", "en", "thanks"),
        ("Wie ben jij?", "nl", "about_the_bot"),
        ("", "nl", "about_the_bot"),
        (" \n ", "nl", "about_the_bot"),
        ("Meine IBAN ist DE89370400440532013000", "de", "personal_data"),
    ],
)
def test_small_talk_and_private_numbers_get_a_word_without_sources_or_contacts(
    text: str, language: Language, reason: str, assistant_of: Builder
) -> None:
    broken = Broken()
    assistant = assistant_of(retriever=broken, drafter=broken, default_language=language)
    reply = assistant.reply(Message(text=text))
    assert isinstance(reply, Handoff)
    assert (reply.reason, reply.contacts) == (reason, ())
    assert reply.text in [phrase(language, reason) for language in LANGUAGES]
    row = as_json(reply, 0.0)
    assert (row["citations"], row["steps"]) == ([], [])
    assert phrase(reply.language, "sources_heading") not in row["text"].splitlines()


@pytest.mark.parametrize("reason", ["legal_advice", "product_ranking"])
def test_who_is_shown_out_with_a_question_of_the_field_gets_contacts_and_no_sources(
    reason: str, assistant_of: Builder
) -> None:
    assistant = replace(assistant_of(), ways_out=cast(WaysOut, lambda question: reason))
    reply = assistant.reply(Message(text=ASKED["nl"]))
    assert isinstance(reply, Handoff)
    assert (reply.reason, reply.text) == (reason, phrase("nl", reason))
    assert [contact.id for contact in reply.contacts] == ["hub"]
    assert as_json(reply, 0.0)["citations"] == []


def test_a_price_that_is_asked_beside_and_not_quoted_is_named_as_missing(
    assistant_of: Builder,
) -> None:
    reply = assistant_of().reply(Message(text="Hoe doe ik een scan en wat kost die?"))
    assert isinstance(reply, Answer)
    assert phrase("nl", "caveat_part", part="wat kost die") in reply.caveats


@pytest.mark.parametrize(
    "parts",
    [{"retriever": Broken()}, {"drafter": Broken()}, {"records": _fail}],
    ids=["retriever", "drafter", "records"],
)
def test_a_part_that_fails_becomes_a_handoff_and_a_line_in_the_log(
    parts: dict[str, object], assistant_of: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    message = Message(text=ASKED["nl"], conversation_id="c-17")
    with caplog.at_level(logging.ERROR):
        reply = assistant_of(**parts).reply(message)
    assert isinstance(reply, Handoff)
    assert (reply.reason, reply.text) == ("failure", phrase("nl", "failure"))
    (line,) = [record for record in caplog.records if record.name == "bot.assistant"]
    assert "c-17" in line.getMessage()
    assert line.exc_info is not None
    assert line.exc_info[0] is PartError


def test_a_failure_shows_nothing_of_what_went_wrong(
    assistant_of: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    reply = assistant_of(drafter=Broken()).reply(Message(text=ASKED["nl"]))
    assert "PartError" in caplog.text
    assert "PartError" not in json_text(reply)


def json_text(reply: object) -> str:
    assert isinstance(reply, Handoff)
    return str(as_json(reply, 0.0))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("refused", "words", "contacts"),
    [
        (Draft(refusal="off_topic"), "off_topic", []),
        (Draft(refusal="no_evidence"), "no_evidence", ["hub"]),
        (Draft(refusal="no_evidence", gap=True), "no_evidence_gap", ["hub"]),
        (Draft(), "no_evidence", ["hub"]),
    ],
    ids=["off topic", "no evidence", "gap", "no reason given"],
)
def test_a_refusal_says_why_and_lists_no_sources(
    refused: Draft, words: str, contacts: list[str], language: Language, assistant_of: Builder
) -> None:
    reply = assistant_of(drafter=FixedDrafter(refused)).reply(Message(text=ASKED[language]))
    assert isinstance(reply, Handoff)
    assert reply.text == phrase(language, words)
    assert [contact.id for contact in reply.contacts] == contacts
    row = as_json(reply, 0.0)
    assert (row["citations"], row["steps"]) == ([], [])
    assert phrase(language, "sources_heading") not in row["text"].splitlines()
    assert TEXT not in row["text"]


def test_a_draft_that_cannot_be_grounded_is_refused(assistant_of: Builder, hit: Hit) -> None:
    forged = DraftStep(phase="scan", text="Verzonnen.", quotes=(("Verzonnen.", hit.passage),))
    reply = assistant_of(drafter=FixedDrafter(Draft(steps=(forged,)))).reply(
        Message(text=ASKED["nl"])
    )
    assert isinstance(reply, Handoff)
    assert reply.reason == "no_evidence"


def test_a_step_that_cannot_be_grounded_is_left_out_of_the_answer(
    assistant_of: Builder, good_draft: Draft, hit: Hit
) -> None:
    forged = DraftStep(phase="scan", text="Verzonnen.", quotes=(("Verzonnen.", hit.passage),))
    mixed = FixedDrafter(Draft(steps=(forged, *good_draft.steps)))
    reply = assistant_of(drafter=mixed).reply(Message(text=ASKED["nl"]))
    assert isinstance(reply, Answer)
    assert [step.text for step in reply.steps] == [TEXT]
    assert reply.citations[0].number == 1


def test_the_passages_of_a_record_that_is_named_are_read_first(
    assistant_of: Builder, a_hit: Callable[..., Hit], good_draft: Draft
) -> None:
    other = a_hit("Een andere tekst staat hier.", score=0.60, document_id="other")
    named = a_hit("De Hub helpt bedrijven.", score=0.55, record_id="hub")
    drafter = FixedDrafter(good_draft)
    assistant = assistant_of(retriever=FixedRetriever([other, named]), drafter=drafter)
    assistant.reply(Message(text="Wat doet de Hub voor bedrijven?"))
    assert [hit.passage.text for hit in drafter.seen[:2]] == [
        "De Hub helpt bedrijven.",
        "Een andere tekst staat hier.",
    ]


def test_without_hits_there_are_no_contacts(assistant_of: Builder) -> None:
    assistant = assistant_of(
        retriever=FixedRetriever(), drafter=FixedDrafter(Draft(refusal="no_evidence"))
    )
    reply = assistant.reply(Message(text="Wie mache ich Käse?"))
    assert isinstance(reply, Handoff)
    assert reply.contacts == ()


@pytest.mark.parametrize(
    ("text", "off_topic"),
    [("Waar begin ik met appeltaart bakken?", True), ("Waar begin ik met een scan?", False)],
)
def test_where_to_start_with_something_else_is_off_topic_however_well_the_route_is_known(
    text: str,
    off_topic: bool,
    assistant_of: Builder,
    a_hit: Callable[..., Hit],
    vocabulary_of: Callable[..., Vocabulary],
) -> None:
    embedder = HashingEmbedder()
    vocabulary = vocabulary_of(*stems(TEXT, "nl"), *stems("beginnen", "nl"), "begin")
    assistant = replace(
        assistant_of(
            retriever=RouteRetriever(a_hit(TEXT, dense=0.0), a_hit(TEXT, dense=1.0), text)
        ),
        vocabulary=vocabulary,
        drafter=ExtractiveDrafter(
            embedder=embedder, vocabulary=vocabulary, phases=PhaseClassifier(embedder)
        ),
    )
    reply = assistant.reply(Message(text=text))
    assert (isinstance(reply, Handoff) and reply.reason == "off_topic") is off_topic
    assert isinstance(reply, Answer) is not off_topic


ENGLISH_GRANT = "Is there a grant for a scan of my company?"


def test_an_answer_that_hangs_on_the_country_is_asked_back_once(assistant_of: Builder) -> None:
    message = Message(text=ENGLISH_GRANT)
    back = assistant_of().reply(message)
    assert isinstance(back, Clarification)
    assert (back.question, len(back.choices)) == (ENGLISH_GRANT, 3)
    assert isinstance(assistant_of().reply(message, asked_before=True), Answer)


def test_the_choice_answers_the_question_that_was_asked_first(assistant_of: Builder) -> None:
    back = assistant_of().reply(Message(text=ENGLISH_GRANT))
    assert isinstance(back, Clarification)
    for choice in back.choices:
        known = chosen(choice, back.language)
        reply = assistant_of().reply(Message(text=back.question), known)
        assert isinstance(reply, Answer)
        assert reply.question == ENGLISH_GRANT


def test_what_is_off_topic_is_not_asked_back(assistant_of: Builder) -> None:
    assistant = assistant_of(drafter=FixedDrafter(Draft(refusal="off_topic")))
    reply = assistant.reply(Message(text="Who can help me with a grant for my wedding?"))
    assert isinstance(reply, Handoff)
    assert reply.reason == "off_topic"
