from __future__ import annotations

from datetime import date

import pytest

from ingest.errors import BrokenError
from ingest.readers.record import PUBLISHER, read

ENTRY = """schema: 1
id: rvo-wbso
kind: grant
type: funding scheme
name: WBSO (RVO)
aliases: [WBSO]
not_to_be_confused_with: []
does:
  nl: De WBSO verlaagt de loonkosten.
  de: Die WBSO senkt Lohnkosten.
  en: The WBSO lowers wage costs.
topics: [finance]
activities: [funding]
country: [NL]
region: [NL]
languages: [nl]
address: https://example.org/wbso
seen_on: 2026-02-19
evidence: [https://example.org/bewijs]
evidence_grade: own_page
status: confirmed
valid_from: 2026-01-01
valid_until: 2026-12-31
apply_before_start: true
note: null
statements:
  - nl: Vraag de WBSO vooraf aan.
    de: Beantragen Sie die WBSO vorher.
    en: Apply for the WBSO beforehand.
    source: https://example.org/aanvragen
    seen_on: "2026"
"""

URI = "resources/rvo-wbso.yaml"


def test_each_language_gets_its_description_and_its_statements() -> None:
    document = read(ENTRY.encode(), URI)
    assert [(s.language, s.text) for s in document.sections] == [
        ("nl", "WBSO (RVO). De WBSO verlaagt de loonkosten."),
        ("nl", "Vraag de WBSO vooraf aan."),
        ("de", "WBSO (RVO). Die WBSO senkt Lohnkosten."),
        ("de", "Beantragen Sie die WBSO vorher."),
        ("en", "WBSO (RVO). The WBSO lowers wage costs."),
        ("en", "Apply for the WBSO beforehand."),
    ]


def test_the_record_keeps_dates_addresses_and_conditions() -> None:
    document = read(ENTRY.encode(), URI)
    record = document.record
    assert record is not None
    assert (record.valid_until, record.apply_before_start) == (date(2026, 12, 31), True)
    assert (record.seen_on, record.statements[0].seen_on) == ("2026-02-19", "2026")
    assert record.aliases == ("WBSO",)
    assert document.metadata.publisher == PUBLISHER
    assert document.metadata.url == "https://example.org/wbso"
    assert document.metadata.published == "2026-02-19"


def test_without_an_address_the_first_evidence_page_is_the_link() -> None:
    entry = ENTRY.replace("address: https://example.org/wbso", "address: null")
    assert read(entry.encode(), URI).metadata.url == "https://example.org/bewijs"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("status: confirmed", "status: open", r"field status: .*'confirmed', 'unconfirmed'"),
        ("kind: grant", "kind: subsidy", r"field kind: must be 'organisation', 'programme'"),
        ("seen_on: 2026-02-19", "seen_on: 19-02-2026", "field seen_on"),
        ("    source: https://example.org/aanvragen\n", "", r"statements\[0\]\.source is missing"),
        ("  de: Die WBSO senkt Lohnkosten.\n", "", r"field does\.de is missing; add it"),
        ("topics:", "topic:", r"field topic is unknown; .*topics"),
        ("id: rvo-wbso", "id: wbso", "must equal the file name 'rvo-wbso'"),
        ("valid_until: 2026-12-31", "valid_until: 2025-12-31", "valid_until lies before"),
        ("name: WBSO (RVO)", "name: WBSO: RVO", r"line 5: is not YAML"),
        ("[funding]", "[subsidie]", r"field activities\[0\]"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_field_and_what_is_allowed(
    old: str, new: str, told: str
) -> None:
    assert old in ENTRY
    with pytest.raises(BrokenError, match=told) as caught:
        read(ENTRY.replace(old, new).encode(), URI)
    assert str(caught.value).startswith(URI)


def test_a_list_is_no_entry() -> None:
    with pytest.raises(BrokenError, match="holds no fields"):
        read(b"- schema: 1\n", URI)
