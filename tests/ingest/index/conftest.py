"""Small documents, and an index of them that needs no torch."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.documents import Document, Locator, Metadata, Passage, Record, Section, Statement
from ingest.documents import digest_of as digest
from ingest.embedding import HashingEmbedder
from ingest.index import IndexBuilder, indexed_text

EMBEDDER = HashingEmbedder()

RECORD = Record(
    id="hub",
    kind="grant",
    type="voucher",
    name="Techhub",
    does={"nl": "Helpt.", "de": "Hilft.", "en": "Helps."},
    aliases=("TH",),
    country=("NL", "DE"),
    seen_on="2026-10-01",
    status="confirmed",
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    apply_before_start=True,
    note={"nl": "Let op."},
    statements=(Statement(text={"nl": "Open."}, source="https://example.org/", seen_on=None),),
)

FULL = Metadata(
    title="Gids ‘Meten’",
    publisher="Wegwijzer",
    published="2026-01",
    language="nl",
    licence="CC-BY-4.0",
    region=("Overijssel", "NRW"),
    audience=("entrepreneur",),
    topics=("AI",),
    keywords=("stilstand", "Störung"),
    phase="scan",
    url="https://example.org/gids.pdf",
    review_by=date(2027, 11, 24),
    superseded_by="guides/nieuw.md",
)


def _document(uri: str, *texts: str, **given: object) -> Document:
    sections = tuple(
        Section(text=text, locator=Locator(page=number, headings=("Begin",)), language="nl")
        for number, text in enumerate(texts, start=1)
    )
    fields: dict[str, Any] = {
        "metadata": Metadata(title=uri),
        "sections": sections,
        "format": "markdown",
        **given,
    }
    return Document(uri=uri, digest=digest(*texts), **fields)


def _passages(document: Document) -> list[Passage]:
    """Every section is a passage."""
    return [
        Passage(
            document_id=document.id,
            text=section.text,
            language=section.language or "nl",
            locator=section.locator,
            offset=0,
            uri=document.uri,
            metadata=document.metadata,
            record_id=document.record.id if document.record else None,
            paged=document.paged,
        )
        for section in document.sections
    ]


def _put(builder: IndexBuilder, *documents: Document) -> None:
    for document in documents:
        passages = _passages(document)
        texts = [indexed_text(passage) for passage in passages]
        builder.put(document, passages, EMBEDDER.embed_passages(texts))


def _open(index: Path, **given: object) -> IndexBuilder:
    stamp: dict[str, Any] = {
        "embedder_name": EMBEDDER.name,
        "dimension": EMBEDDER.dimension,
        **given,
    }
    return IndexBuilder(index, **stamp)


@pytest.fixture
def embedder() -> HashingEmbedder:
    return EMBEDDER


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where an index can stand; nothing is there yet."""
    return tmp_path / "index"


@pytest.fixture
def full_metadata() -> Metadata:
    """Every field has a value of its own."""
    return FULL


@pytest.fixture
def a_record() -> Record:
    return RECORD


@pytest.fixture
def a_document() -> Callable[..., Document]:
    return _document


@pytest.fixture
def passages_in() -> Callable[[Document], list[Passage]]:
    return _passages


@pytest.fixture
def put() -> Callable[..., None]:
    """Put documents with vectors of what is indexed."""
    return _put


@pytest.fixture
def builder_of() -> Callable[..., IndexBuilder]:
    return _open


@pytest.fixture
def publish(index: Path) -> Callable[..., int]:
    """Put and remove in one build, publish it, and return its number."""

    def run(*documents: Document, remove: tuple[str, ...] = (), **given: object) -> int:
        with _open(index, **given) as builder:
            _put(builder, *documents)
            for uri in remove:
                builder.remove(uri)
            return builder.publish()

    return run


@pytest.fixture
def folders(index: Path) -> Callable[[], list[str]]:
    """Names of the folders that stand in the index; of a generation only its number."""

    def names() -> list[str]:
        found = (path.name for path in index.iterdir() if path.is_dir())
        return sorted(re.sub(r"^(g\d{6})-\w{8}$", r"\1", name) for name in found)

    return names
