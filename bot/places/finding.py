"""Text to the places that stand in it. Everyday words are not taken for places, typos are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

from bot.places.gazetteer import Place, Words, by_words, spelled_as, word_table, words_of
from ingest.documents import LANGUAGES

SHORTEST_MISSPELT = 8
SHORTEST_TWICE_MISSPELT = 13
"""Letters of a name in which one typo is forgiven, and two."""

KNOWN_WORD_ZIPF = 1.8
"""So frequent a word (Zipf scale of wordfreq) is no typo: "wachtenden" is not Wachtendonk."""

SHORTEST_WITH_ENDING = 6
_ENDINGS = ("er", "s", "se")
"""Dortmunder, Dortmunds, Enschedese."""

_TOKEN = re.compile(r"\w+")
_GAP = re.compile(r"[ \-/'’.()]{1,2}")
"""What may stand between the words of one name."""

_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:]\s+)[\W_]*$")
_CLAUSE_ENDS = re.compile(r"\s*(?:$|[,.;:!?)])")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A place and where it stands in the text."""

    text: str
    """As it is typed."""
    start: int
    end: int
    place: Place


@lru_cache(maxsize=256)
def found_in(text: str) -> tuple[Found, ...]:
    """Return the places that the text names, from left to right, never overlapping."""
    return tuple(_found_in(text))


def place_names(text: str) -> tuple[str, ...]:
    """Return the names of places as they are typed, each once."""
    return tuple(dict.fromkeys(found.text for found in found_in(text)))


def places(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the countries and regions of the places that the text names."""
    found = [found.place for found in found_in(text)]
    countries = dict.fromkeys(place.country for place in found)
    regions = dict.fromkeys(region for place in found for region in place.regions)
    return tuple(countries), tuple(regions)


def without_places(text: str) -> str:
    """Take out the names that are the same in every language: they show none."""
    kept, at = [], 0
    for found in found_in(text):
        if found.place.level in ("municipality", "district", "name"):
            kept.append(text[at : found.start])
            at = found.end
    return "".join([*kept, text[at:]])


def _found_in(text: str) -> Iterator[Found]:
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        length, place = _at(tokens, at, text)
        last = tokens[at + length - 1]
        if place is not None:
            start, end = tokens[at].start(), last.end()
            end += text[end : end + 1] == ")" and "(" in text[start:end]
            yield Found(text=text[start:end], start=start, end=end, place=place)
        at += length


def _at(tokens: Sequence[re.Match[str]], at: int, text: str) -> tuple[int, Place | None]:
    """Return how many words were read and the place that they name, the longest name first."""
    for length in range(min(_longest(), len(tokens) - at), 0, -1):
        run = tokens[at : at + length]
        words = tuple(token.group().casefold() for token in run)
        place = by_words().get(words)
        if place is None or not _is_one_name(run, text):
            continue
        if length > 1 or _is_meant(tokens, at, text):
            return length, _namesake(place, words, text)
    return 1, _misspelt(tokens[at].group())


def _is_one_name(run: Sequence[re.Match[str]], text: str) -> bool:
    gaps = (text[a.end() : b.start()] for a, b in zip(run, run[1:], strict=False))
    return all(_GAP.fullmatch(gap) for gap in gaps)


def _is_meant(tokens: Sequence[re.Match[str]], at: int, text: str) -> bool:
    """Tell whether a word that is not only a name is used as one here."""
    token = tokens[at]
    word = token.group().casefold()
    if word not in spelled_as("everyday") | spelled_as("nouns") or _is_alone(text):
        return True
    if text.islower():
        before = tokens[at - 1].group() if at else ""
        return before in word_table()["before_small"] and _ends_clause(token, text)
    if not token.group()[0].isupper():
        return False
    if word in spelled_as("nouns"):
        return _follows_preposition(tokens, at) and not _goes_on(tokens, at)
    return not _SENTENCE_BEGINS.search(text[: token.start()])


def _is_alone(text: str) -> bool:
    """A message of one name ("Essen") can only mean the place, unless it is in small letters."""
    return len(words_of(text)) == 1 and text.strip()[0].isupper()


def _ends_clause(token: re.Match[str], text: str) -> bool:
    return bool(_CLAUSE_ENDS.match(text, token.end()))


def _follows_preposition(tokens: Sequence[re.Match[str]], at: int) -> bool:
    """See "in Essen", "in der Nähe von Essen", and "in Bochum und Essen" by its first name."""
    before = [token.group().casefold() for token in tokens[max(at - 2, 0) : at]]
    if not before:
        return False
    if before[-1] in word_table()["before_places"]:
        return True
    if before[-1] in word_table()["links"]:
        return before[0] in word_table()["before_links"]
    joined = before[-1] in ("und", "en", "and")
    return (before[0] if joined else before[-1],) in by_words()


def _goes_on(tokens: Sequence[re.Match[str]], at: int) -> bool:
    """See "aus Geldern der EU" and "in Halle 4"."""
    after = tokens[at + 1].group().casefold() if at + 1 < len(tokens) else ""
    return after.isdigit() or after in word_table()["not_before"]


def _namesake(place: Place, words: Words, text: str) -> Place | None:
    """Return the other place of that name where the text points to it; None for one elsewhere."""
    said = set(words_of(text))
    for row in word_table()["namesakes"]:
        pointed = any(said.issuperset(words_of(word)) for word in row["said"])
        if pointed and words_of(row["name"]) == words:
            return by_words()[words_of(row["means"])] if row["means"] else None
    return place


def _misspelt(word: str) -> Place | None:
    with_ending = _with_ending(word.casefold()) if word[0].isupper() else None
    return with_ending or _one_typo_off(word.casefold())


@lru_cache(maxsize=4096)
def _with_ending(word: str) -> Place | None:
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        long = SHORTEST_WITH_ENDING <= len(stem) < len(word)
        if long and stem not in spelled_as("everyday") | spelled_as("nouns"):
            place = by_words().get((stem,))
            if place is not None and place.level != "country":  # "Nederlands" is the language
                return place
    return None


@lru_cache(maxsize=4096)
def _one_typo_off(word: str) -> Place | None:
    if len(word) < SHORTEST_MISSPELT - 1 or _is_known_word(word):
        return None
    for name, place in _misspellable().get(word[0], ()):
        most = 2 if len(name) >= SHORTEST_TWICE_MISSPELT else 1
        if OSA.distance(word, name, score_cutoff=most) <= most:
            return place
    return None


def _is_known_word(word: str) -> bool:
    if word in word_table()["no_typos"]:
        return True
    return any(zipf_frequency(word, language) >= KNOWN_WORD_ZIPF for language in LANGUAGES)


@cache
def _misspellable() -> dict[str, list[tuple[str, Place]]]:
    """Return first letter -> names long enough; a typo in the first letter is not forgiven."""
    names: dict[str, list[tuple[str, Place]]] = {}
    ambiguous = spelled_as("everyday") | spelled_as("nouns")
    for words, place in by_words().items():
        name = words[0]
        if len(words) == 1 and len(name) >= SHORTEST_MISSPELT and name not in ambiguous:
            names.setdefault(name[0], []).append((name, place))
    return names


@cache
def _longest() -> int:
    return max(map(len, by_words()))
