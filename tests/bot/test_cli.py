from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, SUMMARIES, main

HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "chromadb",
    "tantivy",
    "trafilatura",
    "pypdf",
    "pypdfium2",
    "pydantic",
    "pydantic_settings",
    "numpy",
    "wordfreq",
    "langchain",
)

LOADED = """
import sys
from pathlib import Path
from bot.cli import main
main(args=["--help"], standalone_mode=False)
print("loaded:", *sorted(set(sys.modules) & set({heavy!r})))
"""


def test_help_loads_no_heavy_library() -> None:
    code = LOADED.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert "Commands:" in done.stdout
    assert done.stdout.splitlines()[-1] == "loaded:"


def test_help_lists_every_command_with_its_summary() -> None:
    shown = CliRunner().invoke(main, ["--help"], terminal_width=120)
    assert shown.exit_code == 0
    assert list(COMMANDS) == list(SUMMARIES)
    for name, summary in SUMMARIES.items():
        assert f"{name} " in shown.output
        assert summary in shown.output


def test_an_unknown_command_is_refused_by_name() -> None:
    shown = CliRunner().invoke(main, ["fly"])
    assert shown.exit_code == 2
    assert "No such command 'fly'" in shown.output


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_command_without_words_is_refused(command: str) -> None:
    assert CliRunner().invoke(main, [command]).exit_code == 2


@pytest.mark.parametrize("command", ["ask", "search"])
def test_the_help_of_a_command_gives_examples(command: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"], terminal_width=120)
    assert shown.exit_code == 0
    assert "Examples:" in shown.output


@pytest.fixture
def small(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "hashing")
    return ["--index", str(small_index)]


QUESTION = "Hoe kan ik een robot testen in een fieldlab?"


def test_ask_prints_steps_and_sources(small: list[str]) -> None:
    shown = CliRunner().invoke(main, ["ask", *small, *QUESTION.split()])
    assert shown.exit_code == 0
    assert "“Test een robot in een fieldlab voordat je hem koopt.” [" in shown.output
    assert "Bronnen" in shown.output.splitlines()


def test_ask_prints_json_with_quotes_to_the_letter(small: list[str]) -> None:
    shown = CliRunner().invoke(main, ["ask", "--json", *small, QUESTION])
    row = json.loads(shown.output)
    assert (row["schema"], row["kind"], row["question"]) == (1, "answer", QUESTION)
    assert "Test een robot in een fieldlab voordat je hem koopt." in [
        citation["quote"] for citation in row["citations"]
    ]
    assert row["seconds"] >= 0


def test_ask_ends_well_when_it_honestly_declines(small: list[str]) -> None:
    shown = CliRunner().invoke(main, ["ask", "--json", *small, "Recept voor appelmoes?"])
    row = json.loads(shown.output)
    assert shown.exit_code == 0
    assert (row["kind"], row["reason"], row["citations"]) == ("handoff", "off_topic", [])


def test_search_prints_the_hits_best_first(small: list[str]) -> None:
    shown = CliRunner().invoke(main, ["search", "--json", "-k", "2", *small, "werkbonnen"])
    row = json.loads(shown.output)
    assert (row["schema"], row["query"], len(row["hits"])) == (1, "werkbonnen", 2)
    assert row["hits"][0]["uri"] == "guides/paper.nl.md"
    told = CliRunner().invoke(main, ["search", "-k", "1", *small, "werkbonnen"])
    assert "guides/paper.nl.md p. 1 [nl]" in told.output


@pytest.mark.parametrize("command", ["ask", "search"])
def test_without_an_index_a_command_ends_with_two_and_one_line_what_to_do(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "hashing")
    shown = CliRunner().invoke(main, [command, "--index", str(tmp_path / "none"), "robot"])
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert shown.stderr.startswith("wegwijzer: there is no index")
    assert len(shown.stderr.splitlines()) == 1


def test_a_wrong_setting_ends_with_two_and_names_the_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WEGWIJZER_LANGUAGE", "fr")
    shown = CliRunner().invoke(main, ["ask", "robot"])
    assert shown.exit_code == 2
    assert "WEGWIJZER_LANGUAGE" in shown.stderr


def test_ask_explains_what_was_made_of_a_follow_up(small: list[str]) -> None:
    asked = ["ask", *small, "--explain", "--after", "Hoe test ik een robot in een fieldlab?"]
    shown = CliRunner().invoke(main, [*asked, "en voor kleine bedrijven?"])
    assert shown.exit_code == 0
    assert "typed: en voor kleine bedrijven?" in shown.output
    row = json.loads(CliRunner().invoke(main, [*asked, "--json", "en dat?"]).stdout)
    assert row["understood"]["text"] == "Hoe test ik een robot in een fieldlab? en dat?"


def test_chat_goes_on_until_it_is_left(
    small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJZER_DATABASE", f"sqlite:///{tmp_path}/c.sqlite")
    lines = "onthoud dat wij in Enschede zitten\nja\nmijn profiel\nstop\nnooit gevraagd\n"
    shown = CliRunner().invoke(main, ["chat", *small], input=lines)
    assert shown.exit_code == 0
    assert shown.output.count("Twente") >= 3 and "nooit gevraagd" not in shown.output
    again = CliRunner().invoke(main, ["chat", *small], input="mijn profiel\n\n")
    assert "Twente" in again.output
