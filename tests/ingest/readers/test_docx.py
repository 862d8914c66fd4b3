from __future__ import annotations

from datetime import datetime
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import BrokenError, EmptyError
from ingest.readers.docx import read


def saved(word: WordDocument) -> bytes:
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def sample() -> WordDocument:
    word = docx.Document()
    word.add_heading("Wet- en regelgeving", 0)
    word.add_heading("Stap 1", 1)
    word.add_paragraph("Vraag de subsidie aan voordat het project begint.")
    word.add_paragraph("eerste punt", style="List Bullet")
    word.add_paragraph("tweede punt", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Regeling", "Bedrag", "WBSO", "36 %"], strict=True):
        cell.text = text
    word.core_properties.author = "Provincie"
    word.core_properties.title = "Handleiding"
    word.core_properties.modified = datetime(2026, 3, 4)
    return word


def test_headings_lists_and_tables_stand_in_their_order() -> None:
    sections = read(saved(sample()), "a.docx").sections
    assert sections[-1].locator.headings[-1] == "Stap 1"
    assert sections[-1].text.endswith(
        "Vraag de subsidie aan voordat het project begint.\n\n"
        "- eerste punt\n- tweede punt\n\nRegeling: WBSO; Bedrag: 36 %"
    )


def test_core_properties_become_metadata() -> None:
    metadata = read(saved(sample()), "a.docx").metadata
    assert (metadata.title, metadata.publisher) == ("Handleiding", "Provincie")
    assert (metadata.published, metadata.language) == ("2026-03-04", "nl")


def test_accepted_changes_and_content_controls_are_read_and_deletions_are_not() -> None:
    word = docx.Document()
    word.element.body.insert(0, parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In een veld.</w:t></w:r>"
        "<w:ins><w:r><w:t xml:space='preserve'> Erbij.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> Eraf.</w:delText></w:r></w:del></w:p></w:sdtContent></w:sdt>"
    ))  # fmt: skip
    assert read(saved(word), "a.docx").pages()[1] == "In een veld. Erbij."


def test_a_table_that_only_places_text_becomes_paragraphs() -> None:
    word = docx.Document()
    cell = word.add_table(rows=1, cols=2).rows[0].cells[0]
    cell.text = "Links staat dit.\nEn daaronder dat."
    assert read(saved(word), "a.docx").pages()[1] == "Links staat dit.\nEn daaronder dat."


def test_a_word_file_without_text_is_empty() -> None:
    with pytest.raises(EmptyError):
        read(saved(docx.Document()), "a.docx")


def test_a_damaged_word_file_is_broken() -> None:
    whole = saved(sample())
    for length in (10, len(whole) // 2, len(whole) - 20):
        with pytest.raises(BrokenError, match=r"a\.docx"):
            read(whole[:length], "a.docx")
