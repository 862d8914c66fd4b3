"""Reads PDF, page by page; a page keeps its physical number and the number printed on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from statistics import median

from ingest.cleaning import Line, Vocabulary, paragraphs, vocabulary, without_running_lines
from ingest.documents import Document, Locator, Metadata, Section, digest_of
from ingest.errors import BrokenError, EmptyError, GarbledError, ScannedError
from ingest.language import settle
from ingest.readers.legibility import is_garbled
from ingest.readers.pdfium import PageLines, opened, pages_of
from ingest.readers.structure import Bookmark, Structure, structure_of

_STAMP = 40
"""A picture page with fewer letters than this holds a stamp or a watermark, not text."""


def read(data: bytes, uri: str) -> Document:
    """Read the pages in physical order; a page without text stays, empty, and gives a warning."""
    if b"%PDF-" not in data[:1024]:
        raise BrokenError(f"{uri}: does not begin like a PDF. Download or export it again.")
    with opened(data, uri) as document:
        pages = pages_of(document, uri)
    structure = structure_of(data)
    pages, warnings = _legible(pages, uri)
    labels = _labels(pages, structure)
    cleaned = without_running_lines([page.lines for page in pages], labels)
    sections = _sections(cleaned, labels, structure.outline)
    return Document(
        uri=uri,
        format="pdf",
        digest=digest_of(data),
        metadata=_metadata(structure, cleaned, sections, uri),
        sections=tuple(sections),
        warnings=tuple(warnings),
        paged=True,
    )


def _labels(pages: Sequence[PageLines], structure: Structure) -> list[str | None]:
    if len(structure.labels) == len(pages):
        return [label or None for label in structure.labels]
    return [page.label for page in pages]


def _letters(page: PageLines) -> int:
    return sum(character.isalnum() for line in page.lines for character in line.text)


def _is_picture(page: PageLines) -> bool:
    """Tell whether one sees a picture, or drawn shapes, without a text layer."""
    letters = _letters(page)
    return (page.drawn and not letters) or (page.pictured > 0.5 and letters < _STAMP)


def _is_garbled(page: PageLines) -> bool:
    return is_garbled("\n".join(line.text for line in page.lines))


def _legible(pages: list[PageLines], uri: str) -> tuple[list[PageLines], list[str]]:
    """Return the pages with unreadable text taken out, and what to tell about them."""
    if not any(page.drawn or page.lines for page in pages):
        raise EmptyError(f"{uri}: the PDF has no content. Check whether it is the right file.")
    pictures = [number for number, page in enumerate(pages, 1) if _is_picture(page)]
    garbled = [number for number, page in enumerate(pages, 1) if _is_garbled(page)]
    blank = [
        number
        for number, page in enumerate(pages, 1)
        if not _letters(page) and number not in pictures
    ]
    if len(garbled) + len(blank) + len(pictures) >= len(pages):
        raise _nothing_legible(garbled, pictures, uri)
    kept = [
        replace(page, lines=()) if number in garbled else page
        for number, page in enumerate(pages, 1)
    ]
    return kept, _warnings(pictures, garbled, blank)


def _nothing_legible(garbled: list[int], pictures: list[int], uri: str) -> Exception:
    if len(garbled) > len(pictures):
        return GarbledError(
            f"{uri}: the text layer is not language (its fonts lack a character map). "
            "Run OCR on it (for example with OCRmyPDF --force-ocr) and add the result."
        )
    if pictures:
        return ScannedError(
            f"{uri}: the pages are pictures without a text layer. "
            "Run OCR on it (for example with OCRmyPDF) and add the result."
        )
    return EmptyError(f"{uri}: the PDF has no text. Check whether it is the right file.")


def _warnings(pictures: list[int], garbled: list[int], blank: list[int]) -> list[str]:
    told = [
        (pictures, "is a picture without text; run OCR to have it searched"),
        (garbled, "has a text layer that is not language and was left out; run OCR"),
        (blank, "is blank"),
    ]
    return [f"page {_numbers(pages)}: {what}" for pages, what in told if pages]


def _numbers(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:20]))
    return shown if len(pages) <= 20 else f"{shown} and {len(pages) - 20} more"


def _sections(
    pages: Sequence[Sequence[Line]], labels: Sequence[str | None], outline: Sequence[Bookmark]
) -> list[Section]:
    words = vocabulary(line.text for page in pages for line in page)
    sections: list[Section] = []
    path: dict[int, str] = {}
    for number, lines in enumerate(pages, start=1):
        marks = [mark for mark in outline if mark.page == number]
        for headings, part in _parts(lines, marks, path):
            locator = Locator(page=number, page_label=labels[number - 1], headings=headings)
            sections.append(Section(text=_text(part, headings, words), locator=locator))
    return sections


def _text(lines: Sequence[Line], headings: tuple[str, ...], words: Vocabulary) -> str:
    """Return the paragraphs; a heading over several lines becomes one line."""
    count = _heading_lines(lines, 0, headings[-1]) if headings else 0
    if count < 2:
        return paragraphs(lines, words)
    rest = paragraphs(lines[count:], words)
    return f"{headings[-1]}\n\n{rest}".strip()


def _parts(
    lines: Sequence[Line], marks: Sequence[Bookmark], path: dict[int, str]
) -> list[tuple[tuple[str, ...], Sequence[Line]]]:
    """Cut a page at the lines that carry its outline titles; `path` is carried from page to page.

    A title that no line carries holds from where the title before it stands.
    """
    parts: list[tuple[tuple[str, ...], Sequence[Line]]] = []
    start = 0
    for mark in marks:
        found = _find(lines, start, mark.title)
        if found is not None and found > start:
            parts.append((_headings(path), lines[start:found]))
            start = found
        _enter(path, mark)
    parts.append((_headings(path), lines[start:]))
    return parts


def _headings(path: dict[int, str]) -> tuple[str, ...]:
    return tuple(path[level] for level in sorted(path))


def _enter(path: dict[int, str], mark: Bookmark) -> None:
    for level in [level for level in path if level >= mark.level]:
        del path[level]
    path[mark.level] = mark.title


def _find(lines: Sequence[Line], start: int, title: str) -> int | None:
    return next((i for i in range(start, len(lines)) if _heading_lines(lines, i, title)), None)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _heading_lines(lines: Sequence[Line], index: int, title: str) -> int:
    """Return how many lines from `index` on carry the title; 0 when they do not."""
    wanted, found = _plain(title), ""
    if not wanted:
        return 0
    for count, line in enumerate(lines[index : index + 4], start=1):
        found += _plain(line.text)
        # Printed headings often have a number that the outline lacks.
        if found == wanted or re.fullmatch(r"\d{1,4}" + re.escape(wanted), found):
            return count
    return 0


def _metadata(
    structure: Structure, pages: Sequence[Sequence[Line]], sections: Sequence[Section], uri: str
) -> Metadata:
    sample = "\n".join(section.text for section in sections[:60])
    title = structure.metadata.title or _largest(pages[0]) or PurePosixPath(uri).stem
    language = settle(sample, structure.declared_language)
    return replace(structure.metadata, title=title, language=language)


def _largest(lines: Sequence[Line]) -> str:
    """Return the horizontal lines of the first page in clearly the largest type: its title."""
    lines = [line for line in lines if line.right - line.left > line.top - line.bottom]
    if not lines:
        return ""
    largest = max(line.size for line in lines)
    if largest < 1.2 * median(line.size for line in lines):
        return ""
    first = next(i for i, line in enumerate(lines) if line.size == largest)
    title = []
    for line in lines[first : first + 4]:
        if line.size < 0.95 * largest:
            break
        title.append(line.text)
    text = " ".join(title)
    return text if 4 <= len(text) <= 200 else ""
