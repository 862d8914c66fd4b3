"""Texts become what a lexical search compares: stems, compound parts and character grams."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import Stemmer

from ingest.analysis.compounds import compound_parts
from ingest.analysis.stopwords import STOP_WORDS, is_stop_word_anywhere
from ingest.documents import LANGUAGES, Language

GRAM = 5
"""Length of a character gram: long enough to mean something, short enough for inflections."""

_STEMMERS: dict[Language, str] = {"nl": "dutch", "de": "german", "en": "english"}

_TOKEN = re.compile(
    r"§+\s*\d+\w*"  # a paragraph of a law
    r"|\d{4}-\d{2}-\d{2}"  # a date
    r"|\d{1,3}(?:[.,'’]\d{3})+(?!\d)"  # a number with thousands
    r"|\d+[.,]\d+"  # a number with decimals
    r"|\w+(?:[-&'’\u2010\u2011]\w+)*"
)
_JOINT = re.compile(r"[-\u2010\u2011'’]")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_STROKES = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Return lower case without accents: "Förderung" -> "forderung"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text.lower().translate(_STROKES))
    return "".join(character for character in plain if not unicodedata.combining(character))


def stems(text: str, language: Language) -> list[str]:
    """Return what a search compares, in reading order, stop words left out.

    A word gives its stem, itself, and the stems of its parts if it is a compound; a word with an
    umlaut also what it becomes without that key ("foerderung"). Codes, numbers, paragraphs and
    dates stay whole, and a name with its number is also one word ("ISO 27001" -> "iso27001").
    """
    found: list[str] = []
    before = ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.isdigit() and _may_own_a_number(before):
            found.append(fold(before) + token)
        found += _forms(token, language)
        before = token
    return found


def query_stems(text: str) -> list[str]:
    """Return the stems of a question in all three languages, each once.

    Passages of all languages are searched, so a word that is empty in one language ("die", "of")
    is left out for all.
    """
    kept = " ".join(
        token
        for token in _TOKEN.findall(text)
        if _is_code(token) or not is_stop_word_anywhere(token)
    )
    return list(dict.fromkeys(stem for language in LANGUAGES for stem in stems(kept, language)))


def content_words(text: str) -> list[str]:
    """Return the words of a question that say what it is about, each once, as they are typed.

    A number belongs to the name before it ("ISO 27001" is one word).
    """
    found: dict[str, None] = {}
    before = ""
    for token in _worth_searching(text):
        if token.isdigit() and _may_own_a_number(before):
            found.pop(before, None)
            token = f"{before} {token}"
        found[token] = None
        before = token
    return list(found)


@dataclass(frozen=True)
class Forms:
    """What one word is compared by: itself and its spellings, and the parts of a compound."""

    whole: tuple[str, ...]
    parts: tuple[str, ...] = ()


@lru_cache(maxsize=50_000)
def forms(word: str, language: Language) -> Forms:
    """Return the stems of one word of a question, as `stems` makes them of a passage."""
    found = stems(word, language)
    inner = dict.fromkeys(_stemmed_parts(word.lower(), language))
    pieces = [piece for piece in re.split(r"[\s\-\u2010\u2011'’]", word) if piece]
    if len(pieces) > 1:
        inner |= dict.fromkeys(stem for piece in pieces for stem in stems(piece, language))
    whole = tuple(stem for stem in found if stem not in inner)
    return Forms(whole=whole or tuple(found), parts=tuple(inner) if whole else ())


def stem(word: str, language: Language) -> str:
    """Return the stem of one word, without its spellings and parts: fast."""
    return fold(_stemmer(language).stemWord(word.lower()))


def grams(text: str) -> list[str]:
    """Return the character 5-grams of the words, in any language; a short word is one gram."""
    found: list[str] = []
    for token in _worth_searching(text):
        found += _grams_of(fold(token))
    return found


def _worth_searching(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        if _is_code(token) or not is_stop_word_anywhere(token):
            yield token


@lru_cache(maxsize=50_000)
def _grams_of(word: str) -> tuple[str, ...]:
    padded = f"_{word}_"
    return tuple(padded[at : at + GRAM] for at in range(max(1, len(padded) - GRAM + 1)))


def _may_own_a_number(token: str) -> bool:
    """Tell whether a number behind this token may belong to it: "ISO 27001", "NIS 2"."""
    return 1 < len(token) <= 6 and token.isalpha() and token.isupper()


def _is_code(token: str) -> bool:
    """A token in capitals or with a digit is a name, even if its letters are a stop word (MIT)."""
    return len(token) > 1 and (token.isupper() or any(c.isdigit() for c in token))


@lru_cache(maxsize=50_000)
def _forms(token: str, language: Language) -> tuple[str, ...]:
    if token[0] == "§" or any(character.isdigit() for character in token):
        return tuple(dict.fromkeys(_numeric(token, language)))
    return tuple(dict.fromkeys(_verbal(token, language)))


def _numeric(token: str, language: Language) -> Iterator[str]:
    if re.fullmatch(r"\d{1,3}(?:[.,'’]\d{3})+", token):
        yield re.sub(r"\D", "", token)
    elif re.fullmatch(r"\d+[.,]\d+", token):
        yield token.replace(",", ".")
    else:
        yield re.sub(r"\s", "", fold(token))
        if _JOINT.search(token):
            yield from _parts_of(token, language)


def _verbal(token: str, language: Language) -> Iterator[str]:
    if _JOINT.search(token):
        yield _JOINT.sub("-", fold(token))
        yield from _parts_of(token, language)
        return
    word = token.lower()
    if _is_code(token):
        yield fold(word)
    if word in STOP_WORDS[language] or len(word) == 1:
        return
    yield from _stem_and_word(word, language)
    spelled = word.translate(_GERMAN)
    if spelled != word:
        yield from _stem_and_word(spelled, language)
    yield from _stemmed_parts(word, language)


def _stemmed_parts(word: str, language: Language) -> Iterator[str]:
    for part in compound_parts(word, language):
        if part not in STOP_WORDS[language]:
            yield fold(_stemmer(language).stemWord(part))


def _parts_of(token: str, language: Language) -> Iterator[str]:
    for part in _JOINT.split(token):
        if len(part) > 1:
            yield from _forms(part, language)


def _stem_and_word(word: str, language: Language) -> Iterator[str]:
    yield fold(_stemmer(language).stemWord(word))
    yield fold(word)


@cache
def _stemmer(language: Language) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_STEMMERS[language])
