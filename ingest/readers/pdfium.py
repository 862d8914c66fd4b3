"""The pages of a PDF as lines with their places: the only place that knows pypdfium2."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from ingest.cleaning import Line, normalise
from ingest.errors import BrokenError, EncryptedError

UNREADABLE = "\ufffd"
"""Stands for a glyph that the font maps to no character."""

_EDGE = 0.09
"""Share of the page height that counts as margin, at the top and at the bottom."""


@dataclass(frozen=True, kw_only=True)
class PageLines:
    """One physical page. `pictured` is the share of its area that pictures cover (0 to 1)."""

    lines: tuple[Line, ...]
    label: str | None
    pictured: float
    drawn: bool
    """True when anything at all stands on the page."""


@contextmanager
def opened(data: bytes, uri: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open the bytes, with the empty user password if there is one, and close them again."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise EncryptedError(
                f"{uri}: the PDF asks for a password. Save a copy without one and add that."
            ) from error
        raise BrokenError(
            f"{uri}: the PDF is damaged and cannot be opened ({error}). "
            "Download or export it again."
        ) from error
    try:
        yield document
    finally:
        document.close()


def pages_of(document: pypdfium2.PdfDocument, uri: str) -> list[PageLines]:
    """Return every page in physical order; a page that cannot be loaded stays, without lines."""
    pages = [_page(document, index) for index in range(len(document))]
    if pages and all(page is None for page in pages):
        raise BrokenError(f"{uri}: no page of the PDF can be opened. Download or export it again.")
    empty = PageLines(lines=(), label=None, pictured=0.0, drawn=False)
    return [page or empty for page in pages]


def _page(document: pypdfium2.PdfDocument, index: int) -> PageLines | None:
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return None  # named as a page without text by the reader
    try:
        pictured, drawn = _drawing(page)
        return PageLines(
            lines=tuple(_lines(page, text_page)),
            label=document.get_page_label(index) or None,
            pictured=pictured,
            drawn=drawn,
        )
    finally:
        text_page.close()
        page.close()


def _drawing(page: pypdfium2.PdfPage) -> tuple[float, bool]:
    width, height = page.get_size()
    pictured, drawn = 0.0, False
    for item in page.get_objects(max_depth=3):
        drawn = True
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            pictured += abs(right - left) * abs(top - bottom)
    return min(1.0, pictured / max(width * height, 1.0)), drawn


def _lines(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Iterator[Line]:
    left, bottom, right, top = page.get_cropbox()
    margin = _EDGE * (top - bottom)
    for text, start, end in _spans(text_page):
        cleaned = normalise(text)
        if not cleaned:
            continue
        x0, y0, x1, y1 = _box(text_page, start, end)
        if x1 < left or x0 > right or y1 < bottom or y0 > top:
            continue  # outside the visible page: nobody can look it up
        middle, size = (y0 + y1) / 2, _size(text_page, start, end)
        yield Line(
            text=cleaned,
            left=x0,
            right=x1,
            bottom=y0,
            top=y1,
            size=size,
            at_edge=middle > top - margin or middle < bottom + margin,
            has_cells=_has_wide_gap(text_page, start, end, size),
        )


def _spans(text_page: pypdfium2.PdfTextPage) -> Iterator[tuple[str, int, int]]:
    """Yield each line with the indices of its first and last character."""
    text, start = "", 0
    for index in range(text_page.count_chars()):
        character = _character(text_page, index)
        if character in "\r\n":
            if text.strip():
                yield text, start, index - 1
            text, start = "", index + 1
            continue
        text += character
        # pdfium joins two lines at a hyphen and leaves a mark instead of the line end.
        if raw.FPDFText_IsHyphen(text_page, index) == 1:
            yield text, start, index
            text, start = "", index + 1
    if text.strip():
        yield text, start, text_page.count_chars() - 1


def _character(text_page: pypdfium2.PdfTextPage, index: int) -> str:
    if raw.FPDFText_IsHyphen(text_page, index) == 1:
        return "-"
    code = raw.FPDFText_GetUnicode(text_page, index)
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
        return UNREADABLE
    return chr(code)


def _box(
    text_page: pypdfium2.PdfTextPage, start: int, end: int
) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top of a line from its first and last visible characters."""
    boxes = [_visible_box(text_page, range(start, end + 1))]
    boxes.append(_visible_box(text_page, range(end, start - 1, -1)))
    found = [box for box in boxes if box]
    if not found:
        return 0.0, 0.0, 0.0, 0.0
    return (
        min(box[0] for box in found),
        min(box[1] for box in found),
        max(box[2] for box in found),
        max(box[3] for box in found),
    )


def _visible_box(
    text_page: pypdfium2.PdfTextPage, indices: range
) -> tuple[float, float, float, float] | None:
    for index in indices:
        if raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        # The loose box has the height of the font, so that "a" and "l" stand on one level.
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
        if right > left and top > bottom:
            return left, bottom, right, top
    return None


def _size(text_page: pypdfium2.PdfTextPage, start: int, end: int) -> float:
    """Return the height of a character in the middle: raised figures stand at the ends."""
    middle = (start + end) // 2
    inked = (i for i in range(middle, end + 1) if _visible_box(text_page, range(i, i + 1)))
    index = next(inked, start)
    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(text_page, index))
    if raw.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
        size *= max(abs(matrix.d), abs(matrix.b)) or 1.0
    return size


def _has_wide_gap(text_page: pypdfium2.PdfTextPage, start: int, end: int, size: float) -> bool:
    """Tell whether a space between two words is wider than the print is high."""
    for index in range(start + 1, end):
        if raw.FPDFText_GetUnicode(text_page, index) != 0x20:
            continue
        before = _visible_box(text_page, range(index - 1, index))
        after = _visible_box(text_page, range(index + 1, index + 2))
        if before and after and after[0] - before[2] > 1.2 * size:
            return True
    return False
