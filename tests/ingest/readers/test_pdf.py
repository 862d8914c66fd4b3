from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import (
    BrokenError,
    EmptyError,
    EncryptedError,
    GarbledError,
    ReadError,
    ScannedError,
)
from ingest.readers.legibility import is_garbled
from ingest.readers.pdf import read

Draw = Callable[[Canvas], None]

SENTENCES = (
    "Loop een order van offerte tot factuur na en noteer waar iemand overtypt.",
    "Kies daarna een stap die veel tijd kost en meet een week lang hoe vaak hij stokt.",
)


def drawn(*pages: Draw) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def written(*lines: str, left: float = 60, top: float = 700) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, line in enumerate(lines):
            canvas.drawString(left, top - 12 * row, line)

    return draw


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def picture(canvas: Canvas) -> None:
    from PIL import Image

    image = ImageReader(Image.new("RGB", (40, 60), "grey"))
    canvas.drawImage(image, 0, 0, A4[0], A4[1])


def rewritten(data: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    change(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_every_page_keeps_its_physical_number_and_its_printed_label() -> None:
    data = drawn(*(written(f"Tekst op blad {n}, een hele zin.") for n in range(1, 6)))

    def label(writer: PdfWriter) -> None:
        writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
        writer.set_page_label(2, 3, style=PageLabelStyle.DECIMAL)
        writer.set_page_label(4, 4, style=PageLabelStyle.DECIMAL, prefix="A-", start=3)

    document = read(rewritten(data, label), "rapport.pdf")
    places = [(s.locator.page, s.locator.page_label) for s in document.sections]
    assert places == [(1, "i"), (2, "ii"), (3, "1"), (4, "2"), (5, "A-3")]
    assert document.paged
    assert "blad 5" in document.pages()[5]


def test_a_file_without_labels_has_none() -> None:
    document = read(drawn(written(SENTENCES[0])), "rapport.pdf")
    assert document.sections[0].locator.page_label is None


def test_two_columns_are_read_one_after_the_other_and_broken_words_are_mended() -> None:
    left = written("Die Digitalisie-", "rung beginnt mit einer Bestandsauf-", "nahme im Betrieb.")
    right = written("Danach folgt der MKB-", "Scan der Hochschule.", left=320)
    text = read(drawn(both(left, right)), "spalten.pdf").pages()[1]
    assert "Die Digitalisierung beginnt mit einer Bestandsaufnahme im Betrieb." in text
    assert "Danach folgt der MKB-Scan der Hochschule." in text
    assert text.index("Betrieb") < text.index("Danach")


def test_rows_of_a_table_stay_rows_and_a_wrapped_cell_stays_with_its_row() -> None:
    def rows(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, cells in enumerate(
            [
                ("Regeling van het Rijk", "Wat je krijgt"),
                ("Slimme Industrie", "Een adviseur die langskomt op de werkvloer en"),
                ("", "meekijkt."),
                ("Subsidie scholing", "Een bijdrage in de kosten van een opleiding"),
            ]
        ):
            canvas.drawString(60, 700 - 12 * row, cells[0])
            canvas.drawString(240, 700 - 12 * row, cells[1])

    assert read(drawn(rows), "a.pdf").pages()[1] == (
        "Regeling van het Rijk Wat je krijgt\n"
        "Slimme Industrie Een adviseur die langskomt op de werkvloer en meekijkt.\n"
        "Subsidie scholing Een bijdrage in de kosten van een opleiding"
    )


def test_umlauts_survive() -> None:
    text = read(drawn(written("Fördermöglichkeiten für Betriebe: Größe zählt.")), "a.pdf").pages()[
        1
    ]
    assert text == "Fördermöglichkeiten für Betriebe: Größe zählt."


def test_outline_titles_cut_a_page_where_they_stand() -> None:
    lines = written("Inleiding vooraf.", "Stap 1", SENTENCES[0], "Stap 2", SENTENCES[1])

    def mark(writer: PdfWriter) -> None:
        chapter = writer.add_outline_item(title="Het stappenplan", page_number=0)
        writer.add_outline_item(title="Stap 1", page_number=0, parent=chapter)
        writer.add_outline_item(title="Stap 2", page_number=0, parent=chapter)

    data = rewritten(drawn(lines, written("Vervolg van de tekst.")), mark)
    found = [(s.locator.page, s.locator.headings) for s in read(data, "a.pdf").sections]
    assert found == [
        (1, ("Het stappenplan",)),
        (1, ("Het stappenplan", "Stap 1")),
        (1, ("Het stappenplan", "Stap 2")),
        (2, ("Het stappenplan", "Stap 2")),
    ]


def test_title_author_date_and_language_come_from_the_file_or_its_text() -> None:
    def describe(writer: PdfWriter) -> None:
        writer.add_metadata(
            {"/Title": "Slim maken", "/Author": "Oost NL", "/CreationDate": "D:20250310120000Z"}
        )

    metadata = read(rewritten(drawn(written(*SENTENCES)), describe), "a.pdf").metadata
    assert (metadata.title, metadata.publisher) == ("Slim maken", "Oost NL")
    assert (metadata.published, metadata.language) == ("2025-03-10", "nl")


def test_the_largest_line_is_the_title_where_the_file_names_none() -> None:
    def cover(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 24)
        canvas.drawString(60, 760, "Robots in het atelier")
        written(*SENTENCES)(canvas)

    assert read(drawn(cover), "scan_0012.pdf").metadata.title == "Robots in het atelier"


def test_running_heads_disappear_from_every_page() -> None:
    pages = [
        both(written(f"Zin nummer {n} van dit rapport."), written(f"Rapport | {n}", top=20))
        for n in range(1, 5)
    ]
    texts = read(drawn(*pages), "a.pdf").pages()
    assert texts == {n: f"Zin nummer {n} van dit rapport." for n in range(1, 5)}


def test_a_file_with_a_password_says_so() -> None:
    locked = rewritten(drawn(written(*SENTENCES)), lambda writer: writer.encrypt("geheim"))
    with pytest.raises(EncryptedError, match="password"):
        read(locked, "a.pdf")


def test_a_file_that_only_forbids_changes_is_read() -> None:
    limited = rewritten(
        drawn(written(*SENTENCES)),
        lambda writer: writer.encrypt("", owner_password="baas", algorithm="AES-256"),
    )
    assert SENTENCES[0] in read(limited, "a.pdf").pages()[1]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF-1.7\nThis is no PDF\n%%EOF", BrokenError),
        (b"only words", BrokenError),
        (drawn(lambda canvas: None), EmptyError),
        (drawn(picture, picture), ScannedError),
    ],
)
def test_a_file_without_readable_text_ends_in_the_error_that_says_why(
    data: bytes, error: type[ReadError]
) -> None:
    with pytest.raises(error, match=r"^mijn\.pdf: .+ .+"):
        read(data, "mijn.pdf")


def test_a_truncated_file_ends_in_text_or_an_error_of_ours() -> None:
    whole = drawn(written(*SENTENCES))
    for length in range(0, len(whole), 97):
        try:
            read(whole[:length], "a.pdf")
        except ReadError as error:
            assert "a.pdf" in str(error)


def test_a_picture_among_pages_of_text_stays_as_an_empty_page_with_a_warning() -> None:
    document = read(drawn(written(*SENTENCES), picture, written(*SENTENCES)), "a.pdf")
    assert document.pages()[2] == ""
    assert [page for page, text in document.pages().items() if text] == [1, 3]
    assert document.warnings == ("page 2: is a picture without text; run OCR to have it searched",)


def test_a_text_layer_that_is_not_language_is_refused() -> None:
    signs = ["xq zrtk wvbn mplk hgfd trwq zxcv bnmk plkj hgfd qwrt" for _ in range(12)]
    with pytest.raises(GarbledError, match="OCR"):
        read(drawn(written(*signs)), "a.pdf")


@pytest.mark.parametrize(
    "text",
    [
        "Digitalisierungsförderprogramme und Verwaltungsschalen im Maschinenbau. " * 4,
        "De subsidieaanvraag voor innovatieprojecten moet vóór de start binnen zijn. " * 4,
        "1 2 3 4 5 6 7 8 9 10,5 % 20.000 € " * 10,
        "製造業のデジタル化はデータから始まる。まず機械のデータを集めることが大切です。" * 4,
        "التحول الرقمي في الصناعة يبدأ بالبيانات من الآلة " * 4,
    ],
)
def test_real_language_in_any_script_is_no_garbage(text: str) -> None:
    assert not is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "whethertoinstallstableversionsofthesystem " * 10,
        "\ufffd\ue123 a" * 60,
        "abc\u0ba4\u0c05\u0d05\u0e01\u0f40\u10d0" * 20,
    ],
)
def test_lost_spaces_and_broken_font_maps_are_garbage(text: str) -> None:
    assert is_garbled(text)
