"""The passages that speed is measured on: so many, all different, and the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.scale import LEAST_WORDS, Sentence, build_ours, documents, mixed
from ingest.documents import LANGUAGES
from ingest.embedding import HashingEmbedder
from ingest.index import PassageIndex

EMBEDDER = HashingEmbedder()


def test_every_sentence_is_there_once_at_its_own_row(known: list[Sentence]) -> None:
    assert [sentence.row for sentence in known] == list(range(len(known)))
    assert len({sentence.text for sentence in known}) == len(known) > 500
    assert {sentence.language for sentence in known} == set(LANGUAGES)


@pytest.mark.parametrize("count", [1, 31, 200])
def test_as_many_passages_come_as_are_asked_for(known: list[Sentence], count: int) -> None:
    passages = [passage for made in documents(known, count) for passage in made.passages]
    assert len({passage.id for passage in passages}) == count
    assert len({passage.text for passage in passages}) == count
    assert min(len(passage.text.split()) for passage in passages) >= LEAST_WORDS


def test_the_same_passages_come_every_time(known: list[Sentence]) -> None:
    assert list(documents(known, 40)) == list(documents(known, 40))
    assert list(documents(known, 40)) != list(documents(known, 40, seed=1))


def test_a_passage_stands_where_its_document_says(known: list[Sentence]) -> None:
    for made in documents(known, 70):
        page = made.document.pages()[1]
        for passage in made.passages:
            assert page[passage.offset :].startswith(passage.text)


def test_a_passage_holds_the_sentences_of_its_rows(known: list[Sentence]) -> None:
    (made,) = documents(known, 5)
    for passage, rows in zip(made.passages, made.rows, strict=True):
        assert rows and all(known[row].text in passage.text for row in rows)


def test_a_vector_is_near_the_mean_of_its_sentences_and_no_other() -> None:
    vectors = np.eye(384, dtype=np.float32)
    rows = mixed(vectors, [[0, 1], [0, 1], [2]], seed=1)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ (vectors[0] + vectors[1]) / np.sqrt(2) > 0.95
    assert not np.allclose(rows[0], rows[1])
    assert abs(rows[2] @ vectors[0]) < 0.1


def test_the_index_of_the_passages_answers(known: list[Sentence], tmp_path: Path) -> None:
    build_ours(known, 65, tmp_path, EMBEDDER)
    index = PassageIndex.open(tmp_path, EMBEDDER.name)
    assert index.count() == 65
    (passage, *_) = next(documents(known, 65)).passages
    number_and_compound = passage.text.split(".")[-2]
    assert index.lexical(number_and_compound, 1)[0][0] == passage.id
