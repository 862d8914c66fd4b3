"""The plain recipe that both benches compare with; needs the extra `bench`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from bench.plain import PlainRecipe

pytestmark = [
    # Its packages are older than the warnings of what they stand on.
    pytest.mark.filterwarnings("ignore"),
]

DOCUMENTS = [
    ("cobot", "Cobot", "A cobot welds beside a person."),
    ("grant", "Grant", "A grant pays part of a machine."),
    ("long", "", " ".join(f"Sentence {number} is about paint." for number in range(100))),
]


class OneWord(Embeddings):
    """A vector that tells which of three words the text holds."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        found = [float(word in text.lower()) for word in ("cobot", "grant", "paint")]
        return [value + 0.1 for value in found]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    for package in ("langchain_chroma", "langchain_classic", "langchain_huggingface", "rank_bm25"):
        pytest.importorskip(package, reason="needs the extra bench")


@pytest.fixture
def recipe() -> PlainRecipe:
    from bench.plain import PlainRecipe

    return PlainRecipe.build(DOCUMENTS, embeddings=OneWord())


def test_the_document_that_both_searches_find_comes_first(recipe: PlainRecipe) -> None:
    assert recipe.rank("which grant pays")[0] == ("grant", 1.0)
    assert recipe.rank("a cobot")[0] == ("cobot", 1.0)


def test_a_document_of_many_chunks_is_ranked_once(recipe: PlainRecipe) -> None:
    names = [name for name, _ in recipe.rank("paint", 10)]
    assert names[0] == "long"
    assert len(names) == len(set(names)) == 3


def test_no_more_documents_come_than_asked_for_and_scores_fall(recipe: PlainRecipe) -> None:
    assert len(recipe.rank("paint and a grant", 2)) <= 2
    scores = [score for _, score in recipe.rank("paint and a grant", 10)]
    assert scores == sorted(scores, reverse=True)


def test_recipes_in_memory_do_not_share_their_documents(recipe: PlainRecipe) -> None:
    from bench.plain import PlainRecipe

    other = PlainRecipe.build([("else", "", "A cobot.")], embeddings=OneWord())
    assert [name for name, _ in other.rank("cobot")] == ["else"]
    assert "else" not in dict(recipe.rank("cobot"))


def test_what_was_built_in_a_folder_can_be_opened_again(tmp_path: Path) -> None:
    from bench.plain import PlainRecipe

    built = PlainRecipe.build(DOCUMENTS, tmp_path, OneWord())
    opened = PlainRecipe.open(tmp_path, OneWord())
    for query in ("which grant pays", "a cobot", "paint"):
        assert opened.rank(query) == built.rank(query)


def test_given_vectors_stand_in_for_those_of_chunks_only() -> None:
    from bench.plain import GivenVectors

    given = GivenVectors({"a cobot": np.array([1, 0, 0], np.float32)}, OneWord())
    assert given.embed_documents(["a cobot"]) == [[1.0, 0.0, 0.0]]
    assert given.embed_query("a cobot") == OneWord().embed_query("a cobot")
    with pytest.raises(KeyError):
        given.embed_documents(["a grant"])
