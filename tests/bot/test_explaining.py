from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.explaining import explained
from bot.retrieval import Retriever
from ingest.documents import Hit
from ingest.embedding import HashingEmbedder
from ingest.index import PassageIndex


@pytest.fixture(scope="module")
def retriever(small_index: Path) -> Retriever:
    embedder = HashingEmbedder()
    return Retriever(index=PassageIndex.open(small_index, embedder.name), embedder=embedder)


def asked(retriever: Retriever, query: str) -> list[Hit]:
    return retriever.search(query, "nl", k=3)


def test_the_shares_and_the_support_add_up_to_the_score(retriever: Retriever) -> None:
    hits = asked(retriever, "robot in een fieldlab")
    for hit, why in zip(
        hits, explained(retriever, "robot in een fieldlab", "nl", hits), strict=True
    ):
        total = sum(adds for _, _, adds in why.shares) + why.support
        assert total == pytest.approx(why.score)
        assert why.passage == hit.passage


class Reversed:
    """Prefers the later passage."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        return [number / 10 for number, _ in enumerate(passages)]


def test_what_a_cross_encoder_changed_is_told(retriever: Retriever) -> None:
    judged = replace(retriever, reranker=Reversed())
    query = "robot in een fieldlab"
    hits = asked(judged, query)
    for why in explained(judged, query, "nl", hits):
        assert sum(adds for _, _, adds in why.shares) + why.support == pytest.approx(why.score)
        assert "cross-encoder" in [name for name, _, _ in why.shares]


def test_a_word_is_told_with_what_was_found_for_it(retriever: Retriever) -> None:
    query = "werkbonnen walvis"
    (first, *_) = explained(retriever, query, "nl", asked(retriever, query))
    assert [(match.word, match.origin) for match in first.matches] == [("werkbonnen", "own")]
    assert first.missing == ("walvis",)
    assert first.lexical_rank == 1


def test_a_part_of_a_compound_and_a_translation_are_told_as_such(retriever: Retriever) -> None:
    whys = explained(retriever, "robotlasser", "nl", asked(retriever, "robotlasser"))
    assert {m.origin for why in whys for m in why.matches} <= {"part", "translation"}
    german = retriever.search("testen", "nl", k=6)
    whys = explained(retriever, "testen", "nl", german)
    origins = {(why.passage.language, m.origin) for why in whys for m in why.matches}
    assert ("nl", "own") in origins


@pytest.fixture
def command(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "hashing")
    return ["search", "--index", str(small_index), "--explain", "robot in fieldlab", "-k", "2"]


def test_the_command_tells_words_vectors_and_weights(command: list[str]) -> None:
    told = CliRunner().invoke(main, command).output
    for what in ("score:", "vector: cosine", "words: robot = robot (own)"):
        assert what in told


def test_the_json_holds_an_explanation_for_each_hit(command: list[str]) -> None:
    hits = json.loads(CliRunner().invoke(main, [*command, "--json"]).output)["hits"]
    assert len(hits) == 2
    for hit in hits:
        adds = sum(share["adds"] for share in hit["explanation"]["shares"])
        assert adds + hit["explanation"]["support"] == pytest.approx(hit["score"], abs=0.001)
