"""An index that does as if some documents were not there: what a bench removes, nothing finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from ingest.analysis import stems
from ingest.documents import Passage
from ingest.index import LexicalQuery, PassageIndex, indexed_text

if TYPE_CHECKING:
    from ingest.embedding import Vectors


class Stock:
    """The passages of an index by document, and in how many of them each stem stands."""

    def __init__(self, index: PassageIndex) -> None:
        self.index = index
        self.passages = {
            row.uri: tuple(index.document_passages(row.id)) for row in index.documents()
        }

    @cached_property
    def frequencies(self) -> Counter[str]:
        """In how many passages each stem stands."""
        return _counted([p for passages in self.passages.values() for p in passages])

    def without(self, uris: Sequence[str]) -> PassageIndex:
        """Return the index without these documents; it answers whatever a search asks."""
        gone = tuple(p for uri in uris for p in self.passages.get(uri, ()))
        return cast(PassageIndex, Without(self, gone))


@dataclass
class Without:
    """Leaves out some passages; all else is asked of the whole index."""

    stock: Stock
    gone: tuple[Passage, ...]

    def __post_init__(self) -> None:
        self._ids = {passage.id for passage in self.gone}
        self._fewer = _counted(self.gone)

    def __getattr__(self, name: str) -> object:
        return getattr(self.stock.index, name)

    def dense(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return up to k (passage id, cosine), nearest first."""
        found = self.stock.index.dense(vector, k + len(self._ids))
        return [row for row in found if row[0] not in self._ids][:k]

    def found_by_words(self, query: LexicalQuery | str, k: int) -> list[str]:
        """Return the ids of some passages that the words bring up."""
        found = self.stock.index.found_by_words(query, k + len(self._ids))
        return [name for name in found if name not in self._ids]

    def known(self, word: str) -> bool:
        """Tell whether any passage that is left holds the stem."""
        return self.stock.frequencies[word] > self._fewer[word]

    def vocabulary(self) -> Without:
        """Return what is known of single words without the documents."""
        return self


def _counted(passages: Sequence[Passage]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(set(stems(indexed_text(passage), passage.language)))
    return counts
