"""Words as labels and questions are compared by: spelling, stem, inflection, how common."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import wordfreq

from ingest.analysis import fold, stem
from ingest.documents import LANGUAGES, Language

EVERYDAY_IN_CAPITALS = 3.65
"""Zipf scale of wordfreq: a label in capitals that is a word this frequent needs its capitals."""

EVERYDAY = 4.5
"""A word this frequent in the asker's language is that word, and no label of another language."""

KNOWN = 3.0
"""A word this frequent is spelled as it is meant: Dutch "rusten" is not German "Rüsten"."""

SHORTEST_LOAN = 5
"""Letters of a word of another language that may stand with an ending of the asker's."""

SHORTEST_STEM = 4
"""Letters of a word that may be a label without its ending: not "las" for "lassen"."""

SHORTEST_BASE = 3
"""Letters that are never taken for an ending."""

_WORD = re.compile(r"\w+(?:[&+@'’]\w+|(?<=\d)[.,](?=\d)\w+)*")
_ABBREVIATION = re.compile(r"(?=.*[A-ZÄÖÜ].*[A-ZÄÖÜ])[^\W\d_]{2,5}")
_PLURAL_ABBREVIATION = re.compile(r"([A-ZÄÖÜ]{2,5})['’]?s")
_COMPARED = str.maketrans({"’": "", "'": "", ",": "."})
_DOUBLED = re.compile(r"(.)\1")
_VOICED = str.maketrans({"z": "s", "v": "f", "y": "i"})
_ENDINGS = frozenset(("", "s", "e", "n", "en", "es", "er", "ern", "em", "ens", "'s"))
_ACTIONS = frozenset((("en", "ing"), ("en", "ung"), ("n", "ung"), ("e", "ion")))


class Word(NamedTuple):
    """A word of a text and its place, with what it is compared by."""

    start: int
    end: int
    spelling: str
    base: str
    stems: tuple[str, ...]
    """In the order of LANGUAGES."""


class Keys(NamedTuple):
    """What a label is found by: its words with spaces between, in three ways of comparing."""

    spelled: str
    stemmed: str
    based: str
    firsts: tuple[str, str, str]
    """The first word in each way."""
    length: int


def words_in(text: str) -> list[Word]:
    """Return the words. Hyphens, points and slashes divide: "MIT-regeling" is two, "4.0" is one."""
    return [
        Word(match.start(), match.end(), spelling(match[0]), base(match[0]), _stems(match[0]))
        for match in _WORD.finditer(text)
    ]


def keys_of(text: str, language: Language) -> Keys:
    """Return what a label is found by."""
    words = _WORD.findall(text)
    spelled = [spelling(word) for word in words]
    stems = [word_stem(word, language) for word in words]
    bases = [base(word) for word in words]
    firsts = (spelled[0], stems[0], bases[0])
    return Keys(" ".join(spelled), " ".join(stems), " ".join(bases), firsts, len(words))


@lru_cache(maxsize=50_000)
def spelling(word: str) -> str:
    """Return a word as it is compared: "PLC’s" -> "plc", "4,0" -> "4.0", "Öl" -> "ol"."""
    plural = _PLURAL_ABBREVIATION.fullmatch(word)
    return fold(plural[1] if plural else word).translate(_COMPARED)


@lru_cache(maxsize=50_000)
def word_stem(word: str, language: Language) -> str:
    """Return the stem of one word, in whatever way its apostrophe is typed."""
    return stem(word.replace("’", "'"), language).replace(",", ".")


@lru_cache(maxsize=50_000)
def base(word: str) -> str:
    """Return a word without the endings of plurals, in any language.

    The stemmers miss some: Dutch "robots" and "sensoren", German "Kurse" and "Workflows".
    """
    whole = spelling(word)
    return whole[:SHORTEST_BASE] + whole[SHORTEST_BASE:].rstrip("ens")


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(word_stem(word, language) for language in LANGUAGES)


def is_inflection(typed: str, label: str) -> bool:
    """Tell whether two texts of the same stems differ by endings: not "prüfen" and "Prüfer".

    Spelling rules are allowed for: Dutch "bedrijf" and "bedrijven", "kraan" and "kranen", English
    "company" and "companies". A label that is longer by "er" is who does it: "research".
    """
    short, long = _endings(_bare(typed), _bare(label))
    if short or long not in _ENDINGS:
        return False
    return len(typed) >= len(label) or (long != "er" and len(_bare(typed)) >= SHORTEST_STEM)


def is_action(one: str, other: str) -> bool:
    """Tell whether one of two texts of the same stems is what the other does: "koppelen"."""
    return _endings(_bare(one), _bare(other)) in _ACTIONS


def has_ending(typed: str, label: str) -> bool:
    """Tell whether a text is the label with an ending and no other change: "robots"."""
    short, long = _endings(fold(label), fold(typed))
    return not short and long in _ENDINGS and len(typed) > len(label)


def is_loan_plural(typed: str, label: str) -> bool:
    """Tell whether a word of another language is only given a plural: not Dutch "serveren"."""
    if len(label) < SHORTEST_LOAN or not has_ending(typed, label):
        return False
    return not (label.endswith("er") and typed.endswith("en"))


def _endings(one: str, other: str) -> tuple[str, str]:
    """Return what follows the letters that both begin with; the shorter text first."""
    short, long = sorted((one, other), key=len)
    pairs = enumerate(zip(short, long, strict=False))
    cut = next((at for at, (a, b) in pairs if a != b), len(short))
    return short[cut:], long[cut:]


def _bare(text: str) -> str:
    return _DOUBLED.sub(r"\1", fold(text)).translate(_VOICED)


def is_abbreviation(text: str) -> bool:
    """Tell whether it is a word of two to five letters with two capitals: MIT, hEN, RoHS."""
    return _ABBREVIATION.fullmatch(text) is not None


@lru_cache(maxsize=10_000)
def is_everyday_in_capitals(abbreviation: str) -> bool:
    """Tell whether it is a word in small letters, somewhere: MIT, SLIM, MID, EEN."""
    word = abbreviation.lower()
    return any(_zipf(word, language) >= EVERYDAY_IN_CAPITALS for language in LANGUAGES)


def is_everyday(word: str, language: Language) -> bool:
    """Tell whether everybody uses the word, not only the trade."""
    return _zipf(word.lower(), language) >= EVERYDAY


def is_known(word: str, language: Language) -> bool:
    """Tell whether the language has the word at all."""
    return _zipf(word.lower(), language) >= KNOWN


@lru_cache(maxsize=10_000)
def _zipf(word: str, language: Language) -> float:
    frequency: float = wordfreq.zipf_frequency(word, language)
    return frequency
