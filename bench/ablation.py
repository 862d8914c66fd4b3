"""What each part of the search is worth: the same sets with one part taken out at a time.

Run by `python -m bench.quality --ablation`. Without compounds a second index is built, since they
are split when a passage is indexed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bench.judged import JudgedSet, marks
from bot.fusion import Weights
from bot.retrieval import Retriever
from bot.runs import runs_of
from bot.wording import worded
from ingest.analysis import words as analysis
from ingest.documents import Language
from ingest.embedding import Embedder
from ingest.index import LexicalQuery

Open = Callable[[JudgedSet, Embedder, Path], Retriever]

MEANING = ("dense", "nearest")

SETS = ("xquad-mixed", "covidfaq-de", "covidfaq-para-de", "head-en")
"""One index in three languages, questions to official answers, and long English documents."""

MOST_QUERIES = 240
"""Of each set, evenly taken: a part that is worth something shows in fewer than all of them."""


@dataclass(frozen=True, kw_only=True)
class Untranslated(Retriever):
    """Looks for the question's own words and the terms of the thesaurus."""

    def words(self, query: str, language: Language) -> LexicalQuery:
        """Return the words without their translations."""
        return worded(query, language, self.index.vocabulary(), self.terms, translated=False)


def without_meaning(retriever: Retriever) -> Retriever:
    """Count words only; candidates still come from both searches."""
    kept = {
        relation: {name: value for name, value in table.items() if name not in MEANING}
        for relation, table in retriever.weights.proofs.items()
    }
    return replace(retriever, weights=Weights(kept, retriever.weights.support))


def without_thesaurus(retriever: Retriever) -> Retriever:
    """Know no terms of the field."""
    return replace(retriever, terms=None)


def without_translations(retriever: Retriever) -> Retriever:
    """Know no word list."""
    return Untranslated(
        index=retriever.index,
        embedder=retriever.embedder,
        terms=retriever.terms,
        weights=retriever.weights,
    )


def without_language(retriever: Retriever) -> Retriever:
    """Weigh every passage as if it were in the asker's language."""
    same = retriever.weights.proofs["same"]
    return replace(
        retriever, weights=Weights({"same": same, "other": same}, retriever.weights.support)
    )


TAKEN_OUT: dict[str, Callable[[Retriever], Retriever]] = {
    "nothing": lambda retriever: retriever,
    "the encoder": without_meaning,
    "the word list": without_translations,
    "the thesaurus": without_thesaurus,
    "weights by language": without_language,
}


@contextmanager
def no_compounds() -> Iterator[None]:
    """Leave compounds whole, in passages and in questions."""
    analysis._forms.cache_clear()
    analysis.forms.cache_clear()
    with patch.object(analysis, "compound_parts", lambda word, language: ()):
        yield
    analysis._forms.cache_clear()
    analysis.forms.cache_clear()


def ablated(
    sets: Sequence[JudgedSet], embedder: Embedder, cache_folder: Path, opened: Open
) -> list[str]:
    """Return a Markdown table: sets by what was taken out, nDCG@10 of the fused search."""
    columns = [*TAKEN_OUT, "compounds"]
    lines = [f"| set, without | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for judged in (_thinned(judged) for judged in sets if judged.name in SETS):
        retriever = opened(judged, embedder, cache_folder)
        figures = [_mean(judged, change(retriever)) for change in TAKEN_OUT.values()]
        with no_compounds():
            figures.append(_mean(judged, opened(judged, embedder, cache_folder / "whole")))
        lines.append(f"| {judged.name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |")
    return lines


def _thinned(judged: JudgedSet) -> JudgedSet:
    step = -(-len(judged.queries) // MOST_QUERIES)
    return replace(judged, queries=judged.queries[::step])


def _mean(judged: JudgedSet, retriever: Retriever) -> float:
    runs = runs_of(retriever, [query.text for query in judged.queries], lambda *_: None)
    return float(np.mean(marks(judged, [[name for name, _ in run.fused] for run in runs])))
