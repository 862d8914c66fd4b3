"""What holds for every format in the table, so that a new reader is tested before anyone tries."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import Document, Source
from ingest.errors import (
    EmptyError,
    EncryptedError,
    ReadError,
    UnsupportedFormatError,
)
from ingest.readers import READERS, read, reader, sniff

WORDS = "Prüfen Sie zuerst, welche Daten die Maschine schon liefert."


def pdf() -> bytes:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(60, 500, WORDS)
    canvas.save()
    return target.getvalue()


def word() -> bytes:
    target = BytesIO()
    document = docx.Document()
    document.add_paragraph(WORDS)
    document.save(target)
    return target.getvalue()


RECORD = f"""schema: 1
id: sample
kind: organisation
type: hub
name: Muster
status: confirmed
does: {{nl: "Een zin.", de: "{WORDS}", en: "A sentence."}}
"""

SAMPLES: dict[str, bytes] = {
    "pdf": pdf(),
    "docx": word(),
    "html": f"<html><body><main><p>{WORDS}</p></main></body></html>".encode(),
    "markdown": f"---\ntitle: Muster\n---\n# Muster\n{WORDS}\n".encode(),
    "record": RECORD.encode(),
    "text": WORDS.encode(),
}

SUFFIXES = {"markdown": "md", "record": "yaml", "text": "txt"}


def source(data: bytes, uri: str) -> Source:
    return Source(uri=uri, read=partial(bytes, data))


def sample(name: str) -> Document:
    return read(source(SAMPLES[name], f"folder/sample.{SUFFIXES.get(name, name)}"))


def test_every_reader_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", READERS)
def test_a_document_names_its_format_and_holds_the_words(name: str) -> None:
    document = sample(name)
    assert document.format == name
    assert WORDS in "\n".join(document.pages().values())
    assert document.uri.startswith("folder/sample.")
    assert document.metadata.title


@pytest.mark.parametrize("name", READERS)
def test_the_same_bytes_give_the_same_digest_and_others_do_not(name: str) -> None:
    data = SAMPLES[name]
    assert sample(name).digest == sample(name).digest
    other = reader(name)(data + b"\n", "folder/sample.yaml")
    assert other.digest != sample(name).digest


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("noise", [b"\x00\x01\x02\xff" * 50, b"", b"%PDF-", b"PK\x03\x04rest"])
def test_noise_ends_in_an_error_of_ours_or_in_text(name: str, noise: bytes) -> None:
    try:
        document = reader(name)(noise, "folder/noise.bin")
    except ReadError as error:
        assert str(error).startswith("folder/noise.bin: ")
    else:
        assert any(section.text for section in document.sections)


@pytest.mark.parametrize("name", READERS)
def test_the_content_decides_about_the_format_and_not_a_wrong_name(name: str) -> None:
    if name == "text":  # plain words show no format of their own
        assert sniff(SAMPLES[name], "sample") == "text"
    else:
        assert sniff(SAMPLES[name], "sample.txt") == name


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "uri", "name"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), "a.bin", "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "a.bin", "xls"),
        (b"{\\rtf1 hallo}", "a.txt", "rtf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", "a.pdf", "png"),
        (b"<?xml version='1.0'?><data/>", "a.xml", "xml"),
        (b"\0\1\2\3" * 20, "a.xyz", "xyz"),
    ],
)
def test_a_kind_without_a_reader_is_named_with_what_to_do(data: bytes, uri: str, name: str) -> None:
    assert sniff(data, uri) == name
    with pytest.raises(UnsupportedFormatError, match=rf"{uri}.*\b{name}\b.*Save it as"):
        read(source(data, uri))


def test_an_office_file_with_a_password_is_called_encrypted() -> None:
    with pytest.raises(EncryptedError):
        read(source(OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx"))


def test_words_that_claim_to_be_a_pdf_are_a_broken_pdf() -> None:
    with pytest.raises(ReadError) as caught:
        read(source(b"404 not found", "rapport.pdf"))
    assert caught.value.status == "broken"


def test_a_text_that_speaks_about_pdf_marks_is_no_pdf() -> None:
    assert sniff(b"A PDF starts with %PDF- and a version.", "note.txt") == "text"


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\0\0"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(EmptyError):
        read(source(data, "a.md"))
