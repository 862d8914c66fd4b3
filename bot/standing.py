"""How a record of the register stands today, in words: open from when to when, or why not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.answers import Contact, ContactStatus
from bot.conditions import Condition, conditions_of
from bot.phrases import day_name, phrase, standing_name
from ingest.documents import Language, Record

STALE_AFTER_DAYS = 270
"""A grant that nobody has seen open for nine months is not shown as open."""

Reason = Literal[
    "said_ended",
    "past",
    "early",
    "early_until",
    "early_start",
    "early_rule",
    "in_window",
    "doubtful",
    "no_window",
    "no_end",
    "no_begin",
    "never_seen",
    "stale",
    "in_force",
    "confirmed",
    "confirmed_until",
    "unconfirmed",
    "unconfirmed_until",
]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A status and what it rests on."""

    status: ContactStatus
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class StatusCard:
    """The answer to "may I still apply for it", in the order in which to show it."""

    first: str
    """What to do before all else (apply before you start); empty when there is nothing."""
    headline: str
    """Name, how it stands today, and when that was seen."""
    contact: Contact
    conditions: tuple[Condition, ...]
    """Statements with amounts, dates and desks, word for word."""


def standing(record: Record, today: date) -> Standing:
    """Return how it stands. A grant is open only inside a window that is known and fresh."""
    if record.valid_until and record.valid_until < today:
        return Standing(status="ended", reason="past")
    if record.status == "ended":
        return Standing(status="ended", reason="said_ended")
    if record.valid_from and record.valid_from > today:
        return Standing(status="not_yet_open", reason=_early(record))
    if record.kind == "grant":
        doubt = _doubt(record, today)
        return Standing(status="unknown" if doubt else "open", reason=doubt or "in_window")
    return Standing(status=record.status, reason=_of_no_grant(record))


def standing_words(record: Record, language: Language, today: date) -> str:
    """Return how it stands as people say it, with the dates that are known."""
    return standing_name(
        language,
        standing(record, today).reason,
        begin=day_name(language, record.valid_from) if record.valid_from else "",
        end=day_name(language, record.valid_until) if record.valid_until else "",
    )


def seen_words(seen_on: str | None, language: Language) -> str:
    """Return when it was last seen, as exactly as that is known."""
    return phrase(language, "seen_on", date=seen_on) if seen_on else phrase(language, "seen_never")


def contact_of(record: Record, language: Language, today: date) -> Contact:
    """Return the record as it is shown: with its status today and when it was last seen."""
    stands = standing(record, today)
    return Contact(
        id=record.id,
        name=record.name,
        why=record.does[language],
        url=record.address,
        country=record.country,
        status=stands.status,
        standing=standing_words(record, language, today),
        seen_on=record.seen_on,
        valid_from=record.valid_from.isoformat() if record.valid_from else None,
        valid_until=record.valid_until.isoformat() if record.valid_until else None,
        note=record.note.get(language, ""),
        apply_before_start=bool(record.apply_before_start) and stands.status != "ended",
    )


def status_card(record: Record, language: Language, today: date) -> StatusCard:
    """Return what an answer about this one grant, programme, desk or rule rests on."""
    contact = contact_of(record, language, today)
    seen = seen_words(record.seen_on, language)
    return StatusCard(
        first=phrase(language, "apply_first") if contact.apply_before_start else "",
        headline=f"{record.name}: {contact.standing} ({seen})",
        contact=contact,
        conditions=conditions_of(record, language),
    )


def earliest_day(day: str) -> date:
    """Return the first day that an ISO date, year-month or year can mean: never too fresh."""
    year, month, number = [*map(int, day.split("-")), 1, 1][:3]
    return date(year, month, number)


def _early(record: Record) -> Reason:
    if record.kind == "rule":
        return "early_rule"
    if record.kind != "grant":
        return "early_start"
    return "early_until" if record.valid_until else "early"


def _doubt(record: Record, today: date) -> Reason | None:
    """Return what keeps a grant from being shown as open; None when nothing does."""
    if not (record.valid_from and record.valid_until):
        return _half_window(record)
    if record.status != "confirmed":
        return "doubtful"
    if not record.seen_on:
        return "never_seen"
    age = (today - earliest_day(record.seen_on)).days
    return "stale" if age > STALE_AFTER_DAYS else None


def _half_window(record: Record) -> Reason:
    if record.valid_from:
        return "no_end"
    return "no_begin" if record.valid_until else "no_window"


def _of_no_grant(record: Record) -> Reason:
    confirmed = record.status == "confirmed"
    if record.kind == "rule" and record.valid_from and confirmed:
        return "in_force"
    if record.valid_until:
        return "confirmed_until" if confirmed else "unconfirmed_until"
    return "confirmed" if confirmed else "unconfirmed"
