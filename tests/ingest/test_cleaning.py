from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import (
    Line,
    join_lines,
    normalise,
    paragraphs,
    table_lines,
    unwrap,
    vocabulary,
    without_running_lines,
)

NONE: Counter[str] = Counter()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Zerti\ufb01zierung", "Zertifizierung"),
        ("a\u0308ndern", "ändern"),
        ("Digi\u00adtali\u00adsierung", "Digitalisierung"),
        ("€\u00a025.000", "€ 25.000"),
        ("co\u200bbot\ufeff", "cobot"),
        ("regel één\r\nregel twee \r\n", "regel één\nregel twee"),
        ("\uf0b7 eerste punt", "• eerste punt"),
        ("m² and ½ stay", "m² and ½ stay"),
    ],
)
def test_characters_are_normalised_without_changing_words(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("die Her-", "ausforderung", "die Herausforderung"),
        ("een sub\u2010", "sidie aanvragen", "een subsidie aanvragen"),
        ("het MKB-", "bedrijf", "het MKB-bedrijf"),
        ("de NIS2-", "richtlijn", "de NIS2-richtlijn"),
        ("der Ein-", "und Verkauf", "der Ein- und Verkauf"),
        ("wet-", "en regelgeving", "wet- en regelgeving"),
        ("das e-", "commerce", "das e-commerce"),
        ("Oost-", "Nederland", "Oost-Nederland"),
        ("zo goed als -", "niets", "zo goed als - niets"),
        ("van begin", "tot eind", "van begin tot eind"),
        ("FÖRDER-", "PROGRAMM", "FÖRDERPROGRAMM"),
    ],
)
def test_a_word_over_two_lines_becomes_one_and_a_real_hyphen_stays(
    first: str, second: str, joined: str
) -> None:
    assert join_lines(first, second, NONE) == joined


def test_the_rest_of_the_document_decides_about_a_doubtful_hyphen() -> None:
    words = vocabulary(["dit is een hoog-risico systeem volgens de wet"])
    assert join_lines("bij hoog-", "risico systemen", words) == "bij hoog-risico systemen"
    assert join_lines("bij hoog-", "risico systemen", NONE) == "bij hoogrisico systemen"


def page_lines(*texts: str, size: float = 10.0, width: float = 400.0) -> list[Line]:
    """Lines under each other that all reach the right edge, except a last line of a paragraph."""
    return [
        Line(text=text, left=50, right=50 + (width if len(text) > 30 else 5 * len(text)),
             bottom=700 - 12 * row, top=710 - 12 * row, size=size)
        for row, text in enumerate(texts)
    ]  # fmt: skip


def test_lines_of_a_paragraph_are_joined_and_a_short_last_line_ends_it() -> None:
    lines = page_lines(
        "Loop één order van offerte tot factuur na en noteer",
        "waar iemand overtypt.",
        "Kies daarna de stap die de meeste tijd kost en begin",
        "daar met meten.",
    )
    assert paragraphs(lines, NONE) == (
        "Loop één order van offerte tot factuur na en noteer waar iemand overtypt.\n\n"
        "Kies daarna de stap die de meeste tijd kost en begin daar met meten."
    )


def test_list_items_keep_their_lines_and_their_continuation() -> None:
    lines = page_lines(
        "• Prüfen Sie zuerst, welche Daten die Maschine schon",
        "liefert",
        "• Messen Sie eine Woche lang den Stillstand der Anlage",
    )
    assert paragraphs(lines, NONE) == (
        "• Prüfen Sie zuerst, welche Daten die Maschine schon liefert\n"
        "• Messen Sie eine Woche lang den Stillstand der Anlage"
    )


def test_a_date_at_the_start_of_a_line_is_no_list_item() -> None:
    lines = page_lines("Die neue Verordnung gilt in allen Betrieben ab dem", "1. Januar 2027 ohne")
    assert paragraphs(lines, NONE).endswith("ab dem 1. Januar 2027 ohne")


