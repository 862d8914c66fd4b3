"""What the speed bench asks, counts and prints; how long anything takes is not tested."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.scale import OURS, PLAIN, Sentence, build_ours
from bench.serving import timed
from bench.speed import (
    BenchError,
    Figures,
    asked,
    busy_neighbour,
    figures,
    measured,
    misspelt,
    percentile,
    table,
    varied,
)
from ingest.embedding import HashingEmbedder


def of(start_s: float, p95_ms: float = 10.0) -> Figures:
    return Figures(
        start_s=start_s, p50_ms=5.0, p95_ms=p95_ms, max_ms=20.0, processor_ms=4.0,
        memory_mb=500.0, without_hits=0,
    )  # fmt: skip


def test_all_questions_differ_and_come_again_in_the_same_order() -> None:
    questions = varied(asked(), 301)
    assert len(set(questions)) == 301
    assert questions[: len(asked())] == asked()
    assert questions == varied(asked(), 301)


def test_fewer_questions_than_there_are_get_no_variations() -> None:
    assert varied(asked(), 5) == asked()[:5]


def test_a_typo_swaps_two_letters_of_one_long_word() -> None:
    changed = misspelt("Welke subsidie is er?", random.Random(3))
    assert changed != "Welke subsidie is er?"
    assert sorted(changed) == sorted("Welke subsidie is er?")
    assert changed.startswith("Welke s") and changed.endswith("e is er?")


def test_a_question_of_short_words_keeps_its_spelling() -> None:
    assert misspelt("Wat is een cobot?", random.Random(3)) == "Wat is een cobot?"


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 50.0), (0.95, 95.0), (1.0, 100.0), (0.0, 1.0)]
)
def test_a_percentile_is_one_of_the_values(share: float, expected: float) -> None:
    assert percentile([float(n) for n in range(1, 101)], share) == expected


def test_figures_take_the_highest_memory_and_count_questions_without_hits() -> None:
    rows = [{"ms": 9.0, "processor_ms": 2.0, "hits": 0, "rss_mb": 300.0}]
    rows += [{"ms": 1.0, "processor_ms": 1.0, "hits": 10, "rss_mb": 200.0}] * 3
    found = figures(2.5, rows)
    assert (found.start_s, found.p50_ms, found.p95_ms, found.max_ms) == (2.5, 1.0, 9.0, 9.0)
    assert (found.processor_ms, found.memory_mb, found.without_hits) == (1.25, 300.0, 1)


def test_the_table_sets_the_plain_recipe_in_relation_to_ours() -> None:
    lines = table({OURS: {"idle": of(2.0)}, PLAIN: {"idle": of(5.0)}})
    start = next(line for line in lines if line.startswith("start"))
    assert start.split()[-5:] == ["2.0", "5.0", "2.5", "6", "met"]


def test_the_table_says_what_is_missed_with_and_without_the_plain_recipe() -> None:
    lines = table({OURS: {"busy": of(7.0, p95_ms=41.0)}})
    missed = [line.split(",")[0] for line in lines if line.endswith("MISSED")]
    assert missed == ["start to first hits", "question p95"]


def test_a_question_is_timed_with_its_hits_and_the_memory_held() -> None:
    row = timed(lambda question: len(question), "abc")
    assert row["hits"] == 3
    assert row["ms"] >= 0 and row["processor_ms"] >= 0 and row["rss_mb"] > 10


def test_a_busy_neighbour_is_ended_when_the_bench_fails_beside_it() -> None:
    with pytest.raises(BenchError), busy_neighbour() as neighbour:
        assert neighbour.poll() is None
        raise BenchError("stop")
    assert neighbour.poll() is not None


def test_a_process_of_its_own_answers_every_question(
    known: list[Sentence], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_ours(known, 40, tmp_path, HashingEmbedder())
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "hashing")
    found = measured(OURS, tmp_path, "Welke subsidie?", ["Wo fangen wir an?", "Which grant?"])
    assert found.without_hits == 0
    assert found.start_s > 0 and found.memory_mb > 10


def test_a_process_that_cannot_open_its_index_says_why(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BenchError, match="ended at the question 'Welke subsidie"):
        measured(OURS, tmp_path / "missing", "Welke subsidie?", [])
    assert "there is no index" in capfd.readouterr().err
