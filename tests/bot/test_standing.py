from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import ContactStatus
from bot.phrases import day_name, phrase, standing_name
from bot.standing import Reason, contact_of, standing, standing_words, status_card
from ingest.documents import LANGUAGES, Language, Record, RecordKind, RecordStatus, Statement

Builder = Callable[..., Record]
UNKNOWN = {"doubtful", "no_window", "no_end", "no_begin", "never_seen", "stale"}


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ({}, "in_window"),
        ({"valid_until": date(2026, 11, 23)}, "past"),
        ({"status": "ended", "valid_until": date(2026, 1, 1)}, "past"),
        ({"status": "ended"}, "said_ended"),
        ({"valid_from": date(2027, 1, 1), "valid_until": None}, "early"),
        ({"valid_from": date(2026, 12, 1)}, "early_until"),
        ({"valid_from": None}, "no_begin"),
        ({"valid_until": None}, "no_end"),
        ({"valid_from": None, "valid_until": None}, "no_window"),
        ({"status": "unconfirmed"}, "doubtful"),
        ({"seen_on": None}, "never_seen"),
        ({"seen_on": "2024"}, "stale"),
        ({"kind": "programme", "valid_from": date(2027, 1, 1)}, "early_start"),
        ({"kind": "rule", "valid_from": date(2027, 1, 20)}, "early_rule"),
        ({"kind": "rule", "valid_until": None}, "in_force"),
        ({"kind": "programme"}, "confirmed_until"),
        ({"kind": "programme", "status": "unconfirmed"}, "unconfirmed_until"),
        ({"kind": "organisation", "valid_from": None, "valid_until": None}, "confirmed"),
        ({"kind": "organisation", "status": "unconfirmed", "valid_until": None}, "unconfirmed"),
    ],
)
def test_every_way_in_which_a_record_can_stand_has_its_reason(
    given_: dict[str, object], reason: str, a_grant: Builder, today: date
) -> None:
    assert standing(a_grant(**given_), today).reason == reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words_of_its_own(language: Language) -> None:
    words = [standing_name(language, reason, begin="B", end="E") for reason in get_args(Reason)]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "open van 1 januari 2026 tot en met 31 december 2026"),
        ("de", "offen vom 1. Januar 2026 bis einschließlich 31. Dezember 2026"),
        ("en", "open from 1 January 2026 until 31 December 2026"),
    ],
)
def test_an_open_grant_tells_from_when_to_when(
    language: Language, words: str, a_grant: Builder, today: date
) -> None:
    assert standing_words(a_grant(), language, today) == words


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"valid_until": date(2024, 12, 31)}, "gesloten, liep tot en met 31 december 2024"),
        (
            {"valid_from": date(2027, 2, 1), "valid_until": None},
            "nog niet open, opent op 1 februari 2027",
        ),
        (
            {"valid_from": None},
            "eindigt op 31 december 2026, begin onbekend; eerst navragen of dit open is",
        ),
    ],
)
def test_what_is_not_open_tells_since_when_or_from_when(
    given_: dict[str, object], words: str, a_grant: Builder, today: date
) -> None:
    assert standing_words(a_grant(**given_), "nl", today) == words


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(
    today=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    begin=DAYS,
    end=DAYS,
    seen=DAYS,
    status=st.sampled_from(get_args(RecordStatus)),
    kind=st.sampled_from(get_args(RecordKind)),
    language=st.sampled_from(LANGUAGES),
)
def test_whatever_the_dates_words_and_status_agree_and_no_date_is_made_up(
    today: date,
    begin: date | None,
    end: date | None,
    seen: date | None,
    status: RecordStatus,
    kind: RecordKind,
    language: Language,
) -> None:
    record = Record(
        id="x", kind=kind, type="x", name="X", does={language: "x"}, status=status,
        valid_from=begin, valid_until=end, seen_on=seen.isoformat() if seen else None,
        apply_before_start=True,
    )  # fmt: skip
    stands = standing(record, today)
    contact = contact_of(record, language, today)
    assert contact.status in get_args(ContactStatus)
    assert (stands.status == "unknown") == (stands.reason in UNKNOWN)
    known = [day_name(language, day) for day in (begin, end) if day]
    left = contact.standing
    for day in known:
        left = left.replace(day, "")
    assert not any(f" {year}" in left for year in range(2025, 2036))
    assert "  " not in contact.standing
    assert contact.apply_before_start == (stands.status != "ended")


def test_a_contact_carries_the_dates_of_its_window(a_grant: Builder, today: date) -> None:
    contact = contact_of(a_grant(valid_until=None), "nl", today)
    assert (contact.valid_from, contact.valid_until) == ("2026-01-01", None)


def test_a_status_card_begins_with_apply_before_you_start(a_grant: Builder, today: date) -> None:
    fact = Statement(
        text=dict.fromkeys(LANGUAGES, "50 % bis 15.000 Euro ab 1. Mai 2026."),
        source="https://example.org/",
        seen_on="2026-10",
    )
    record = a_grant(apply_before_start=True, statements=(fact,))
    card = status_card(record, "de", today)
    assert card.first == phrase("de", "apply_first")
    assert card.headline == (
        "Proefbon: offen vom 1. Januar 2026 bis einschließlich 31. Dezember 2026 "
        f"({phrase('de', 'seen_on', date='2026-10-01')})"
    )
    assert card.contact == contact_of(record, "de", today)
    assert [condition.text for condition in card.conditions] == [fact.text["de"]]


def test_the_card_of_what_has_ended_does_not_tell_to_apply(a_grant: Builder, today: date) -> None:
    card = status_card(a_grant(apply_before_start=True, status="ended"), "en", today)
    assert (card.first, card.contact.status) == ("", "ended")
