from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import passages_of
from ingest.documents import Document, Language, Locator, Metadata, Record, Section

MOST = 60
ADVICE = "Meet twee weken lang hoe vaak de machine stilstaat en waarom dat zo is."
RAT = "Messen Sie zwei Wochen lang, wie oft und warum die Maschine im Betrieb stillsteht."


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def letters(texts: Sequence[str]) -> list[int]:
    return [len("".join(text.split())) for text in texts]


def document(*sections: Section, language: Language | None = "nl", **given: object) -> Document:
    return Document(
        uri="guides/a.md", format="markdown", digest="0", sections=sections,
        metadata=Metadata(title="Gids", language=language), **given,  # type: ignore[arg-type]  # fields by name
    )  # fmt: skip


def section(text: str, page: int = 1, *headings: str) -> Section:
    return Section(text=text, locator=Locator(page=page, headings=headings))


def texts_of(*sections: Section, most: int = 220) -> list[str]:
    return [passage.text for passage in passages_of(document(*sections), words, most)]


PARTS = st.text(alphabet="ab .:!?-•1\n\t\u00a0é", max_size=120)
SECTIONS = st.builds(
    lambda text, page, heading: section(f"{heading}\n\n{text}" if heading else text, page, heading),
    PARTS, st.integers(1, 3), st.sampled_from(["", "Kop", "ab"]),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(SECTIONS, max_size=6), st.sampled_from([words, letters]), st.integers(1, 30))
def test_a_passage_stands_where_it_says_and_fits(
    sections: list[Section], count: object, most: int
) -> None:
    assert callable(count)
    made = document(*sections)
    pages = made.pages()
    for passage in passages_of(made, count, most):
        page = pages[passage.locator.page]
        assert page[passage.offset : passage.offset + len(passage.text)] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert count([passage.text])[0] <= most


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=5), st.integers(1, 30))
def test_no_word_is_lost_or_said_twice(parts: list[str], most: int) -> None:
    made = document(*(section(part) for part in parts))
    said = "".join(p.text for p in passages_of(made, letters, most))
    assert "".join(said.split()) == "".join("".join(parts).split())


def test_a_passage_never_crosses_a_page_or_a_heading() -> None:
    parts = section("Zaag eerst.", 1, "A"), section("Las daarna.", 1, "B"), section("Verf.", 2, "B")
    passages = passages_of(document(*parts, paged=True), words)
    assert [(p.text, p.locator.page, p.offset) for p in passages] == [
        ("Zaag eerst.", 1, 0), ("Las daarna.", 1, 13), ("Verf.", 2, 0),
    ]  # fmt: skip


def test_the_headings_stand_in_the_locator_only() -> None:
    made = document(section(f"Gids\n\nStap 1: meten\n\n{ADVICE}", 1, "Gids", "Stap 1:  Meten"))
    (passage,) = passages_of(made, words)
    assert passage.text == ADVICE
    assert passage.locator.headings == ("Gids", "Stap 1:  Meten")
    assert passage.offset == len("Gids\n\nStap 1: meten\n\n")


def test_sections_without_a_body_give_nothing() -> None:
    assert texts_of(section(""), section("Kop", 1, "Kop"), section(" \n\n ")) == []


def test_a_short_section_stays_in_one_piece() -> None:
    text = "\n\n".join([ADVICE] * 4)
    assert texts_of(section(text)) == [text]


def test_a_long_section_is_cut_between_sentences_into_like_parts() -> None:
    parts = texts_of(section(" ".join([ADVICE] * 25)))
    assert len(parts) == 3
    assert all(part.endswith("is.") and part.startswith("Meet") for part in parts)
    assert all(90 <= len(part.split()) <= 140 for part in parts)


def test_a_cut_falls_at_the_end_of_a_paragraph_where_one_is_near() -> None:
    first, second = " ".join([ADVICE] * 7), " ".join([ADVICE] * 9)
    assert texts_of(section(f"{first}\n\n{second}")) == [first, second]


def test_a_sentence_without_end_is_cut_at_a_word() -> None:
    parts = texts_of(section("woord " * 150), most=MOST)
    assert words(parts) == [60, 60, 30]
    assert sum(words(parts)) == 150 and set(" ".join(parts).split()) == {"woord"}


def test_a_word_without_end_is_cut_too() -> None:
    parts = passages_of(document(section("x" * 500)), letters, MOST)
    assert "".join(part.text for part in parts) == "x" * 500
    assert max(letters([part.text for part in parts])) <= MOST


def test_a_list_stays_with_the_line_that_leads_into_it() -> None:
    before = " ".join([ADVICE] * 8)
    items = "\n".join(f"- {ADVICE}" for _ in range(5))
    parts = texts_of(section(f"{before}\n\nDit heeft u nodig:\n\n{items}"))
    assert parts == [before, f"Dit heeft u nodig:\n\n{items}"]


def test_a_list_too_long_for_one_passage_keeps_its_lead_in_with_the_first_item() -> None:
    items = "\n".join(f"- {ADVICE}" for _ in range(20))
    parts = texts_of(section(f"Dit heeft u nodig:\n{items}"))
    assert len(parts) > 1
    assert parts[0].startswith(f"Dit heeft u nodig:\n- {ADVICE}")
    assert all(part.startswith("- ") and part.endswith(".") for part in parts[1:])


def test_a_tiny_leftover_joins_its_neighbour() -> None:
    text = " ".join([ADVICE] * 10)
    assert texts_of(section(f"{text}\n\nBron: Link Magazine, 2021.")) == [
        f"{text}\n\nBron: Link Magazine, 2021."
    ]


def test_each_passage_is_in_its_own_language() -> None:
    long_dutch, long_german = " ".join([ADVICE] * 9), " ".join([RAT] * 8)
    made = document(section(f"{long_dutch}\n\n{long_german}"))
    assert [p.language for p in passages_of(made, words)] == ["nl", "de"]


def test_a_section_that_knows_its_language_is_believed() -> None:
    told = Section(text=ADVICE, language="en")
    assert [p.language for p in passages_of(document(told), words)] == ["en"]


def test_a_few_words_are_in_the_language_of_the_document() -> None:
    names = section("Fraunhofer Institut Dortmund")
    assert [p.language for p in passages_of(document(names), words)] == ["nl"]
    german = document(section(RAT * 3, 1, "A"), names, language=None)
    assert [p.language for p in passages_of(german, words)] == ["de", "de"]


def test_a_passage_knows_its_document() -> None:
    record = Record(id="boost", kind="organisation", type="hub", name="BOOST", does={})
    made = document(section(ADVICE), record=record, paged=True)
    (passage,) = passages_of(made, words)
    assert (passage.document_id, passage.uri, passage.metadata) == (
        made.id,
        made.uri,
        made.metadata,
    )
    assert (passage.record_id, passage.paged) == ("boost", True)
