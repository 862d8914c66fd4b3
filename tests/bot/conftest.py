"""Builders of the bot's values, and a vocabulary that knows the words it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Answer, Citation, Contact, DraftStep, Question, Step
from ingest.documents import (
    Document,
    Hit,
    Language,
    Locator,
    Metadata,
    Passage,
    Record,
    Section,
    digest_of,
)
from ingest.embedding import HashingEmbedder
from ingest.index import IndexBuilder

TODAY = date(2026, 11, 24)
UNKNOWN_IDF = 8.0
KNOWN_IDF = 2.0


@dataclass(frozen=True)
class WordList:
    """Follows `bot.answering.evidence.Vocabulary`: known words weigh less than unknown ones."""

    words: frozenset[str]

    def idf(self, word: str) -> float:
        return KNOWN_IDF if word in self.words else UNKNOWN_IDF

    def known(self, word: str) -> bool:
        return word in self.words


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def vocabulary_of() -> Callable[..., WordList]:
    return lambda *words: WordList(frozenset(words))


@pytest.fixture
def a_passage() -> Callable[..., Passage]:
    def build(text: str, **given: object) -> Passage:
        fields: dict[str, Any] = {
            "document_id": "doc",
            "language": "nl",
            "locator": Locator(headings=("Begin",)),
            "offset": 0,
            "uri": "guides/begin.md",
            "metadata": Metadata(title="Gids", publisher="Wegwijzer", published="2026-01"),
            **given,
        }
        return Passage(text=text, **fields)

    return build


@pytest.fixture
def a_hit(a_passage: Callable[..., Passage]) -> Callable[..., Hit]:
    def build(text: str, score: float = 0.9, dense: float = 0.9, **given: object) -> Hit:
        parts = {"dense": dense, "lexical": score, "covered": dense, "fused": dense}
        return Hit(passage=a_passage(text, **given), score=score, parts=parts)

    return build


@pytest.fixture
def a_question() -> Callable[..., Question]:
    def build(text: str = "Waar begin ik?", **given: object) -> Question:
        fields: dict[str, Any] = {"language": "nl", **given}
        return Question(text=text, **fields)

    return build


@pytest.fixture
def a_draft_step(a_passage: Callable[..., Passage]) -> Callable[..., DraftStep]:
    def build(text: str, *quotes: str, page: str | None = None, **given: object) -> DraftStep:
        passage = a_passage(" ".join(quotes) if page is None else page, **given)
        return DraftStep(
            phase="scan", text=text, quotes=tuple((quote, passage) for quote in quotes)
        )

    return build


@pytest.fixture
def a_record() -> Callable[..., Record]:
    def build(name: str, **given: object) -> Record:
        fields: dict[str, Any] = {
            "id": name.casefold().replace(" ", "-"),
            "kind": "organisation",
            "type": "hub",
            "does": {"nl": "Helpt.", "de": "Hilft.", "en": "Helps."},
            "country": ("NL",),
            "status": "confirmed",
            "seen_on": "2026-10-01",
            "address": "https://example.org/",
            **given,
        }
        return Record(name=name, **fields)

    return build


@pytest.fixture
def a_grant(a_record: Callable[..., Record]) -> Callable[..., Record]:
    """A grant that is open today; a test takes one of its proofs away."""

    def build(**given: object) -> Record:
        fields: dict[str, Any] = {
            "kind": "grant",
            "valid_from": date(2026, 1, 1),
            "valid_until": date(2026, 12, 31),
            **given,
        }
        return a_record("Proefbon", **fields)

    return build


@pytest.fixture
def an_answer(a_passage: Callable[..., Passage]) -> Callable[..., Answer]:
    def build(text: str = "Doe eerst een scan van je bedrijf.", **given: object) -> Answer:
        citation = Citation(number=1, quote=text, passage=a_passage(text))
        contact = Contact(
            id="hub",
            name="Hub Oost",
            why="Helpt bedrijven.",
            url="https://example.org/hub",
            country=("NL",),
            status="confirmed",
            seen_on="2026-10-01",
        )
        fields: dict[str, Any] = {
            "question": "Waar begin ik?",
            "language": "nl",
            "steps": (Step(phase="scan", text=text, citations=(citation,)),),
            "contacts": (contact,),
            "caveats": ("Let op de datum.",),
            "confidence": 0.8,
            **given,
        }
        return Answer(**fields)

    return build


GUIDES: dict[str, tuple[Language, str]] = {
    "guides/scan.nl.md": ("nl", "Doe eerst een scan om te zien hoe digitaal je bedrijf nu is."),
    "guides/robot.nl.md": ("nl", "Test een robot in een fieldlab voordat je hem koopt."),
    "guides/paper.nl.md": ("nl", "Vervang papieren werkbonnen door digitale werkbonnen."),
    "guides/robot.de.md": ("de", "Testen Sie einen Roboter im Testlabor, bevor Sie ihn kaufen."),
    "guides/robot.en.md": ("en", "Test a robot in a field lab before you buy it."),
    "resources/hub.yaml": ("nl", "Techhub helpt bedrijven een robot in een fieldlab te testen."),
}


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of six one-sentence documents, read with the embedder without torch; read only."""
    folder = tmp_path_factory.mktemp("index")
    embedder = HashingEmbedder()
    builder = IndexBuilder(folder, embedder_name=embedder.name, dimension=embedder.dimension)
    with builder:
        for uri, (language, text) in GUIDES.items():
            document = _document(uri, language, text)
            builder.put(document, [_passage_of(document)], embedder.embed_passages([text]))
        builder.publish()
    return folder


def _document(uri: str, language: Language, text: str) -> Document:
    record = Record(
        id="hub",
        kind="organisation",
        type="hub",
        name="Techhub",
        does={"nl": "Helpt.", "de": "Hilft.", "en": "Helps."},
        country=("NL",),
        status="confirmed",
    )
    return Document(
        uri=uri,
        format="markdown",
        digest=digest_of(text),
        metadata=Metadata(title=uri.split("/")[-1], publisher="Wegwijzer", language=language),
        sections=(Section(text=text, locator=Locator(headings=("Begin",)), language=language),),
        record=record if uri.startswith("resources/") else None,
    )


def _passage_of(document: Document) -> Passage:
    (section,) = document.sections
    return Passage(
        document_id=document.id,
        text=section.text,
        language=section.language or "nl",
        locator=section.locator,
        offset=0,
        uri=document.uri,
        metadata=document.metadata,
        record_id=document.record.id if document.record else None,
    )
