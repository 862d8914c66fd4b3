from __future__ import annotations

import pytest

from ingest.errors import BrokenError
from ingest.readers.text import decode, read

TEXT = "Fördermittel für Größe und Maß: 25 %. Eén café in Zürich, ça va. " * 5


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_every_common_encoding_gives_the_same_words(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


def test_a_short_text_in_windows_letters_is_read_as_such() -> None:
    assert decode("€ 5 für Öl".encode("cp1252"), "a.txt") == "€ 5 für Öl"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BrokenError, match="is not text"):
        read(b"\x00\x01\x02\x03\xff\xfe" * 30, "a.txt")


def test_a_table_of_values_keeps_its_lines() -> None:
    text = "naam;plaats\nOost NL;Apeldoorn\nzenit;Mülheim an der Ruhr\n"
    assert read(text.encode(), "lijst.csv").pages()[1] == text.strip()
