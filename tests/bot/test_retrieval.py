from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.fusion import Relation
from bot.retrieval import OWN_LANGUAGE_BONUS, Retriever, for_people
from ingest.documents import LANGUAGES, Hit, Language
from ingest.embedding import HashingEmbedder
from ingest.index import PassageIndex


@pytest.fixture(scope="module")
def retriever(small_index: Path) -> Retriever:
    embedder = HashingEmbedder()
    return Retriever(index=PassageIndex.open(small_index, embedder.name), embedder=embedder)


def _addresses(hits: list[Hit]) -> list[str]:
    return [hit.passage.uri for hit in hits]


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_an_empty_query_finds_nothing(query: str, retriever: Retriever) -> None:
    assert retriever.search(query, "nl") == []


@pytest.mark.parametrize(
    ("query", "language", "uri"),
    [
        ("Hoe vervang ik papieren werkbonnen?", "nl", "guides/paper.nl.md"),
        ("Wie testen wir einen Roboter im Testlabor?", "de", "guides/robot.de.md"),
        ("How do we test a robot in a field lab?", "en", "guides/robot.en.md"),
        ("Techhub", "nl", "resources/hub.yaml"),
    ],
)
def test_the_passage_that_is_asked_for_comes_first(
    query: str, language: Language, uri: str, retriever: Retriever
) -> None:
    assert _addresses(retriever.search(query, language))[0] == uri


def test_a_word_inside_a_compound_is_found(retriever: Retriever) -> None:
    hits = retriever.search("bonnen", "nl")
    assert hits[0].passage.uri == "guides/paper.nl.md"
    assert hits[0].parts["lexical"] == 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_go_down_and_each_part_is_a_share(language: Language, retriever: Retriever) -> None:
    hits = retriever.search("robot test fieldlab scan", language)
    scores = [hit.score for hit in hits]
    assert len(hits) > 3
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert hit.parts.keys() == {"dense", "lexical", "covered", "fused"}
        assert all(0.0 <= part <= 1.0 for part in hit.parts.values())
        assert 0.0 <= hit.score <= 1.0


def test_the_best_words_count_as_full_marks_and_no_words_as_none(retriever: Retriever) -> None:
    lexical = {hit.passage.uri: hit.parts["lexical"] for hit in retriever.search("scan", "nl")}
    assert lexical["guides/scan.nl.md"] == 1.0
    assert lexical["guides/paper.nl.md"] == 0.0


def test_words_count_for_more_in_the_language_of_the_question(retriever: Retriever) -> None:
    def by_words(relation: Relation) -> float:
        weights = retriever.weights.proofs[relation]
        meaning = weights["dense"] + weights["nearest"]
        return 1 - meaning / sum(weights.values())

    assert by_words("same") > by_words("other") > 0


def test_of_two_passages_as_good_the_one_in_the_askers_language_goes_first(
    retriever: Retriever,
) -> None:
    found = retriever.candidates("robot fieldlab", "nl")
    assert {candidate.relation for candidate in found} == {"same", "other"}
    for candidate in found:
        gained = for_people(candidate) - candidate.score
        own = candidate.relation == "same"
        assert gained == pytest.approx(OWN_LANGUAGE_BONUS if own else 0.0)


def test_no_more_hits_than_asked_for_and_they_are_the_best(retriever: Retriever) -> None:
    everything = retriever.search("robot", "nl")
    assert retriever.search("robot", "nl", k=2) == everything[:2]


def test_the_same_query_finds_the_same_in_the_same_order(retriever: Retriever) -> None:
    assert retriever.search("robot", "en") == retriever.search("robot", "en")


def test_a_passage_is_found_once_though_both_searches_find_it(retriever: Retriever) -> None:
    ids = [hit.passage.id for hit in retriever.search("robot fieldlab", "nl")]
    assert len(ids) == len(set(ids))


def test_the_focus_of_a_question_pulls_its_meaning(retriever: Retriever) -> None:
    query = "Wij maken onderdelen van staal, hoe vervang ik papieren werkbonnen?"

    def dense(focus: str) -> float:
        hits = retriever.search(query, "nl", focus=focus)
        return {hit.passage.uri: hit.parts["dense"] for hit in hits}["guides/paper.nl.md"]

    assert dense("hoe vervang ik papieren werkbonnen?") > dense("")


def test_a_vector_has_length_one_with_and_without_a_focus(retriever: Retriever) -> None:
    for focus in ("", "robot"):
        vector = retriever.vector("Test een robot", focus)
        assert float(vector @ vector) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("test in een feildlab", "test in een fieldlab"),
        ("papieren werkbonnen", "papieren werkbonnen"),
        ("de robto", "de robto"),
        ("Kwaliteitshandboek", "Kwaliteitshandboek"),
        ("", ""),
    ],
    ids=["typo", "known words", "short word", "far from any word", "empty"],
)
def test_only_a_long_word_with_a_small_typo_is_mended(
    typed: str, mended: str, retriever: Retriever
) -> None:
    assert retriever.spelled(typed, "nl") == mended


# --- a cross-encoder --------------------------------------------------------------------------


class Prefers:
    """Judges a passage by whether it holds a word."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        self.asked.append(question)
        return [float(self.word in passage) for passage in passages]


def test_a_cross_encoder_has_a_say_in_the_order_and_scores_keep_their_meaning(
    retriever: Retriever,
) -> None:
    query = "robot testen in een fieldlab"
    before = retriever.candidates(query, "nl")
    judge = Prefers("werkbonnen")
    after = replace(retriever, reranker=judge).candidates(query, "nl")
    assert judge.asked == [query]
    assert {c.id for c in before} == {c.id for c in after}
    assert [c.score for c in after] == [c.score for c in before]
    texts = retriever.index.passages([after[0].id])
    assert "werkbonnen" in texts[after[0].id].text and after[0].id != before[0].id
    assert (after[0].judged, before[0].judged) == (1.0, None)


def test_a_cross_encoder_reorders_hits_and_documents_alike(retriever: Retriever) -> None:
    judged = replace(retriever, reranker=Prefers("werkbonnen"))
    query = "robot testen in een fieldlab"
    assert judged.search(query, "nl")[0].passage.uri == "guides/paper.nl.md"
    found = judged.documents(query, "nl")
    names = {row.id: row.uri for row in judged.index.documents()}
    assert names[found[0].document_id] == "guides/paper.nl.md"
    assert judged.search("", "nl") == []
