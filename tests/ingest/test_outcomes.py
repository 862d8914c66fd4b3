from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import SourceError
from ingest.outcomes import outcome_of

KEYS = [
    "schema", "path", "format", "status", "reason", "title", "language", "pages", "warnings",
]  # fmt: skip


def test_a_good_file_gives_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Kop\n\nMeet een week lang de stilstand van de machine.\n")
    told = json.loads(json.dumps(outcome_of(path).as_dict()))
    assert list(told) == KEYS
    assert (told["schema"], told["status"], told["format"]) == (1, "ok", "markdown")
    assert (told["title"], told["language"], told["reason"]) == ("Kop", "nl", "")
    assert told["pages"] == [
        {
            "page": 1,
            "page_label": None,
            "text": "Kop\n\nMeet een week lang de stilstand van de machine.",
        }
    ]


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.pdf", b"%PDF-1.4 rest", "broken"),
        ("a.txt", b"", "empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", "unsupported"),
        ("a.docx", b"PK\x03\x04 word/ torn", "broken"),
    ],
)
def test_a_bad_file_gives_a_status_and_a_reason(
    tmp_path: Path, name: str, data: bytes, status: str
) -> None:
    (tmp_path / name).write_bytes(data)
    outcome = outcome_of(tmp_path / name)
    assert (outcome.status, outcome.pages) == (status, ())
    assert outcome.reason.startswith(f"{name}: ")


def test_a_file_with_a_page_that_has_no_text_is_partly_read(tmp_path: Path) -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(60, 500, "Meet een week lang de stilstand van de machine.")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    (tmp_path / "a.pdf").write_bytes(target.getvalue())
    outcome = outcome_of(tmp_path / "a.pdf")
    assert (outcome.status, [page.page for page in outcome.pages]) == ("partly", [1, 2])
    assert outcome.reason == "page 2: is blank"


def test_a_locked_file_is_encrypted(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.encrypt("geheim")
    writer.write(tmp_path / "a.pdf")
    assert outcome_of(tmp_path / "a.pdf").status == "encrypted"


def test_a_missing_file_raises(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nergens"):
        outcome_of(tmp_path / "nergens.pdf")
