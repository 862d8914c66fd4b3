"""Question to hits: two searches, one scale. The only place where their scores meet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ingest.analysis import stems
from ingest.documents import Hit, Language
from ingest.embedding import Embedder, Vectors
from ingest.index import PassageIndex

POOL = 60
"""Candidates taken from each search; their union is scored exactly by both."""

COSINE_CEILING = 0.8
"""A cosine of .8 counts as full marks: hardly any question is closer than that to its answer."""

LEXICAL_WEIGHT_SAME = 0.5
LEXICAL_WEIGHT_OTHER = 0.2
"""Words prove much within a language and little across languages (measured: model card)."""


_WORD = re.compile(r"\w{6,}")


@dataclass(frozen=True, kw_only=True)
class Retriever:
    """Finds passages by meaning and by words, whatever the language of either side."""

    index: PassageIndex
    embedder: Embedder

    def search(
        self, query: str, language: Language, k: int = 10, focus: str = "", pool: int = POOL
    ) -> list[Hit]:
        """Return the k best hits, best first; an empty query finds nothing."""
        if not query.strip():
            return []
        vector = self.vector(query, focus)
        dense = [name for name, _ in self.index.dense(vector, pool)]
        lexical = [name for name, _ in self.index.lexical(query, pool)]
        hits = self._score(query, vector, language, dict.fromkeys([*dense, *lexical]))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:k]

    def spelled(self, text: str, language: Language) -> str:
        """Return the text with words that no passage holds changed to the nearest one that does.

        Only long words, and only when the nearest is very near: a name stays what it is.
        """
        return _WORD.sub(lambda word: self._mended(word.group(), language), text)

    def _mended(self, word: str, language: Language) -> str:
        known = any(self.index.known(stem) for stem in stems(word, language))
        if known or not stems(word, language) or any(char.isdigit() for char in word):
            return word
        return self.index.similar(word) or word

    def vector(self, query: str, focus: str = "") -> Vectors:
        """Return the query as a unit vector; a focus counts as much as the whole."""
        whole = self.embedder.embed_query(query)
        if not focus:
            return whole
        both = whole + self.embedder.embed_query(focus)
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)

    def _score(
        self, query: str, vector: Vectors, language: Language, ids: Iterable[str]
    ) -> list[Hit]:
        """Give every candidate its exact score in both searches: a missing score is not zero."""
        wanted = list(ids)
        cosines = self.index.cosines(vector, wanted)
        words = self.index.lexical_scores(query, wanted)
        best = max(words.values(), default=0.0) or 1.0
        hits = []
        for name, passage in self.index.passages(wanted).items():
            dense = min(max(cosines[name] / COSINE_CEILING, 0.0), 1.0)
            lexical = words[name] / best
            same = passage.language == language
            weight = LEXICAL_WEIGHT_SAME if same else LEXICAL_WEIGHT_OTHER
            score = weight * lexical + (1 - weight) * dense
            parts = {"dense": dense, "lexical": lexical}
            hits.append(Hit(passage=passage, score=score, parts=parts))
        return hits
