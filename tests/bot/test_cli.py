from __future__ import annotations

import subprocess
import sys

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
