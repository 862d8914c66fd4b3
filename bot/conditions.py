"""What a rule asks, as its record says: thresholds, dates, the desk. Never who falls under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from bot.phrases import cues
from ingest.documents import Language, Record

ConditionKind = Literal["threshold", "date", "desk"]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A statement of a record, word for word, with what it tells."""

    text: str
    language: Language
    source: str
    seen_on: str | None
    kinds: tuple[ConditionKind, ...]


def conditions_of(record: Record, language: Language) -> tuple[Condition, ...]:
    """Return the statements that hold a threshold, a date or a desk, in that order.

    They are verbatim: each stands so in a passage of the record in this language.
    """
    found = list(_conditions(record, language))
    order = get_args(ConditionKind)
    return tuple(sorted(found, key=lambda condition: order.index(condition.kinds[0])))


def _conditions(record: Record, language: Language) -> Iterator[Condition]:
    for statement in record.statements:
        text = statement.text[language]
        kinds = kinds_of(text, language)
        if kinds:
            yield Condition(
                text=text,
                language=language,
                source=statement.source,
                seen_on=statement.seen_on,
                kinds=kinds,
            )


def kinds_of(text: str, language: Language) -> tuple[ConditionKind, ...]:
    """Return what a sentence tells. The date of a source is no date of a rule."""
    said = text
    for pattern in _patterns(language, "source_date"):
        said = pattern.sub(" ", said)
    keys: tuple[ConditionKind, ...] = get_args(ConditionKind)
    return tuple(key for key in keys if any(p.search(said) for p in _patterns(language, key)))


@cache
def _patterns(language: Language, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue, re.IGNORECASE) for cue in cues(language, key))
