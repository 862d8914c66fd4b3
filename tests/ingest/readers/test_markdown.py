from __future__ import annotations

from datetime import date

import pytest

from ingest.errors import EmptyError
from ingest.readers.markdown import plain, read

GUIDE = """---
title: Begin klein
subject: begin-klein
phase: small_win
language: nl
publisher: Wegwijzer
published: 2026-11-24
review_by: 2027-05-24
licence: CC-BY-4.0
region: [Overijssel, Gelderland, NRW]
audience: [entrepreneur]
topics: [AI, IoT]
---
# Begin klein
Een korte inleiding
over twee regels.

## Stap 1: meet
Meet **één week** lang de stilstand van [de freesmachine](https://example.org/a_(b)).

- eerste punt
  dat doorloopt
- tweede punt

Bron: [RVO](https://www.rvo.nl/x), gezien 2026.
"""


def test_front_matter_becomes_metadata() -> None:
    metadata = read(GUIDE.encode(), "guides/begin-klein.nl.md").metadata
    assert (metadata.title, metadata.phase, metadata.language) == ("Begin klein", "small_win", "nl")
    assert (metadata.publisher, metadata.published) == ("Wegwijzer", "2026-11-24")
    assert metadata.review_by == date(2027, 5, 24)
    assert metadata.region == ("Overijssel", "Gelderland", "NRW")
    assert (metadata.topics, metadata.licence) == (("AI", "IoT"), "CC-BY-4.0")


def test_headings_become_locators_and_markup_goes() -> None:
    first, second = read(GUIDE.encode(), "a.md").sections
    assert first.locator.headings == ("Begin klein",)
    assert first.text == "Begin klein\n\nEen korte inleiding over twee regels."
    assert second.locator.headings == ("Begin klein", "Stap 1: meet")
    assert second.text == (
        "Stap 1: meet\n\nMeet één week lang de stilstand van de freesmachine.\n\n"
        "- eerste punt dat doorloopt\n- tweede punt\n\nBron: RVO, gezien 2026."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_umlauts_survive_every_common_encoding(encoding: str) -> None:
    text = "# Förderung\r\n\r\nPrüfen Sie die Größe Ihres Betriebs.\r\n"
    document = read(text.encode(encoding), "a.md")
    assert document.pages()[1] == "Förderung\n\nPrüfen Sie die Größe Ihres Betriebs."
    assert document.metadata.language == "de"


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("een *nadruk* en __sterk__", "een nadruk en sterk"),
        ("snake_case_name blijft", "snake_case_name blijft"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("`a*b*c` is code", "a*b*c is code"),
        (r"geen \*nadruk\*", "geen *nadruk*"),
        ("![foto](x.png) en <b>vet</b> &amp; meer", "foto en vet & meer"),
        ("prijs < 5 en > 3", "prijs < 5 en > 3"),
        ("een noot[^1].", "een noot."),
    ],
)
def test_inline_markup_leaves_the_words(marked: str, words: str) -> None:
    assert plain(marked) == words


def test_a_table_becomes_labelled_rows_and_a_list_in_it_none() -> None:
    text = "| Regeling | Land |\n|---|:--:|\n| WBSO | NL |\n| ZIM | DE |\n"
    assert read(text.encode(), "a.md").pages()[1] == (
        "Regeling: WBSO; Land: NL\nRegeling: ZIM; Land: DE"
    )


def test_code_is_kept_as_it_stands_and_comments_are_left_out() -> None:
    text = "<!-- geheim -->\n```\n# geen kop\n```\nEinde\n===\nTekst."
    document = read(text.encode(), "a.md")
    assert document.pages()[1] == "# geen kop\n\nEinde\n\nTekst."
    assert document.sections[-1].locator.headings == ("Einde",)


@pytest.mark.parametrize(
    ("front", "warning"),
    [
        ("title: [unclosed", "is not YAML"),
        ("review_by: volgend jaar", "review_by is 'volgend jaar'"),
        ("language: fr", "language is 'fr'; allowed are nl, de, en"),
    ],
)
def test_wrong_front_matter_gives_a_warning_and_the_text(front: str, warning: str) -> None:
    document = read(f"---\n{front}\n---\nDe tekst blijft staan.\n".encode(), "a.md")
    assert document.pages()[1] == "De tekst blijft staan."
    assert warning in document.warnings[0]


def test_front_matter_alone_is_no_document() -> None:
    with pytest.raises(EmptyError):
        read(b"---\ntitle: Leeg\n---\n", "a.md")
