"""The bot's own words, one TOML file a language with the same keys in each."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from bot.answers import Phase, Shape
from ingest.documents import LANGUAGES, Language


@cache
def _table(language: Language) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def phrase(language: Language, key: str, /, **values: str | int) -> str:
    """Return the phrase with its {fields} filled in; an unknown key raises KeyError."""
    return str(_table(language)["phrases"][key]).format(**values)


def phase_name(language: Language, phase: Phase) -> str:
    """Return what this phase of the route is called."""
    return str(_table(language)["phases"][phase])


def phase_prototype(language: Language, phase: Phase) -> str:
    """Return a sentence or two that belong to this phase beyond doubt."""
    return str(_table(language)["prototypes"][phase])


def phase_prototypes(phase: Phase) -> tuple[str, ...]:
    """Return, a language each, a sentence that belongs to this phase beyond doubt."""
    return tuple(phase_prototype(language, phase) for language in LANGUAGES)


def language_name(language: Language, other: Language) -> str:
    """Return what `other` is called in `language`."""
    return str(_table(language)["languages"][other])


def status_name(language: Language, status: str) -> str:
    """Return the words for the status of a contact."""
    return str(_table(language)["statuses"][status])


def shape_prototypes(language: Language, shape: Shape) -> tuple[str, ...]:
    """Return questions that want an answer of this shape beyond doubt."""
    return tuple(_table(language)["shapes"][shape])


def sectors(language: Language) -> dict[str, tuple[str, ...]]:
    """Return sector -> the words that name it; the first is what it is called."""
    return {name: tuple(words) for name, words in _table(language)["sectors"].items()}


def standing_name(language: Language, reason: str, /, **values: str) -> str:
    """Return how a record stands, with the dates in {begin} and {end} filled in."""
    return str(_table(language)["standings"][reason]).format(**values)


def day_name(language: Language, day: date) -> str:
    """Return the day as one writes it in a letter: "31 december 2026"."""
    table = _table(language)["dates"]
    month = table["months"][day.month - 1]
    return str(table["day"]).format(day=day.day, month=month, year=day.year)


def cues(language: Language, key: str) -> tuple[str, ...]:
    """Return the words or patterns by which this language shows an intent or an advice."""
    return tuple(_table(language)["cues"][key])


def advice_cues(language: Language, key: str) -> tuple[str, ...]:
    """Return the words or patterns by which a sentence shows an order or advice."""
    return tuple(_table(language)["advice"][key])


def likenesses(language: Language, reason: str) -> tuple[str, ...]:
    """Return questions that typically get this way out; "ordinary" are those that get none."""
    return tuple(_table(language)["likenesses"][reason])


def keys(language: Language) -> set[str]:
    """Return every key as table.key: the languages must agree on them."""
    return {f"{table}.{key}" for table, rows in _table(language).items() for key in rows}
