from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.encoder.training.aligning import aligned, anchor_rows, by_key, kept
from ingest.encoder.training.blocks import HOLE, Block, blocks_of, plain
from ingest.encoder.training.formats import commands_of, message, messages_of

ENGLISH = """\
---
title: Post an order
---
# <a name="post-an-order"></a>Post an order

Open the page. Choose the **Post** action.

> [!NOTE]
> You cannot undo this.

## <a name="see-the-entry"></a>See the entry

The entry shows the [amount](entry.md#amount "Amount").

1. Open the list.
2. Choose an entry.

## <a name="print"></a>Print

Choose the printer.
"""
DUTCH = """\
# <a name="post-an-order"></a>Een order boeken

Open de pagina. Kies de actie **Boeken**.

> [!NOTE]
> U kunt dit niet ongedaan maken.

## <a name="see-the-entry"></a>De post bekijken

De post toont het [bedrag](entry.md#amount).

1. Open de lijst.
2. Kies een post.

## <a name="print"></a>Afdrukken

Kies de printer.
"""
GERMAN = """\
# <a name="post-an-order"></a>Einen Auftrag buchen

Öffnen Sie die Seite. Wählen Sie die Aktion **Buchen**.

> [!NOTE]
> Sie können dies nicht rückgängig machen.

## <a name="see-the-entry"></a>Den Posten ansehen

Der Posten zeigt den [Betrag](entry.md#amount).

1. Öffnen Sie die Liste.
2. Wählen Sie einen Posten.

## <a name="print"></a>Drucken

Wählen Sie den Drucker.
"""


def unanchored(page: str) -> list[Block]:
    return [Block(kind=block.kind, text=block.text) for block in blocks_of(page)]


def pairs(english: list[Block], dutch: list[Block]) -> list[tuple[str, str]]:
    return [(row["en"], row["nl"]) for row in aligned({"en": english, "nl": dutch})]


def test_pages_of_the_same_structure_give_a_row_for_each_heading_sentence_and_item() -> None:
    rows = list(
        aligned({"nl": blocks_of(DUTCH), "de": blocks_of(GERMAN), "en": blocks_of(ENGLISH)})
    )
    assert [row["en"] for row in rows] == [
        "Post an order",
        "Open the page.",
        "Choose the Post action.",
        "You cannot undo this.",
        "See the entry",
        "The entry shows the amount.",
        "Open the list.",
        "Choose an entry.",
        "Print",
        "Choose the printer.",
    ]
    assert rows[2] == {
        "nl": "Kies de actie Boeken.",
        "de": "Wählen Sie die Aktion Buchen.",
        "en": "Choose the Post action.",
    }
    assert all(set(row) == {"nl", "de", "en"} for row in rows)


@pytest.mark.parametrize("read", [blocks_of, unanchored])
def test_a_paragraph_missing_in_one_language_shifts_nothing(
    read: Callable[[str], list[Block]],
) -> None:
    without = DUTCH.replace("De post toont het [bedrag](entry.md#amount).\n\n", "")
    assert pairs(read(ENGLISH), read(without)) == [
        ("Post an order", "Een order boeken"),
        ("Open the page.", "Open de pagina."),
        ("Choose the Post action.", "Kies de actie Boeken."),
        ("You cannot undo this.", "U kunt dit niet ongedaan maken."),
        ("See the entry", "De post bekijken"),
        ("Print", "Afdrukken"),
        ("Choose the printer.", "Kies de printer."),
    ]


def test_a_section_incomplete_in_one_language_still_joins_the_other_two() -> None:
    without = DUTCH.replace("2. Kies een post.\n", "")
    rows = aligned({"nl": blocks_of(without), "de": blocks_of(GERMAN), "en": blocks_of(ENGLISH)})
    found = {row["en"]: set(row) for row in rows}
    assert found["Open the list."] == {"de", "en"}
    assert found["See the entry"] == found["Choose the printer."] == {"nl", "de", "en"}


