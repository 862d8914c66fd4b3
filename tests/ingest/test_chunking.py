from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunking import PASSAGE_TOKENS, passages_of
from ingest.documents import Document, Locator, Metadata, Section


def words(texts: Sequence[str]) -> list[int]:
    """Two tokens a word: coarse, but it adds up like word pieces do."""
    return [2 * len(text.split()) for text in texts]


def document(*sections: Section) -> Document:
    return Document(
        uri="guides/a.md",
        format="markdown",
        digest="0",
        metadata=Metadata(title="Gids", language="nl"),
        sections=sections,
    )


def section(text: str, page: int = 1) -> Section:
    return Section(text=text, locator=Locator(page=page), language="nl")


SENTENCE = "Meet twee weken lang hoe het nu gaat in de gekozen ploeg. "

TEXTS = st.lists(
    st.sampled_from(
        [
            SENTENCE,
            SENTENCE * 4,
            "Kop\n\n",
            "Doe dit:\n",
            "- een item\n",
            "\n\n",
            "x" * 90 + " ",
            "Nee! ",
        ]
    ),
    min_size=1,
    max_size=40,
).map("".join)


@given(st.lists(st.tuples(TEXTS, st.integers(1, 3)), min_size=1, max_size=5))
def test_a_passage_stands_at_its_offset_in_the_text_of_its_page(
    parts: list[tuple[str, int]],
) -> None:
    made = document(*(section(text, page) for text, page in parts))
    pages = made.pages()
    for passage in passages_of(made, words):
        page = pages[passage.locator.page]
        assert page[passage.offset : passage.offset + len(passage.text)] == passage.text


@given(TEXTS)
def test_no_passage_has_more_tokens_than_allowed_and_no_word_is_lost(text: str) -> None:
    passages = passages_of(document(section(text)), words)
    assert all(tokens <= PASSAGE_TOKENS for tokens in words([p.text for p in passages]))
    kept = "".join("".join(passage.text.split()) for passage in passages)
    assert kept == "".join(text.split())


def test_a_passage_never_crosses_a_page_or_a_section() -> None:
    passages = passages_of(
        document(section("Een.", 1), section("Twee.", 1), section("Drie.", 2)), words
    )
    assert [(p.text, p.locator.page, p.offset) for p in passages] == [
        ("Een.", 1, 0),
        ("Twee.", 1, 6),
        ("Drie.", 2, 0),
    ]


def test_passages_end_where_sentences_end() -> None:
    passages = passages_of(document(section(SENTENCE * 30)), words)
    assert len(passages) > 2
    assert all(passage.text.endswith("ploeg.") for passage in passages)
    assert all(60 <= len(passage.text.split()) <= 110 for passage in passages[:-1])


def test_a_list_keeps_its_lead_in() -> None:
    items = "".join(f"- punt {number} met nog wat woorden erbij\n" for number in range(8))
    passages = passages_of(document(section(SENTENCE * 6 + "\n\nDoe dit:\n" + items)), words)
    assert [p.text for p in passages if "Doe dit:" in p.text] == [("Doe dit:\n" + items).strip()]


def test_a_heading_is_not_left_at_the_end_of_a_passage() -> None:
    text = "Kop een\n\n" + SENTENCE * 9 + "\n\nKop twee\n\n" + SENTENCE * 5
    passages = passages_of(document(section(text)), words)
    assert len(passages) > 1
    assert not any(passage.text.endswith(("Kop een", "Kop twee")) for passage in passages)


def test_a_tiny_rest_joins_the_passage_before_it() -> None:
    def cheap(texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    (passage,) = passages_of(document(section(SENTENCE * 10 + "Dat is het.")), cheap)
    assert passage.text.endswith("ploeg. Dat is het.")


def test_a_table_row_beyond_the_cap_is_cut_between_words() -> None:
    passages = passages_of(document(section("cel " * 300)), words)
    assert [len(p.text.split()) for p in passages] == [110, 110, 80]


def test_the_language_of_a_section_wins_over_what_the_words_look_like() -> None:
    text = "Wir messen zwei Wochen lang, wie viel Zeit die Suche nach Zeichnungen kostet."
    (kept,) = passages_of(document(section(text)), words)
    (seen,) = passages_of(document(Section(text=text)), words)
    assert (kept.language, seen.language) == ("nl", "de")


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_a_section_without_words_gives_no_passage(text: str) -> None:
    assert passages_of(document(section(text)), words) == ()
