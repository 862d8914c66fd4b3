"""A question about a whole programme finds the document that is about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.programmes import load_questions, ranks
from bot.bootstrap import retriever_over
from ingest.embedding import Embedder

CORPUS = Path(__file__).parents[2] / "corpus"
LEAST_FIRST = 0.6
LEAST_AMONG_THREE = 0.75
"""Below what was measured when this was written (python -m bench.programmes), so that a change of
a few questions is no alarm and a change of many is."""


@pytest.fixture(scope="module")
def places(corpus_index: Path, embedder: Embedder) -> list[int | None]:
    return ranks(retriever_over(corpus_index, embedder), load_questions())


def share(places: Sequence[int | None], most: int) -> float:
    return sum(place is not None and place <= most for place in places) / len(places)


def test_every_document_that_is_right_exists() -> None:
    for asked in load_questions():
        assert asked.documents
        assert [uri for uri in asked.documents if not (CORPUS / uri).is_file()] == []


@pytest.mark.encoder
def test_most_questions_find_the_right_document_first(places: list[int | None]) -> None:
    assert share(places, 1) >= LEAST_FIRST
    assert share(places, 3) >= LEAST_AMONG_THREE