def test_a_section_missing_in_one_language_is_passed_over_by_the_anchors() -> None:
    start, end = DUTCH.index('## <a name="see'), DUTCH.index('## <a name="print')
    without = DUTCH[:start] + DUTCH[end:]
    found = pairs(blocks_of(ENGLISH), blocks_of(without))
    assert found[-2:] == [("Print", "Afdrukken"), ("Choose the printer.", "Kies de printer.")]
    assert "See the entry" not in dict(found)


def test_a_section_missing_without_any_anchors_gives_no_rows_rather_than_guesses() -> None:
    start, end = DUTCH.index('## <a name="see'), DUTCH.index('## <a name="print')
    assert pairs(unanchored(ENGLISH), unanchored(DUTCH[:start] + DUTCH[end:])) == []


def test_english_headings_without_anchors_are_found_by_their_words() -> None:
    start, end = DUTCH.index('## <a name="see'), DUTCH.index('## <a name="print')
    found = pairs(unanchored(ENGLISH), blocks_of(DUTCH[:start] + DUTCH[end:]))
    assert found[-1] == ("Choose the printer.", "Kies de printer.")


def test_text_above_the_first_heading_is_not_taken_for_a_heading() -> None:
    english = unanchored("Applies to all.\n\nRead this first.\n\n# Title\n\nA text.\n")
    dutch = unanchored("Lees dit eerst.\n\n# Titel\n\nEen tekst.\n")
    assert pairs(english, dutch) == [("Title", "Titel"), ("A text.", "Een tekst.")]


def test_a_short_paragraph_cut_otherwise_is_one_row_and_a_long_one_none() -> None:
    english, dutch = "It stops. You start it.", "Hij stopt en u start hem."
    assert pairs(blocks_of(english), blocks_of(dutch)) == [(english, dutch)]
    assert pairs(blocks_of(" ".join([english] * 20)), blocks_of(" ".join([dutch] * 20))) == []


def test_pages_in_one_language_give_no_rows() -> None:
    assert list(aligned({"en": blocks_of(ENGLISH)})) == []
    assert list(aligned({"en": blocks_of(ENGLISH), "nl": []})) == []
    assert list(aligned({})) == []


def test_headings_of_translations_pair_with_the_english_words_of_their_anchors() -> None:
    headings = (
        '# <a name="create-a-quote"></a>Offerte maken\n\n'
        '## <a name="dynamics-365"></a>Dynamics 365\n\n'
        '## <a name="use-includeprod_shortincludesprod_shortmd"></a>Gebruiken\n\n'
        "## Zonder anker\n\n"
        "## Afsluiten {#close-the-year}\n"
    )
    rows = list(anchor_rows({"nl": blocks_of(headings), "en": blocks_of(ENGLISH)}))
    assert rows == [
        {"nl": "Offerte maken", "en": "create a quote"},
        {"nl": "Afsluiten", "en": "close the year"},
    ]


def test_code_tables_pictures_and_addresses_are_no_text() -> None:
    page = """\
# Title

<!-- a remark
over two lines -->
```sql
SELECT 1
```

Choose the ![lamp](media/lamp.png "Lamp") icon, see <https://example.org/x> and `code`.

|Field|Description|
|-----|-----------|
|Name |A name     |

Name | Text
-----|-----
a | b

:::image type="content" source="x.png":::
[help]: https://example.org/help

* one
  goes on
+ two \\> three &amp; **four** with snake_case
"""
    assert [(block.kind, block.text) for block in blocks_of(page)] == [
        ("h1", "Title"),
        ("p", "Choose the icon, see and code."),
        ("li", "one goes on"),
        ("li", "two > three & four with snake_case"),
    ]


def test_the_english_beside_a_translated_sentence_is_left_out() -> None:
    page = (
        '<span data-ttu-id="a-1">Kies de actie.</span><span class="sxs-lookup">'
        '<span data-stu-id="a-1">Choose the action.</span></span>'
    )
    assert [block.text for block in blocks_of(page)] == ["Kies de actie."]


