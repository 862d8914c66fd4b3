from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

Write = Callable[..., Path]

APE = "- id: a\n  prefLabel: {nl: aap, de: Affe, en: ape}\n"
FOLDER = f"concepts:\n{APE}  altLabel: {{en: [monkey]}}\n  hiddenLabel: {{nl: [aaap]}}\n"
BEAR = "- id: b\n  prefLabel: {nl: beer, de: Bär, en: bear}\n  distinct: [a]\n"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["thesaurus", *words])


def data(result: Result) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(result.stdout)
    assert (next(iter(row)), row["schema"]) == ("schema", 1)
    return row


@pytest.fixture
def folder(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "concepts").mkdir(exist_ok=True)
    path = write(part=FOLDER + BEAR)
    monkeypatch.setenv("WEGWIJZER_THESAURUS", str(path))
    return path


def test_check_counts_and_lets_warnings_pass(folder: Path) -> None:
    done = run("check")
    assert done.exit_code == 0
    assert done.stdout == "2 concepts, 8 labels: 0 problems, 1 warnings.\n"
    assert "warning: part.yaml: b: distinct: a does not name b" in done.stderr


def test_check_tells_every_problem_of_the_folder_given(tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text(
        "concepts:\n- id: a\n  prefLabel: {nl: a}\n", encoding="utf-8"
    )
    done = run("check", "--folder", str(tmp_path), "--json")
    told = data(done)
    assert done.exit_code == 1
    assert (told["concepts"], told["labels"]) == (1, 1)
    assert [problem["text"][:13] for problem in told["problems"]] == [
        "de is missing", "en is missing"
    ]  # fmt: skip
    assert told["problems"][0].keys() == {"file", "concept", "field", "text", "warning"}


def test_show_tells_what_a_word_is_also_called(folder: Path) -> None:
    done = run("show", "de", "aap")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "aap: a",
        "  nl       aap, (aaap)",
        "  de       Affe",
        "  en       ape, monkey",
        "  distinct b: beer, Bär, bear",
    ]
    assert run("show", "zebra").stdout == "No concept. To add one, see docs/thesaurus.md.\n"


def test_show_tells_every_field_as_json(folder: Path) -> None:
    told = data(run("show", "--json", "--language", "nl", "de aap"))
    assert (told["text"], told["language"]) == ("de aap", "nl")
    (term,) = told["terms"]
    assert (term["start"], term["end"], term["text"], term["ambiguous"]) == (3, 6, "aap", False)
    assert term["concepts"][0]["hidden"] == {"nl": ["aaap"]}
    assert term["others"][0] == {"label": "Affe", "language": "de", "weight": 1.0}


def test_export_prints_turtle(folder: Path) -> None:
    done = run("export")
    assert done.stdout.startswith("@prefix : <urn:wegwijzer:thesaurus:> .\n")
    assert ":b a skos:Concept ;\n  skos:inScheme" in done.stdout
    assert "  owl:differentFrom :b .\n" in done.stdout


def test_a_thesaurus_with_an_error_is_told_in_one_line(folder: Path) -> None:
    (folder / "part.yaml").write_text("concepts: [", encoding="utf-8")
    done = run("show", "aap")
    assert done.exit_code == 2
    assert done.stderr.startswith("wegwijzer: part.yaml: cannot be read: line 2: ")
    assert done.stderr.count("\n") == 1
