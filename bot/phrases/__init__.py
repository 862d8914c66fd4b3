"""The bot's own words, one TOML file a language with the same keys in each."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from bot.answers import Phase
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


def cues(language: Language, key: str) -> tuple[str, ...]:
    """Return the words or patterns by which this language shows an intent or an advice."""
    return tuple(_table(language)["cues"][key])


def likenesses(language: Language, reason: str) -> tuple[str, ...]:
    """Return questions that typically get this way out; "ordinary" are those that get none."""
    return tuple(_table(language)["likenesses"][reason])


def keys(language: Language) -> set[str]:
    """Return every key as table.key: the languages must agree on them."""
    return {f"{table}.{key}" for table, rows in _table(language).items() for key in rows}
