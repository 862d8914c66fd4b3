"""Names of organisations, places and rules, and countries whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from wordfreq import zipf_frequency

from bot.answering.claims.wording import Claim, Said, languages_of, meanings, table
from bot.places.gazetteer import gazetteer, spelled_as
from ingest.analysis import compound_parts, forms, stem
from ingest.analysis.stopwords import is_stop_word_anywhere
from ingest.dictionary import word_list
from ingest.documents import LANGUAGES, Language

_TOKEN = re.compile(r"[^\W_]+(?:[&.][^\W_]+)*")
_SHOUTS = re.compile(r"[A-ZÄÖÜ]{2,}|\w+[A-ZÄÖÜ]|\w*\d")
"""Tokens such as NIS2, WBSO or TechLand: no language forms them by itself."""

_OPENS = re.compile(r"(?:^|[.!?:;]\s+|[\n•–—(\[„“”\"‘»«]\s*|^\s*[-*]\s+)$")
"""Behind these a capital proves nothing, for any word takes one there."""

_BETWEEN = re.compile(r"[\s\-–'’/]*")
_SHORT = 3
_KNOWN_ABROAD = 1.0
"""Zipf frequency from which a word is used in another language too."""


# --- countries and regions ----------------------------------------------------------------------


def countries(said: Said) -> list[tuple[str, int, int]]:
    """Return the countries and regions that a text names, with their places in it."""
    found = []
    for match in _country_pattern().finditer(said.text):
        key = _country_of(match.group())
        if key:
            found.append((key, *match.span()))
    return found


def unsupported_countries(said: Said, quotes: Sequence[Said]) -> list[Claim]:
    """Return the countries and regions that no quote names, by whatever name."""
    proved = {key for quote in quotes for key, _, _ in countries(quote)}
    return [
        Claim(kind="country", text=said.text[start:end])
        for key, start, end in countries(said)
        if key not in proved
    ]


@cache
def _countries() -> dict[str, str]:
    return meanings("countries")


@cache
def _country_pattern() -> re.Pattern[str]:
    longest_first = sorted(_countries(), key=lambda word: (-len(word), word))
    words = [
        re.escape(word.rstrip("*")).replace(r"\ ", r"\s+") + r"\w*" * word.endswith("*")
        for word in longest_first
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _country_of(written: str) -> str:
    """Return the key; a short one only in capitals, for "us" and "vs" are words as well."""
    if len(written) <= _SHORT and not written.isupper():
        return ""
    typed = re.sub(r"\s+", " ", written.lower())
    known = _countries()
    if typed in known:
        return known[typed]
    stems = [word for word in known if word.endswith("*") and typed.startswith(word[:-1])]
    return known[max(stems, key=len)] if stems else ""


# --- names ------------------------------------------------------------------------------------


def names(said: Said, skipped: Sequence[tuple[int, int]] = ()) -> list[list[str]]:
    """Return what shows itself as a name, words that stand together in one list.

    A capital proves a name in Dutch and English, where no sentence begins. In German every noun
    has one: there, and where a sentence begins, an ordinary word is no name. `skipped` are places
    that were read as something else.
    """
    found = list[list[tuple[str, bool]]]()
    last = -1
    for match in _TOKEN.finditer(said.text):
        start, end = match.span()
        if any(first <= start and end <= behind for first, behind in skipped):
            continue
        sure = _is_name(match, said.text, said.language)
        if sure or _is_foreign(match.group(), said.language):
            together = bool(found) and _BETWEEN.fullmatch(said.text[last:start]) is not None
            if not together:
                found.append([])
            found[-1].append((match.group(), sure))
            last = end
    # One foreign word is a loan ("Backup"), two are a name ("Economic Board").
    kept = [each for each in found if len(each) > 1 or each[0][1]]
    return [[name for name, _ in each] for each in kept]


def proper_names(said: Said, skipped: Sequence[tuple[int, int]] = ()) -> list[str]:
    """Return the words by which one thing is told from another: no country, no ordinary word."""
    lands = [(start, end) for _, start, end in countries(said)]
    return [
        name
        for together in names(said, [*skipped, *lands])
        for name in together
        if _SHOUTS.match(name) or not _is_word(name, said.language)
    ]


def unsupported_names(
    said: Said, quotes: Sequence[Said], skipped: Sequence[tuple[int, int]] = ()
) -> list[Claim]:
    """Return the names that no quote holds, neither so nor translated."""
    claimed = names(said, skipped)
    if not claimed:
        return []
    held = _Held(quotes)
    missing = dict.fromkeys(
        name for together in claimed for name in _missing(together, held, said.language)
    )
    return [Claim(kind="name", text=name) for name in missing]


def _missing(together: Sequence[str], held: _Held, language: Language | None) -> list[str]:
    """Return the words of one name that nothing bears out.

    Names are translated loosely ("Innovation Hubs", "Innovationszentren"): beside a word that is
    borne out an ordinary word may pass, but a name of its own may not.
    """
    missing = [name for name in together if not held.holds(name, language)]
    if len(missing) * 2 > len(together):
        return missing
    return [name for name in missing if not _is_word(name, language)]


def _is_foreign(token: str, language: Language | None) -> bool:
    """Tell whether a word with a capital is in the word list, but not in that of German."""
    if language != "de" or not token[0].isupper() or len(token) < _SHORT:
        return False
    listed = {each for each in LANGUAGES if (each, stem(token, each)) in word_list().places}
    stop = is_stop_word_anywhere(token.lower())
    return bool(listed) and "de" not in listed and not stop


def _is_name(match: re.Match[str], text: str, language: Language | None) -> bool:
    token = match.group()
    if len(token) == 1:
        return token.isupper() and text[: match.start()].endswith("-")
    if _SHOUTS.match(token):
        # Digits alone are a number, and are proved as one.
        return not token.replace(".", "").isdigit()
    if not token[0].isupper():
        return False
    if token.lower() in _places():
        return True
    if language in ("de", None) or _OPENS.search(text[: match.start()]):
        return not _is_word(token, language)
    return True


def _is_word(token: str, language: Language | None) -> bool:
    """Tell whether it is an ordinary word: in our word list, or a compound of one language only.

    What people abroad write as well, and no word list has, is a name (Siemens, Windesheim).
    """
    typed = token.lower()
    known = word_list().places
    if is_stop_word_anywhere(typed) or any(
        (each, stem(typed, each)) in known for each in LANGUAGES
    ):
        return True
    return any(_is_compound(typed, each) for each in languages_of(language))


def _is_compound(typed: str, language: Language) -> bool:
    abroad = max(zipf_frequency(typed, each) for each in LANGUAGES if each != language)
    if abroad >= _KNOWN_ABROAD:
        return False
    common = language == "de" and zipf_frequency(typed, language) > 0
    return common or bool(compound_parts(typed, language))


@cache
def _places() -> frozenset[str]:
    """Places that people name, but for those that are also everyday words."""
    named = {place.name.lower() for place in gazetteer() if " " not in place.name}
    return frozenset(named - spelled_as("everyday") - spelled_as("nouns"))


class _Held:
    """What the quotes hold, to look names up in."""

    def __init__(self, quotes: Sequence[Said]) -> None:
        self._tokens = {
            token
            for quote in quotes
            for match in _TOKEN.finditer(quote.text)
            for token in _spellings(match.group())
        }
        self._quotes = quotes
        self._stems: set[str] | None = None

    def holds(self, name: str, language: Language | None) -> bool:
        """Tell whether a quote has the name, its abbreviation in another language, or its words."""
        if self._tokens & set(_spellings(name)):
            return True
        other = meanings("abbreviations").get(name.lower())
        if other:
            return any(
                word in self._tokens
                for each in LANGUAGES
                for word in table(each)["abbreviations"][other]
            )
        if _SHOUTS.match(name):
            return False
        return any(self._translated(name, each) for each in languages_of(language))

    def _translated(self, name: str, language: Language) -> bool:
        """Names are made of words too: the Chamber of Commerce is the Kamer van Koophandel."""
        ways = {
            stem(word, each.language)
            for each in word_list().translations(name, language)
            for word in each.words
        }
        parts = compound_parts(name.lower(), language)
        ways |= {
            stem(word, each.language)
            for part in parts[-1:]
            for each in word_list().translations(part, language)
            for word in each.words
        }
        ways |= {stem(part, language) for part in parts[-1:]}
        return bool((ways | {stem(name, language)}) & self._known_stems())

    def _known_stems(self) -> set[str]:
        if self._stems is None:
            self._stems = {
                found
                for quote in self._quotes
                for each in languages_of(quote.language)
                for match in _TOKEN.finditer(quote.text)
                for found in (*forms(match.group(), each).whole, *forms(match.group(), each).parts)
            }
        return self._stems


def _spellings(token: str) -> tuple[str, ...]:
    """Return a name as it stands and without the s of a genitive."""
    typed = token.lower()
    return (typed, typed[:-1]) if typed.endswith("s") and len(typed) > _SHORT else (typed,)
