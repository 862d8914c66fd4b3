"""The words of this package: source, document, section, passage, hit, record. Frozen, no I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Language = Literal["nl", "de", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "de", "en")

RecordKind = Literal["organisation", "programme", "grant", "rule"]
RecordStatus = Literal["confirmed", "unconfirmed", "ended"]
Search = Literal["dense", "lexical"]


def digest_of(*parts: str | bytes) -> str:
    """Return the hex BLAKE2b-160 digest of the parts, each ended by a zero byte."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


@dataclass(frozen=True, kw_only=True)
class Source:
    """A promise of bytes: `read()` opens the file when it is called, and may raise SourceError."""

    uri: str
    """Path relative to the corpus folder with forward slashes, or an http(s) address."""
    read: Callable[[], bytes] = field(compare=False, repr=False)
    media_type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Locator:
    """Where a text stands. `page` is physical and 1-based; a file without pages is one page."""

    page: int = 1
    page_label: str | None = None
    """The number printed on the page ("iv", "A-3"); None in a file without pages."""
    headings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"page is 1-based, got {self.page}")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A run of text under one heading on one page."""

    text: str
    locator: Locator = Locator()
    language: Language | None = None
    """Set by a reader that knows it (a register record); None lets each passage be detected."""
    url: str = ""
    """Address of the page that this text rests on, where it differs from the document's."""
    published: str = ""
    """When that page was seen; only counts with `url`."""


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What is known about a document beside its text; a reader fills in what the file tells."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    """ISO date, year-month or year; empty when unknown."""
    language: Language | None = None
    licence: str = ""
    region: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    phase: str = ""
    """The phase of the route that the whole document is about; empty when it has none."""
    url: str = ""
    """Public address of the original; empty when the file itself is the original."""
    review_by: date | None = None
    superseded_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A dated fact of a record, in the three languages."""

    text: dict[Language, str]
    source: str
    seen_on: str | None


@dataclass(frozen=True, kw_only=True)
class Record:
    """One entry of the register: an organisation, programme, grant or rule."""

    id: str
    kind: RecordKind
    type: str
    name: str
    does: dict[Language, str]
    aliases: tuple[str, ...] = ()
    not_to_be_confused_with: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    address: str | None = None
    seen_on: str | None = None
    evidence: tuple[str, ...] = ()
    evidence_grade: str | None = None
    status: RecordStatus = "unconfirmed"
    valid_from: date | None = None
    valid_until: date | None = None
    apply_before_start: bool | None = None
    note: dict[Language, str] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a reader made of one source. `sections` stand in reading order."""

    uri: str
    format: str
    digest: str
    """Digest of the bytes: the same bytes give the same digest, whatever the file is called."""
    metadata: Metadata
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
    record: Record | None = None
    paged: bool = False
    """True when the format itself has pages, so that a page number means something to a reader."""

    @property
    def id(self) -> str:
        """Stable while the address is: a changed file keeps its document id."""
        return digest_of(self.uri)[:16]

    def pages(self) -> dict[int, str]:
        """Return physical page number -> text; a passage's offset counts in this text."""
        texts: dict[int, list[str]] = {}
        for section in self.sections:
            texts.setdefault(section.locator.page, []).append(section.text)
        return {page: "\n\n".join(parts) for page, parts in sorted(texts.items())}


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A citable piece of one page, together with what a citation needs of its document."""

    document_id: str
    text: str
    language: Language
    locator: Locator
    offset: int
    """Position of the first character in `Document.pages()[locator.page]`."""
    uri: str
    metadata: Metadata
    record_id: str | None = None
    paged: bool = False

    @property
    def id(self) -> str:
        """Stable while document, page, place and text are; another title keeps the id."""
        place = f"{self.locator.page}:{self.offset}"
        return digest_of(self.document_id, place, self.text)[:24]

    @property
    def url(self) -> str:
        """Permalink: the public address if there is one, opened on the physical page of a PDF."""
        base = self.metadata.url or self.uri
        return f"{base}#page={self.locator.page}" if self.paged else base

    def moved(self, offset: int, text: str) -> Passage:
        """Return the part of this passage that starts at `offset` within its text."""
        return replace(self, offset=self.offset + offset, text=text)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A passage that a search found. `parts` says which search gave which score (0 to 1)."""

    passage: Passage
    score: float
    parts: dict[str, float]
    twins: tuple[Passage, ...] = ()
    """The same passage in other languages, which would only repeat it."""
