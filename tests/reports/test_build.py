"""The reports of corpus/reports are what their texts say, on pages one can cite."""

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "corpus" / "reports"
LANGUAGES = {
    "werkboek-slimme-fabriek.pdf": "nl",
    "leitfaden-vernetzte-fertigung.pdf": "de",
    "cross-border-smart-industry.pdf": "en",
}
names = pytest.mark.parametrize("name", LANGUAGES)


def page_texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def producer(path: Path) -> str | None:
    metadata = PdfReader(path).metadata
    return metadata.producer if metadata else None


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reports")
    script = ROOT / "docs" / "reports" / "build.py"
    subprocess.run([sys.executable, str(script), "--out", str(out)], check=True)
    return out


@names
def test_a_rebuild_gives_the_committed_report(rebuilt: Path, name: str) -> None:
    made, committed = rebuilt / name, REPORTS / name
    if producer(made) == producer(committed):
        assert made.read_bytes() == committed.read_bytes()
    else:
        assert page_texts(made) == page_texts(committed)


@names
def test_pages_are_labelled_roman_then_arabic_then_annex(name: str) -> None:
    labels = PdfReader(REPORTS / name).page_labels
    front = labels.index("1")
    annex = labels.index("A-1")
    assert labels[:3] == ["i", "ii", "iii"]
    assert labels[front:annex] == [str(n) for n in range(1, annex - front + 1)]
    assert labels[annex:] == [f"A-{n}" for n in range(1, len(labels) - annex + 1)]


@names
def test_every_page_prints_its_own_label(name: str) -> None:
    labels = PdfReader(REPORTS / name).page_labels
    printed = [text.split()[-1] for text in page_texts(REPORTS / name)]
    assert printed == labels


@names
def test_a_report_has_twelve_pages_and_3500_words(name: str) -> None:
    texts = page_texts(REPORTS / name)
    assert len(texts) >= 12
    assert sum(len(text.split()) for text in texts) >= 3500
    assert max(len(text.split()) for text in texts) <= 480


@names
def test_headings_stand_in_the_outline_and_on_their_page(name: str) -> None:
    reader = PdfReader(REPORTS / name)
    texts = page_texts(REPORTS / name)
    chapters = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert len(chapters) >= 10
    for chapter in chapters:
        page = reader.get_destination_page_number(chapter)
        assert page is not None
        assert " ".join(str(chapter.title).split()) in " ".join(texts[page].split())


@names
def test_a_report_names_title_publisher_and_language(name: str) -> None:
    reader = PdfReader(REPORTS / name)
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.author == "Wegwijzer"
    assert reader.metadata.subject
    assert str(reader.root_object["/Lang"]) == LANGUAGES[name]


@names
def test_text_comes_out_clean(name: str) -> None:
    text = "".join(page_texts(REPORTS / name))
    assert "\xad" not in text
    assert "\ufffd" not in text
    assert "¬" not in text


def test_the_german_body_reads_column_by_column() -> None:
    text = page_texts(REPORTS / "leitfaden-vernetzte-fertigung.pdf")[4]
    headings = [f"Schritt {n}:" for n in (1, 2, 3, 4)]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_the_german_body_hyphenates_at_line_ends() -> None:
    reader = PdfReader(REPORTS / "leitfaden-vernetzte-fertigung.pdf")
    body = "\n".join(page.extract_text() for page in reader.pages[4:12])
    assert sum(line.endswith("-") for line in body.splitlines()) >= 5


@names
def test_a_report_is_small_and_embeds_its_fonts(name: str) -> None:
    path = REPORTS / name
    assert path.stat().st_size < 300_000
    fonts: set[str] = set()
    for page in PdfReader(path).pages:
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        listed = resources["/Font"].get_object()
        assert isinstance(listed, DictionaryObject)
        fonts |= {str(font.get_object()["/BaseFont"]) for font in listed.values()}
    # The typesetter lists Helvetica on every page without using it; a subset's name has a plus.
    assert all("+" in font for font in fonts - {"/Helvetica"})