def test_an_included_name_stands_in_the_sentence_and_an_unknown_one_leaves_a_hole() -> None:
    page = "[!INCLUDE [banner](includes/banner.md)]\n\nStart [!INCLUDE[p](includes/p.md)] now.\n"
    known = blocks_of(page, {"includes/p.md": "Business Central"}.get)  # type: ignore[arg-type]
    assert [block.text for block in known] == ["Start Business Central now."]
    assert [block.text for block in blocks_of(page)] == [f"Start {HOLE} now."]


def test_two_spaces_at_the_end_of_a_line_break_it() -> None:
    assert blocks_of("[One](a.md)  \n[Two](b.md)\ntoo\n")[0].text == "One\nTwo too"


def test_emphasis_goes_and_underscores_within_words_stay() -> None:
    assert plain("_one_ **two** a_b __c__ 2 \\* 3") == "one two a_b c 2 * 3"


@pytest.mark.parametrize(
    ("texts", "fit"),
    [
        ({"nl": "Kies  de\nknop", "en": "Choose it"}, {"nl": "Kies de knop", "en": "Choose it"}),
        ({"nl": "Ja", "en": "Yes"}, None),
        ({"nl": "12.5", "en": "Twelve"}, None),
        ({"nl": "Import", "en": "Import"}, None),
        ({"nl": "Map", "en": "A folder"}, None),
        ({"nl": f"Een {HOLE} tekst", "en": "A text"}, None),
        ({"nl": "Import", "de": "Einfuhr", "en": "Import"}, {"de": "Einfuhr", "en": "Import"}),
        (
            {"nl": "Datum", "de": "Datum", "en": "Date"},
            {"nl": "Datum", "de": "Datum", "en": "Date"},
        ),
        ({"nl": "Een zin", "de": "Ein Satz"}, {"nl": "Een zin", "de": "Ein Satz"}),
        ({"nl": "Datum", "de": "Datum"}, None),
    ],
)
def test_a_row_keeps_the_texts_that_may_be_translations(
    texts: dict[str, str], fit: dict[str, str] | None
) -> None:
    assert kept(texts) == fit  # type: ignore[arg-type]  # the keys are languages


def test_keys_join_what_at_least_two_languages_have() -> None:
    rows = by_key({"nl": {"b": "B", "a": "A"}, "en": {"a": "a", "c": "c"}, "de": {"b": "ß"}})
    assert list(rows) == [{"nl": "A", "en": "a"}, {"nl": "B", "de": "ß"}]


def test_what_a_page_says_of_a_command_stands_under_the_command_without_its_placeholders() -> None:
    page = """\
# 7z

> File archiver.
> More information: <https://example.org>.

- [a]dd a `file`:

`7z a {{archive.7z}}`

- List:

`7z l {{archive.7z}}`

- List again:

`7z l {{other.7z}}`
"""
    assert commands_of(page) == {"about 0": "File archiver.", "`7z a {{}}`": "add a file"}


def test_messages_go_over_lines_and_end_at_comments_and_attributes() -> None:
    page = """\
# Comment
-brand = Firefox
title = Get
    { -brand } now

## Group
button =
    .label = Label
    goes on
other = Other
"""
    assert messages_of(page) == {
        "-brand": "Firefox",
        "title": "Get { -brand } now",
        "button": "",
        "other": "Other",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Get { -brand }", "Get Firefox"),
        ('Get { -brand(case: "dative") }s', "Get Firefoxs"),
        ("See <a { $link }>this &amp; that</a>", "See this & that"),
        ("One<br/>Two", "One Two"),
        ('{ "{" }', HOLE),
        ("{ $count } items", f"{HOLE} items"),
        ("With { -unknown }", f"With {HOLE}"),
    ],
)
def test_a_message_is_what_a_person_reads(value: str, text: str) -> None:
    assert message(value, {"-brand": "Firefox"}) == text


def test_a_message_that_chooses_between_forms_is_not_usable() -> None:
    value = "{ $count -> [one] One thing *[other] { $count } things }"
    assert HOLE in message(value, {})
