"""The thesaurus at work: terms of a question, what else they are called, and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ingest.analysis import fold
from ingest.documents import Language, Record
from ingest.errors import ThesaurusError
from ingest.thesaurus.checking import problems_of
from ingest.thesaurus.concepts import SHIPPED, Concept, read_folder
from ingest.thesaurus.matching import LabelIndex, Term
from ingest.thesaurus.names import with_records

PREFERRED = 1.0
ALTERNATIVE = 0.9
BROADER = 0.35
"""How surely another label means the same; a broader one only holds the thing among others."""

Other = tuple[str, Language, float]
"""A label, its language, and its weight from 0 to 1."""


@dataclass(frozen=True)
class Thesaurus:
    """Concepts by id; `distinct` holds in both directions."""

    concepts: Mapping[str, Concept]

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> Thesaurus:
        """Return the thesaurus of these concepts; a near-miss named on one side counts on both."""
        known = {concept.id: concept for concept in concepts}
        apart: dict[str, dict[str, None]] = {
            id: dict.fromkeys(c.distinct) for id, c in known.items()
        }
        for concept in known.values():
            for other in concept.distinct:
                apart.setdefault(other, {})[concept.id] = None
        return cls({id: replace(c, distinct=tuple(apart[id])) for id, c in known.items()})

    @classmethod
    def load(cls, folder: Path | None = None) -> Thesaurus:
        """Read the folder (default: the one that ships). Raises ThesaurusError if it has an error.

        Labels are indexed at the first question, or by `warm_up`.
        """
        reading = read_folder(folder or SHIPPED)
        wrong = [problem for problem in problems_of(reading) if not problem.warning]
        if wrong:
            given = f" --folder {folder}" if folder else ""
            raise ThesaurusError(f"{wrong[0]} See all with: wegwijzer thesaurus check{given}")
        return cls.of(concept for _, concept in reading.concepts)

    def warm_up(self) -> None:
        """Index the labels now, so that the first question need not wait for it."""
        self.terms_in("warm-up")

    def terms_in(self, text: str, language: Language | None = None) -> tuple[Term, ...]:
        """Return the labels that stand in the text, left to right: the longest, never overlapping.

        `language` is the asker's: a word that two languages have is then taken in that one.
        """
        return tuple(
            Term(start, end, text[start:end], tuple(self.concepts[id] for id in found))
            for start, end, found in self._index.spans(text, language)
        )

    def others(self, term: Term) -> tuple[Other, ...]:
        """Return what else the term is called in any language, surest first; () if ambiguous.

        Left out are the spelling that was typed, and every label of a near-miss.
        """
        if term.ambiguous:
            return ()
        concept = term.concept
        never = {fold(text) for text in self._never(concept)} | {fold(term.text)}
        found: dict[tuple[str, Language], Other] = {}
        for other in self._candidates(concept):
            text, language, _ = other
            if fold(text) not in never:
                found.setdefault((fold(text), language), other)
        return tuple(found.values())

    def with_names(self, records: Iterable[Record]) -> Thesaurus:
        """Return a thesaurus that also knows the register's names, the same in all languages."""
        return Thesaurus.of(with_records(self.concepts, records))

    @cached_property
    def _index(self) -> LabelIndex:
        return LabelIndex.of(self.concepts.values())

    def _never(self, concept: Concept) -> Iterator[str]:
        for other in concept.distinct:
            yield from (text for text, _, _ in self.concepts[other].labels())

    def _candidates(self, concept: Concept) -> Iterator[Other]:
        yield from ((text, language, PREFERRED) for language, text in concept.pref.items())
        for language, texts in concept.alt.items():
            yield from ((text, language, ALTERNATIVE) for text in texts)
        for broader in concept.broader:
            if broader not in concept.distinct:
                pref = self.concepts[broader].pref
                yield from ((text, language, BROADER) for language, text in pref.items())
