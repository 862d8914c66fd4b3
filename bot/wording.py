"""Question to words to look for: its own, mended typos, translations, and terms of the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from wordfreq import zipf_frequency

from ingest.analysis import content_words, forms, grams, stem
from ingest.dictionary import translations
from ingest.documents import LANGUAGES, Language
from ingest.index import Group, LexicalQuery, OtherWords, Word, word_of

SPELLING_WEIGHT = 0.8
SHORTEST_MENDED = 5
"""A shorter word has too many neighbours to be mended."""

LEAST_WEIGHT = 0.2
"""A translation that is less sure than this brings more noise than hits."""


class KnownWords(Protocol):
    """What the index must know to tell whether the passages say a word."""

    def known(self, word: str) -> bool:
        """Tell whether any passage holds the stem."""
        ...


class IndexedWords(KnownWords, Protocol):
    """What the index knows about single words."""

    def similar(self, word: str) -> str | None:
        """Return the indexed word that the word is most likely a typo of, or None."""
        ...


Labels = Sequence[tuple[str, Language, float]]
"""Other names of a term: text, language, and weight from 0 to 1."""

Terms = Callable[[str, Language], Sequence[tuple[str, Labels]]]
"""Returns the terms of the field in a text, as they are typed, each with its other names."""


def worded(
    text: str,
    language: Language,
    indexed: IndexedWords,
    terms: Terms | None = None,
    *,
    translated: bool = True,
) -> LexicalQuery:
    """Return what to look for by words; ways to say it that no passage holds are left out."""
    words = {typed: _worded(typed, language, indexed, translated) for typed in content_words(text)}
    groups: list[Group] = []
    for term, labels in terms(text, language) if terms else ():
        inside = [words.pop(typed) for typed in content_words(term) if typed in words]
        if inside:
            groups.append(Group(tuple(inside), _labels(labels, inside, indexed)))
    groups += [Group((word,)) for word in words.values()]
    return LexicalQuery(
        groups=tuple(_mended(group, language, indexed) for group in groups),
        grams=tuple(dict.fromkeys(grams(text))),
    )


def _worded(typed: str, language: Language, indexed: IndexedWords, translated: bool) -> Word:
    word = word_of(typed, language)
    if not translated:
        return word
    return replace(word, others=_translated(word, language, indexed))


def _translated(word: Word, language: Language, indexed: KnownWords) -> tuple[OtherWords, ...]:
    found: dict[tuple[str, ...], OtherWords] = {}
    for each in translations(word.text, language):
        stems = tuple(stem(part, each.language) for part in each.words)
        fresh = stems not in found and not set(stems) <= set(word.whole)
        if each.weight >= LEAST_WEIGHT and fresh and all(map(indexed.known, stems)):
            text = " ".join(each.words)
            found[stems] = OtherWords(text, stems, each.weight, "translation")
    return tuple(found.values())


def _labels(
    labels: Labels, inside: Sequence[Word], indexed: IndexedWords
) -> tuple[OtherWords, ...]:
    """Return the other labels of a term; one that is a compound also by its parts."""
    typed = {stem for word in inside for stem in word.whole}
    found: dict[tuple[str, ...], OtherWords] = {}
    for text, language, weight in labels:
        for stems in _ways(text, language):
            fresh = bool(stems) and stems not in found and not set(stems) <= typed
            if fresh and all(map(indexed.known, stems)):
                found[stems] = OtherWords(text, stems, weight, "thesaurus")
    return tuple(found.values())


def _ways(text: str, language: Language) -> list[tuple[str, ...]]:
    """Return the stems that a passage must hold: of each word, or of its parts."""
    spoken = [forms(word, language) for word in content_words(text)]
    whole = tuple(each.whole[0] for each in spoken if each.whole)
    split = tuple(s for each in spoken for s in (each.parts or each.whole[:1]))
    return [whole] if split == whole else [whole, split]


@dataclass(frozen=True)
class Said:
    """How the passages say one word of a question."""

    share: float
    """1 for the word itself, less for a translation or some of the parts of a compound."""
    stems: tuple[str, ...]
    """What stands in the passages for it."""


def said(typed: str, language: Language, indexed: KnownWords) -> Said:
    """Tell whether any passage says the word: as it is, in another language, or in parts."""
    word = word_of(typed, language)
    whole = tuple(stem for stem in word.whole if indexed.known(stem))
    if whole:
        return Said(1.0, whole)
    parts = tuple(stem for stem in word.parts if indexed.known(stem))
    ways = [Said(other.weight, other.stems) for other in _translated(word, language, indexed)]
    if parts:
        ways.append(Said(len(parts) / len(word.parts), parts))
    return max(ways, key=lambda way: way.share, default=Said(0.0, ()))


def is_no_word(typed: str, language: Language) -> bool:
    """Tell whether the language knows no such word, whole or in parts: then it may be a typo.

    A word that is only missing in the passages (they may be in another language) is none.
    """
    if zipf_frequency(typed, language) > 0 or translations(typed, language):
        return False
    return not forms(typed, language).parts


def _mended(group: Group, language: Language, indexed: IndexedWords) -> Group:
    """Give a word that no passage knows, in any way, the nearest one that some do."""
    if group.others:
        return group
    return Group(tuple(_mended_word(word, language, indexed) for word in group.words))


def _mended_word(word: Word, language: Language, indexed: IndexedWords) -> Word:
    plain = word.text.isalpha() and len(word.text) >= SHORTEST_MENDED
    if not plain or word.others or any(map(indexed.known, (*word.whole, *word.parts))):
        return word
    near = indexed.similar(word.text) if is_no_word(word.text, language) else None
    if near is None:
        return word
    stems = dict.fromkeys(stem(near, language) for language in LANGUAGES)
    ways = [
        OtherWords(near, (each,), SPELLING_WEIGHT, "spelling") for each in {**stems, near: None}
    ]
    return replace(word, others=tuple(ways))