def test_a_wider_gap_or_another_type_size_starts_a_paragraph() -> None:
    heading = Line(text="Wat is een cobot", left=50, right=140, bottom=724, top=740, size=16)
    lines = [heading, *page_lines("Een cobot is een robotarm die naast mensen werkt")]
    assert paragraphs(lines, NONE).startswith("Wat is een cobot\n\nEen cobot")


def test_table_rows_keep_their_lines() -> None:
    lines = page_lines("Lager A 500 h", "Lager B 800 h", "Dit is een lange regel die de kolom vult")
    assert paragraphs(lines, NONE).startswith("Lager A 500 h\nLager B 800 h\n")


def edge(text: str) -> Line:
    return Line(text=text, bottom=20, top=30, right=100, size=8, at_edge=True)


def body(text: str) -> Line:
    return Line(text=text, bottom=400, top=410, right=100, size=10)


def test_running_feet_with_counting_page_numbers_disappear() -> None:
    pages = [[body(f"Tekst {n}."), edge(f"Jaarverslag 2025 | {n + 4}")] for n in range(1, 6)]
    assert [[line.text for line in page] for page in without_running_lines(pages)] == [
        [f"Tekst {n}."] for n in range(1, 6)
    ]


def test_a_repeated_line_in_the_body_stays() -> None:
    pages = [[body("Let op: vraag aan vóór de start."), body(f"p{n}")] for n in range(1, 6)]
    assert without_running_lines(pages) == pages


def test_headings_that_count_steps_at_the_page_top_stay() -> None:
    pages = [[edge(f"Stap {n}"), body("Doe dit.")] for n in range(1, 5)]
    assert without_running_lines(pages) == pages


def test_a_printed_label_at_the_edge_disappears_and_another_number_stays() -> None:
    pages = [[body("Vorwort"), edge("iv")], [body("Zahlen"), edge("1750")]]
    kept = without_running_lines(pages, ["iv", "v"])
    assert [[line.text for line in page] for page in kept] == [["Vorwort"], ["Zahlen", "1750"]]


def test_a_running_head_with_changing_chapter_and_a_foot_with_roman_label_disappear() -> None:
    chapters = ["Inhoud", "Machines aansluiten", "Mensen meenemen", "Bijlage"]
    labels = ["iii", "iv", "1", "A-1"]
    pages = [
        [edge(f"Werkboek fabriek {chapter}"), body("Zin."), edge(f"Wegwijzer 2026 {label}")]
        for chapter, label in zip(chapters, labels, strict=True)
    ]
    kept = without_running_lines([[*page, body("Nog een zin.")] for page in pages], labels)
    assert [[line.text for line in page] for page in kept] == [["Zin.", "Nog een zin."]] * 4


def test_lines_of_a_table_of_contents_keep_their_lines() -> None:
    lines = page_lines(
        "1 Van papier naar gegevens op de werkvloer 1", "2 Oude machines aansluiten op het net 12"
    )
    assert paragraphs(lines, NONE).count("\n") == 1


def test_hard_wrapped_plain_text_flows_and_short_lines_stay() -> None:
    text = (
        "De provincie Gelderland helpt maakbedrijven die hun productie\n"
        "willen automatiseren met een adviseur die langskomt op de\n"
        "werkvloer.\n\nNaam: Jansen\nPlaats: Ede"
    )
    assert unwrap(text) == (
        "De provincie Gelderland helpt maakbedrijven die hun productie willen automatiseren "
        "met een adviseur die langskomt op de werkvloer.\n\nNaam: Jansen\nPlaats: Ede"
    )


def test_a_table_row_carries_its_headers() -> None:
    rows = [["Regeling", "Bedrag"], ["WBSO", "36 %"], ["", ""], ["EIA", ""]]
    assert table_lines(rows) == ["Regeling: WBSO; Bedrag: 36 %", "Regeling: EIA"]
