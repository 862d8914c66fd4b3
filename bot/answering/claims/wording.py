"""Texts as claims are read from them, and the words by which a language makes a claim."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from ingest.documents import LANGUAGES, Language

ClaimKind = Literal["quote", "number", "date", "name", "country", "negation"]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text and the language it is in; None where nobody can tell."""

    text: str
    language: Language | None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Something that a text says and its quotes must say too."""

    kind: ClaimKind
    text: str
    """The words that claim it, as they stand."""


@cache
def table(language: Language) -> dict[str, Any]:
    """Return the words of a language, by table and key."""
    text = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def languages_of(language: Language | None) -> tuple[Language, ...]:
    """Return the language alone; all three where nobody can tell."""
    return (language,) if language else LANGUAGES


@cache
def meanings(name: str, language: Language | None = None) -> dict[str, str]:
    """Return word -> key of one table; without a language, the words of all three."""
    return {
        word: key
        for each in languages_of(language)
        for key, words in table(each)[name].items()
        for word in words
    }


def listed(name: str, key: str, language: Language | None = None) -> tuple[str, ...]:
    """Return the words below one key."""
    return tuple(word for each in languages_of(language) for word in table(each)[name][key])


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first; spaces may be wide."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with the spans made blank, so that places stay what they are."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)
