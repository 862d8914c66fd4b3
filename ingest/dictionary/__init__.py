"""Word translations between Dutch, German and English: a word list of our own.

A search by words stays within one language; with the translations of its words it also finds the
passage that says the same in another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.analysis import compound_parts, stem
from ingest.documents import LANGUAGES, Language

FILE = "words.tsv"
MOST_TRANSLATIONS = 6
"""Of one word into one language; beyond that, its senses are too many to tell anything."""

FURTHER = 0.7
"""Each later translation counts so much of the one before it: the common one stands first."""

OF_PARTS = 0.6
"""A compound that the list does not know is translated part by part, and counts less."""


@dataclass(frozen=True)
class Translation:
    """A word of another language, and how surely it means the same (0 to 1)."""

    words: tuple[str, ...]
    language: Language
    weight: float


@dataclass(frozen=True)
class WordList:
    """Rows of words that mean the same: three cells, with alternatives, the common one first."""

    rows: tuple[tuple[tuple[str, ...], ...], ...]
    places: dict[tuple[Language, str], list[tuple[int, int]]]
    """(language, stem) -> row and place of the alternative."""

    def translations(self, word: str, language: Language) -> tuple[Translation, ...]:
        """Return what a word is translated by, surest first; one that is spelled so goes first."""
        places = self.places.get((language, stem(word, language)), ())
        column, typed = LANGUAGES.index(language), word.lower()
        exact = [at for at in places if self.rows[at[0]][column][at[1]].lower() == typed]
        found: dict[tuple[Language, str], float] = {}
        for number, place in exact or places:
            for other, words in zip(LANGUAGES, self.rows[number], strict=True):
                for later, translated in enumerate(words if other != language else ()):
                    weight = FURTHER ** (place + later)
                    found[other, translated] = max(found.get((other, translated), 0.0), weight)
        return _ranked(found)


def translations(word: str, language: Language) -> tuple[Translation, ...]:
    """Return the translations of a word as it is typed, surest first; () when none is known.

    A word is looked up by its stem, a compound that is not there by its parts.
    """
    found = word_list().translations(word, language)
    if found:
        return found
    parts = compound_parts(word, language)
    return tuple(
        Translation(each.words, each.language, each.weight * OF_PARTS / len(parts))
        for part in parts
        for each in word_list().translations(part, language)
    )


@cache
def word_list() -> WordList:
    """Return the list that ships, read once."""
    text = resources.files("ingest.dictionary").joinpath(FILE).read_text(encoding="utf-8")
    return listed(text.splitlines())


def listed(lines: Iterable[str]) -> WordList:
    """Return the list of these lines: cells nl, de, en; alternatives between semicolons."""
    rows = tuple(tuple(tuple(cell.split("; ")) for cell in line.split("\t")) for line in lines)
    places: dict[tuple[Language, str], list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for language, words in zip(LANGUAGES, row, strict=True):
            for place, word in enumerate(words):
                if word and " " not in word:
                    places[language, stem(word, language)].append((number, place))
    return WordList(rows=rows, places=dict(places))


def _ranked(found: dict[tuple[Language, str], float]) -> tuple[Translation, ...]:
    """Return the surest, inflections of one word once."""
    kept: dict[Language, set[str]] = defaultdict(set)
    chosen = []
    for (language, text), weight in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        words = tuple(text.split())
        stemmed = " ".join(stem(word, language) for word in words)
        if words and stemmed not in kept[language] and len(kept[language]) < MOST_TRANSLATIONS:
            kept[language].add(stemmed)
            chosen.append(Translation(words, language, weight))
    return tuple(chosen)
