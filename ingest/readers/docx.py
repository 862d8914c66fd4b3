"""Reads Word documents: headings, paragraphs, lists and tables in the order of the page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import PurePosixPath

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from ingest.cleaning import normalise, table_lines
from ingest.documents import Document, Metadata, digest_of
from ingest.errors import BrokenError, EmptyError
from ingest.language import settle
from ingest.readers.outline import Block, sections_of

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:instrText")}
"""Deleted words, and text boxes: Word stores each box twice."""


def read(data: bytes, uri: str) -> Document:
    """Read the body as sections per heading; a Word file has no pages of its own."""
    word = _opened(data, uri)
    sections = sections_of(block for block in _blocks(word.element.body, word) if block.text)
    if not sections:
        raise EmptyError(
            f"{uri}: the Word file holds no text. If it holds pictures, run OCR and add the result."
        )
    metadata = _metadata(word)
    sample = "\n".join(section.text for section in sections)
    first = next((s.locator.headings[0] for s in sections if s.locator.headings), "")
    title = metadata.title or first or PurePosixPath(uri).stem
    language = settle(sample, word.core_properties.language)
    return Document(
        uri=uri,
        format="docx",
        digest=digest_of(data),
        metadata=replace(metadata, title=title, language=language),
        sections=sections,
    )


def _opened(data: bytes, uri: str) -> WordDocument:
    try:
        return docx.Document(BytesIO(data))
    except (OpcError, zipfile.BadZipFile, etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise BrokenError(
            f"{uri}: is not a whole Word file ({error}). Open it in Word and save it again."
        ) from error


def _metadata(word: WordDocument) -> Metadata:
    told = word.core_properties
    if told.author == "python-docx":
        return Metadata(title=normalise(told.title or ""))  # the sample file's author and date
    changed = told.modified or told.created
    keywords = re.split(r"[,;]", told.keywords or "")
    return Metadata(
        title=normalise(told.title or ""),
        publisher=normalise(told.author or ""),
        published=changed.date().isoformat() if changed else "",
        keywords=tuple(keyword.strip() for keyword in keywords if keyword.strip()),
    )


def _blocks(parent: etree._Element, word: WordDocument) -> Iterator[Block]:
    """Walk the body; text in a content control is text, though python-docx passes it over."""
    for element in parent.iterchildren():
        if element.tag == qn("w:p"):
            yield _paragraph(Paragraph(element, word))
        elif element.tag == qn("w:tbl"):
            yield from _table(Table(element, word), word)
        elif element.tag == qn("w:sdt"):
            content = element.find(qn("w:sdtContent"))
            if content is not None:
                yield from _blocks(content, word)


def _paragraph(paragraph: Paragraph) -> Block:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    text = normalise("".join(_words(paragraph._p)))
    if style.lower().startswith("toc"):
        return Block(text="")  # the table of contents repeats the headings
    heading = _HEADING.match(style)
    if style.lower() == "title" or heading:
        return Block(text=text.replace("\n", " "), level=int(heading[1]) if heading else 1)
    if text and (style.startswith("List") or paragraph._p.find(".//" + qn("w:numPr")) is not None):
        return Block(text=f"- {text}", item=True)
    return Block(text=text)


def _words(element: etree._Element) -> Iterator[str]:
    """Yield the words as Word shows them when all changes are accepted."""
    for child in element.iterchildren():
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in (qn("w:tab"), qn("w:ptab")) and element.tag == qn("w:r"):
            yield " "
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        else:
            yield from _words(child)


def _table(table: Table, word: WordDocument) -> Iterator[Block]:
    """A grid of cells becomes labelled rows; a table that only places text, its paragraphs."""
    rows = [[_cell(cell) for cell in row] for row in _grid(table)]
    if len(rows) > 1 and all("\n" not in cell for row in rows for cell in row):
        yield Block(text="\n".join(table_lines(rows)))
        return
    for row in _grid(table):
        for cell in row:
            yield from _blocks(cell, word)


def _grid(table: Table) -> list[list[etree._Element]]:
    return [list(row.iterchildren(qn("w:tc"))) for row in table._tbl.iter(qn("w:tr"))]


def _cell(cell: etree._Element) -> str:
    return normalise("\n".join("".join(_words(p)) for p in cell.iter(qn("w:p"))))
