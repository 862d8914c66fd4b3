from __future__ import annotations

import pytest

from bot.answering.quoting import locate


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("Begin klein.", "Eerst dit. Begin klein.", "Begin klein."),
        ("Begin klein.", "Begin\n  klein.", "Begin\n  klein."),
        ("Begin  klein.", "Begin klein.", "Begin klein."),
        ("Fertigungsbetrieb", "ein Fertigungs-\nbetrieb heute", "Fertigungs-\nbetrieb"),
        ("3D-printen helpt", "3D-\nprinten helpt", "3D-\nprinten helpt"),
        ("Betrieb", "Be\u00adtrieb", "Be\u00adtrieb"),
    ],
)
def test_a_quote_is_found_over_line_ends_and_given_as_it_stands(
    quote: str, text: str, found: str
) -> None:
    place = locate(quote, text)
    assert place is not None
    assert text[slice(*place)] == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("000 euro", "Het kost 30.000 euro."),
        ("25", "Het was 2025."),
        ("open", "Het is heropend."),
        ("begin klein.", "Begin klein."),
        ("Begin klein", "Begin heel klein"),
        (" ", "Begin klein"),
    ],
    ids=["half a number", "part of a year", "part of a word", "other case", "a word left out", ""],
)
def test_nothing_fuzzier_is_a_quote(quote: str, text: str) -> None:
    assert locate(quote, text) is None
