"""Which labels stand in a text: words are compared as they are spelled, then by their stems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.analysis.stopwords import is_stop_word_anywhere
from ingest.documents import LANGUAGES, Language
from ingest.thesaurus import comparing
from ingest.thesaurus.comparing import Word
from ingest.thesaurus.concepts import Concept

FEWEST_SHOUTED = 4
"""In a text of this many words, all in capitals, capitals say nothing."""

WRITTEN, FOLDED, INFLECTED, DERIVED, STEMMED = range(5)
"""How a label is changed. DERIVED is less sure: the verb of an action, or an ending that the
stemmer misses; STEMMED is another word of its stem."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True)
class Term:
    """A stretch of a text that is a label; with several concepts it may mean either."""

    start: int
    end: int
    text: str
    concepts: tuple[Concept, ...]

    @property
    def concept(self) -> Concept:
        """Return what it means; of an ambiguous term, one of the meanings."""
        return self.concepts[0]

    @property
    def ambiguous(self) -> bool:
        """Tell whether the text leaves open which concept is meant."""
        return len(self.concepts) > 1


class Span(NamedTuple):
    """Where a label stands, and the ids of what it may mean."""

    start: int
    end: int
    concepts: tuple[str, ...]


class Label(NamedTuple):
    """A way to write a label."""

    text: str
    language: Language
    concept: str


class Distance(NamedTuple):
    """How far a label is from what is typed; the smallest is meant."""

    differs: bool
    """Not the same abbreviation."""
    foreign: bool
    """Not in the asker's language."""
    change: int
    """One of WRITTEN to STEMMED."""


@dataclass(frozen=True)
class LabelIndex:
    """Labels by their words."""

    spelled: Mapping[str, Sequence[Label]]
    stemmed: Mapping[Language, Mapping[str, Sequence[Label]]]
    based: Mapping[str, Sequence[Label]]
    longest: Mapping[str, int] = field(repr=False)
    """First word of a key -> words of the longest label that begins with it."""

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> LabelIndex:
        """Index every label as it is, and as it is typed without the key for umlauts."""
        spelled: defaultdict[str, list[Label]] = defaultdict(list)
        stemmed = {language: defaultdict[str, list[Label]](list) for language in LANGUAGES}
        based: defaultdict[str, list[Label]] = defaultdict(list)
        longest: dict[str, int] = {}
        for concept in concepts:
            for text, language, _ in concept.labels():
                for way in _ways(text):
                    label = Label(way, language, concept.id)
                    keys = comparing.keys_of(way, language)
                    spelled[keys.spelled].append(label)
                    stemmed[language][keys.stemmed].append(label)
                    based[keys.based].append(label)
                    for first in keys.firsts:
                        if longest.get(first, 0) < keys.length:
                            longest[first] = keys.length
        return cls(spelled, stemmed, based, longest)

    def spans(self, text: str, language: Language | None) -> Iterator[Span]:
        """Yield every label in the text: the longest first, left to right, never overlapping."""
        words = comparing.words_in(text)
        shouted = len(words) >= FEWEST_SHOUTED and text.isupper()
        at = 0
        while at < len(words):
            longest = min(self._longest_from(words[at]), len(words) - at)
            for length in range(longest, 0, -1):
                run = words[at : at + length]
                start, end = run[0].start, run[-1].end
                found = self._meant(_Typed(text[start:end], run, language, shouted))
                if found:
                    yield Span(start, end, found)
                    at += length - 1
                    break
            at += 1

    def _longest_from(self, word: Word) -> int:
        return max(self.longest.get(first, 0) for first in (word.spelling, word.base, *word.stems))

    def _meant(self, typed: _Typed) -> tuple[str, ...]:
        """Return the concepts of the nearest labels, each once."""
        found = [(typed.distance(label, least), label) for label, least in self._labels(typed)]
        at_home = any(not distance.foreign for distance, _ in found)
        near = [pair for pair in found if typed.may_mean(pair[1], pair[0], at_home)]
        if not near:
            return ()
        best = min(distance for distance, _ in near)
        return tuple(dict.fromkeys(label.concept for distance, label in near if distance == best))

    def _labels(self, typed: _Typed) -> Iterator[tuple[Label, int]]:
        """Yield the labels of these words, and the least change that can be meant."""
        key = " ".join(word.spelling for word in typed.words)
        yield from ((label, WRITTEN) for label in self.spelled.get(key, ()))
        if typed.is_empty:
            return
        for place, language in enumerate(LANGUAGES):
            key = " ".join(word.stems[place] for word in typed.words)
            yield from ((label, INFLECTED) for label in self.stemmed[language].get(key, ()))
        key = " ".join(word.base for word in typed.words)
        yield from ((label, DERIVED) for label in self.based.get(key, ()))


@dataclass(frozen=True)
class _Typed:
    """A run of words that may be a label."""

    text: str
    words: Sequence[Word]
    language: Language | None
    shouted: bool

    @property
    def is_empty(self) -> bool:
        """A stop word is never an inflection: the German stem of "Sicherheit" is "sich"."""
        return len(self.words) == 1 and is_stop_word_anywhere(self.text)

    def distance(self, label: Label, least: int) -> Distance:
        """Return how far away the label is; `least` is the change that its key implies."""
        same = self.text == label.text and not self.shouted
        return Distance(
            differs=not (same and comparing.is_abbreviation(label.text)),
            foreign=self.language is not None and label.language != self.language,
            change=self._change(label, least),
        )

    def _change(self, label: Label, least: int) -> int:
        if least == WRITTEN:
            return WRITTEN if self.text.lower() == label.text.lower() else FOLDED
        if least == DERIVED:
            return DERIVED if comparing.has_ending(self.text, label.text) else STEMMED
        if comparing.is_inflection(self.text, label.text):
            return INFLECTED
        return DERIVED if comparing.is_action(self.text, label.text) else STEMMED

    def may_mean(self, label: Label, distance: Distance, at_home: bool) -> bool:
        """Tell whether the label can be meant at all; `at_home`: the asker's language has one."""
        if len(self.words) > 1 or not distance.differs:
            return True
        if comparing.is_abbreviation(label.text):
            return self._is_abbreviated(label.text, distance.change)
        if distance.change == STEMMED or self.language is None:
            return distance.change < STEMMED and not self.is_empty
        if distance.foreign:
            return self._is_loan(label, distance.change, at_home, self.language)
        whole = distance.change <= FOLDED or len(self.text) >= len(label.text)
        return distance.change < DERIVED and whole or not self._is_everyday

    @property
    def _is_everyday(self) -> bool:
        return self.language is not None and comparing.is_everyday(self.text, self.language)

    def _is_abbreviated(self, label: str, change: int) -> bool:
        """An abbreviation has no endings but those behind its capitals: PLCs, KMU's."""
        if self.text.startswith(label) and not self.shouted:
            return True
        return change <= FOLDED and not comparing.is_everyday_in_capitals(label)

    def _is_loan(self, label: Label, change: int, at_home: bool, language: Language) -> bool:
        """Tell whether a label of another language is used in the asker's: as it is, or plural."""
        if self._is_everyday and not at_home:
            return False
        if change == FOLDED:
            return not comparing.is_known(self.text, language)
        return change == WRITTEN or comparing.is_loan_plural(self.text, label.text)


def _ways(text: str) -> Iterable[str]:
    """Return the ways to type a label: as it is, and "foerderung" for "Förderung"."""
    if text.isascii():
        return (text,)
    return dict.fromkeys((text, text.lower().translate(_UMLAUTS)))
