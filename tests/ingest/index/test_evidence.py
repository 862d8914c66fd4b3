"""What the words of a question prove about a passage: exact for every candidate."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.analysis import stem, stems
from ingest.documents import Document, Passage
from ingest.embedding import HashingEmbedder
from ingest.index import (
    Group,
    LexicalQuery,
    OtherWords,
    PassageIndex,
    Word,
    indexed_text,
    plain_query,
)

TEXTS = {
    "las.md": "Een lasrobot verbindt stalen delen.",
    "robot.md": "Test de robot eerst.",
    "zon.md": "De zon schijnt op het dak.",
}


@pytest.fixture
def opened(
    index: Path, publish: Callable[..., int], a_document: Callable[..., Document]
) -> PassageIndex:
    publish(*(a_document(uri, text) for uri, text in TEXTS.items()))
    return PassageIndex.open(index, HashingEmbedder.name)


@dataclass(frozen=True)
class Row:
    """What the words prove about one passage."""

    score: float
    own: float
    crossed: float
    grams: float
    held: tuple[float, ...]


def evidence(opened: PassageIndex, query: LexicalQuery | str) -> dict[str, Row]:
    """Evidence by address."""
    ids = {p.id: row.uri for row in opened.documents() for p in opened.document_passages(row.id)}
    rows = opened.candidates(list(ids))
    found = opened.evidence(query, rows)
    columns = zip(found.score, found.own, found.crossed, found.grams, found.held, strict=True)
    told = [
        Row(float(score), float(own), float(crossed), float(pieces), tuple(held.tolist()))
        for score, own, crossed, pieces, held in columns
    ]
    return {ids[name]: row for name, row in zip(rows.ids, told, strict=True)}


def passages_of(opened: PassageIndex) -> list[Passage]:
    return [p for row in opened.documents() for p in opened.document_passages(row.id)]


def alone(word: Word) -> LexicalQuery:
    return LexicalQuery(groups=(Group((word,)),))


def test_a_passage_holds_a_word_a_part_of_it_or_nothing(opened: PassageIndex) -> None:
    found = evidence(opened, plain_query("lasrobot", "nl"))
    assert found["las.md"].held == (1.0,)
    assert found["robot.md"].held == (0.5,)
    assert found["zon.md"].held == (0.0,)


def test_another_way_to_say_it_counts_as_much_as_it_is_sure(opened: PassageIndex) -> None:
    other = OtherWords("zon", (stem("zon", "nl"),), 0.7, "translation")
    found = evidence(opened, alone(Word("Sonne", ("sonn",), others=(other,))))
    assert found["zon.md"].held == pytest.approx([0.7])
    assert found["zon.md"].crossed > found["zon.md"].own == 0.0


def test_a_way_of_two_words_needs_both(opened: PassageIndex) -> None:
    both = OtherWords("zon dak", (stem("zon", "nl"), stem("dak", "nl")), 1.0, "thesaurus")
    half = OtherWords("zon robot", (stem("zon", "nl"), "robot"), 1.0, "thesaurus")
    word = Word("Solardach", ("solardach",))
    for other, share in ((both, 1.0), (half, 0.0)):
        query = LexicalQuery(groups=(Group((word,), (other,)),))
        assert evidence(opened, query)["zon.md"].held == (share,)


def test_another_name_of_a_term_holds_all_of_its_words(opened: PassageIndex) -> None:
    words = (Word("voorspellend", ("voorspellend",)), Word("onderhoud", ("onderhoud",)))
    other = OtherWords("lasrobot", ("lasrobot",), 1.0, "thesaurus")
    query = LexicalQuery(groups=(Group((Word("dak", ("dak",)),)), Group(words, (other,))))
    found = evidence(opened, query)
    assert found["las.md"].held == (0.0, 1.0, 1.0)
    assert found["zon.md"].held == (1.0, 0.0, 0.0)


def test_a_long_question_is_told_word_by_word(opened: PassageIndex) -> None:
    many = [f"woord{number}" for number in range(40)]
    query = plain_query(" ".join([*many, "dak", "robot"]), "nl")
    held = evidence(opened, query)["zon.md"].held
    assert len(held) == 42
    assert [number for number, share in enumerate(held) if share] == [40]


def test_every_proof_is_a_share_and_the_best_possible_passage_comes_near_to_all(
    opened: PassageIndex,
) -> None:
    found = evidence(opened, "zon schijnt dak")
    for each in found.values():
        assert 0.0 <= each.own <= 1.0 and 0.0 <= each.grams <= 1.0
    assert found["zon.md"].own > 0.3 > found["robot.md"].own


def test_a_rare_word_weighs_more_than_a_common_one(opened: PassageIndex) -> None:
    robot, zon = opened.word_weights(plain_query("robot zon", "nl"))
    assert zon > robot > 0


def test_the_score_is_bm25(opened: PassageIndex) -> None:
    """Worked out by hand: two of the stems once, in a passage of so many stems."""
    query = alone(Word("dak", ("dak",)))
    lengths = [len(stems(indexed_text(p), "nl")) for p in passages_of(opened)]
    (zon,) = [len(stems(indexed_text(p), "nl")) for p in passages_of(opened) if "zon" in p.text]
    norm = 1 - 0.75 + 0.75 * zon / (sum(lengths) / len(lengths))
    expected = math.log(1 + 2.5 / 1.5) * 2.2 / (1 + 1.2 * norm)
    assert evidence(opened, query)["zon.md"].score == pytest.approx(expected, rel=1e-5)


def test_a_word_said_twice_scores_more_and_never_more_than_all(
    index: Path, publish: Callable[..., int], a_document: Callable[..., Document]
) -> None:
    often = "robot " * 400
    publish(*(a_document(f"{n}.md", text) for n, text in enumerate(("een robot", often, "dak"))))
    opened = PassageIndex.open(index)
    found = evidence(opened, alone(Word("robot", ("robot",))))
    assert 1.0 >= found["1.md"].own > found["0.md"].own > found["2.md"].own == 0.0


def test_an_id_that_is_not_there_has_no_row(opened: PassageIndex) -> None:
    rows = opened.candidates(["nooit"])
    assert rows.ids == () and opened.evidence("robot dak", rows).held.shape == (0, 2)


def test_a_question_without_words_proves_nothing(opened: PassageIndex) -> None:
    nothing = Row(0.0, 0.0, 0.0, 0.0, ())
    assert all(each == nothing for each in evidence(opened, "de het een").values())
