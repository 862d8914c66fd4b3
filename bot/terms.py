"""The terms of the field in a question: the thesaurus, with the names of the register."""

from __future__ import annotations

from bot.wording import Labels
from ingest.documents import Language
from ingest.index import PassageIndex
from ingest.thesaurus import Thesaurus


class FieldTerms:
    """Knows the names of the index generation that answers now."""

    def __init__(self, index: PassageIndex, thesaurus: Thesaurus) -> None:
        self._index = index
        self._thesaurus = thesaurus
        self._named = thesaurus
        self._generation: int | None = None

    def __call__(self, text: str, language: Language) -> list[tuple[str, Labels]]:
        """Return the terms in the text as they are typed, each with its other names."""
        named = self._current()
        return [(term.text, named.others(term)) for term in named.terms_in(text, language)]

    def _current(self) -> Thesaurus:
        generation = self._index.generation
        if generation != self._generation:
            self._named = self._thesaurus.with_names(self._index.records())
            self._generation = generation
        return self._named
