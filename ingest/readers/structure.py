"""What a PDF tells about itself: the only place that knows pypdf."""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import Destination

from ingest.cleaning import normalise
from ingest.documents import Metadata

# pypdf warns about every repaired detail; what the reader of a report needs is in our warnings.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_DAMAGE = (
    PyPdfError, DependencyError, ArithmeticError, AssertionError, AttributeError, LookupError,
    NotImplementedError, OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What pypdf raises on damaged files; the text comes from elsewhere, so a file survives all."""

_NO_TITLE = re.compile(
    r"(?:\(?anonymous\)?|untitled|unbenannt|naamloos|document\d*|microsoft word.*"
    r"|powerpoint.*|.*\.\w{3,4})",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    """An outline entry; `level` counts from 0, `page` is physical and 1-based."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, kw_only=True)
class Structure:
    """Everything beside the text. A part that the file lacks or that is damaged is empty."""

    labels: tuple[str, ...] = ()
    outline: tuple[Bookmark, ...] = ()
    metadata: Metadata = Metadata()
    declared_language: str = ""


def structure_of(data: bytes) -> Structure:
    """Return what pypdf can tell; an unreadable part, or file, leaves its fields empty."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return Structure()
        language = str(reader.root_object.get("/Lang", ""))
    except _DAMAGE:
        return Structure()
    return Structure(
        labels=_labels(reader),
        outline=_outline(reader),
        metadata=_metadata(reader),
        declared_language=language,
    )


def _labels(reader: PdfReader) -> tuple[str, ...]:
    try:
        # Without a label tree pypdf counts 1, 2, 3: nothing that is printed on the page.
        return tuple(reader.page_labels) if "/PageLabels" in reader.root_object else ()
    except _DAMAGE:
        return ()


def _outline(reader: PdfReader) -> tuple[Bookmark, ...]:
    try:
        return tuple(_flattened(reader, reader.outline, 0))
    except _DAMAGE:
        return ()


def _flattened(reader: PdfReader, entries: Sequence[object], level: int) -> list[Bookmark]:
    found: list[Bookmark] = []
    for entry in entries:
        if isinstance(entry, list):
            found += _flattened(reader, entry, level + 1)
        elif isinstance(entry, Destination):
            index = reader.get_destination_page_number(entry)
            title = normalise(str(entry.title or ""))
            if index is not None and index >= 0 and title:
                found.append(Bookmark(level=level, title=title, page=index + 1))
    return found


def _metadata(reader: PdfReader) -> Metadata:
    try:
        info = reader.metadata
        title, author = (info.title, info.author) if info else (None, None)
        created = info.creation_date if info else None
    except _DAMAGE:
        return Metadata()
    title, author = normalise(title or ""), normalise(author or "")
    return Metadata(
        title="" if _NO_TITLE.fullmatch(title) else title,
        publisher="" if _NO_TITLE.fullmatch(author) else author,
        published=_day(created),
    )


def _day(moment: datetime | None) -> str:
    """Return an ISO date; a clock that was never set gives none."""
    return moment.date().isoformat() if moment and moment.date() > date(1990, 1, 1) else ""
