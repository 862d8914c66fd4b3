"""What a question looks for by words: its words, and other ways to say them. Values, no search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.analysis import content_words, forms, grams
from ingest.documents import LANGUAGES, Language

Origin = Literal["spelling", "translation", "thesaurus"]


@dataclass(frozen=True)
class OtherWords:
    """Another way to say it: a passage must hold all of its stems."""

    text: str
    stems: tuple[str, ...]
    weight: float
    """How surely it means the same (0 to 1)."""
    origin: Origin


@dataclass(frozen=True)
class Word:
    """One word of the question."""

    text: str
    whole: tuple[str, ...]
    """Its stems and spellings; one of them is enough."""
    parts: tuple[str, ...] = ()
    """Stems of the parts of a compound; each is a part of the word's weight."""
    others: tuple[OtherWords, ...] = ()


@dataclass(frozen=True)
class Group:
    """Words that are one term ("predictive maintenance"), or a single word."""

    words: tuple[Word, ...]
    others: tuple[OtherWords, ...] = ()


@dataclass(frozen=True)
class LexicalQuery:
    """Groups in the order of the question, and its character grams."""

    groups: tuple[Group, ...]
    grams: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """Return the words of all groups."""
        return tuple(word for group in self.groups for word in group.words)


def plain_query(text: str, language: Language | None = None) -> LexicalQuery:
    """Return the words of the text and nothing beside them; compounds split as `language` has it.

    Stems are taken in all three languages, since passages of all three are searched.
    """
    words = [word_of(typed, language) for typed in content_words(text)]
    return LexicalQuery(
        groups=tuple(Group((word,)) for word in words if word.whole),
        grams=tuple(dict.fromkeys(grams(text))),
    )


def word_of(typed: str, language: Language | None, others: tuple[OtherWords, ...] = ()) -> Word:
    """Return one typed word with its stems; without a language it is split in each."""
    spoken = [forms(typed, name) for name in LANGUAGES]
    own = [forms(typed, language)] if language else spoken
    parts = dict.fromkeys(part for found in own for part in found.parts)
    whole = dict.fromkeys(stem for found in spoken for stem in found.whole if stem not in parts)
    return Word(text=typed, whole=tuple(whole), parts=tuple(parts), others=others)
