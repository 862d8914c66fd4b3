"""The command that others judge the search with: any folder in the layout of BEIR."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

CORPUS = [
    {"_id": "d1", "title": "Cobots", "text": "Een cobot helpt bij het lassen van kleine series."},
    {"_id": "d2", "title": "", "text": "Vervang papieren werkbonnen door digitale werkbonnen."},
    {
        "_id": "d3",
        "title": "Wartung",
        "text": "Sensoren melden, wann eine Maschine Wartung braucht.",
    },
    {"_id": "d4", "title": "Only a title", "text": ""},
]
QUERIES = [
    {"_id": "q1", "text": "lassen met een cobot"},
    {"_id": "q2", "text": "digitale werkbon"},
    {"_id": "q3", "text": "?"},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "hashing")
    written(tmp_path / "set" / "corpus.jsonl", CORPUS)
    written(tmp_path / "set" / "queries.jsonl", QUERIES)
    return tmp_path / "set"


def written(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")


def called(folder: Path, run: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["eval", "beir", str(folder), "--run", str(run), *more])


def rows(run: Path) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for line in run.read_text("utf-8").splitlines():
        query, document, score = line.split("\t")
        found.setdefault(query, []).append((document, float(score)))
    return found


def test_a_run_ranks_documents_for_each_query(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "runs" / "fused.tsv"
    result = called(folder, run)
    assert result.exit_code == 0, result.output
    found = rows(run)
    assert (found["q1"][0][0], found["q2"][0][0]) == ("d1", "d2")
    for ranking in found.values():
        scores = [score for _, score in ranking]
        assert scores == sorted(scores, reverse=True)
        assert len({document for document, _ in ranking}) == len(ranking)


def test_the_parts_are_the_rankings_of_each_search_alone(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "fused.tsv"
    assert called(folder, run, "--parts").exit_code == 0
    assert rows(tmp_path / "fused.tsv.lexical")["q1"][0][0] == "d1"
    assert len(rows(tmp_path / "fused.tsv.dense")["q1"]) == len(CORPUS)
    assert "q3" not in rows(tmp_path / "fused.tsv.lexical")


def test_a_kept_index_gives_the_same_run_again(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.tsv", tmp_path / "b.tsv"
    for run in (first, second):
        assert called(folder, run, "--index", str(tmp_path / "kept")).exit_code == 0
    assert first.read_text("utf-8") == second.read_text("utf-8")


@pytest.mark.parametrize("line", ["no json", '{"_id": "d9"}', "[]"])
def test_a_broken_line_is_named_with_its_number(folder: Path, tmp_path: Path, line: str) -> None:
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    result = called(folder, tmp_path / "run.tsv")
    assert result.exit_code == 2
    assert "corpus.jsonl:5" in result.output
    assert not (tmp_path / "run.tsv").exists()


def test_a_folder_without_queries_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "queries.jsonl").unlink()
    result = called(folder, tmp_path / "run.tsv")
    assert result.exit_code == 2
    assert "queries.jsonl" in result.output
    assert "BEIR" in result.output


def test_a_text_with_odd_line_ends_stays_one_document(folder: Path, tmp_path: Path) -> None:
    odd = {"_id": "d5", "title": "", "text": "Zwei\u2028Zeilen\x0bund\x85eine Schweißzelle."}
    written(folder / "corpus.jsonl", [*CORPUS, odd])
    written(folder / "queries.jsonl", [{"_id": "q", "text": "Schweißzelle"}])
    run = tmp_path / "run.tsv"
    assert called(folder, run).exit_code == 0
    assert rows(run)["q"][0][0] == "d5"
