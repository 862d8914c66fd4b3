"""Prints question, expectation and answer one under the other, for a person to judge.

    python -m bench.questions [--json OUT] [--index DIR]

The questions stand in tests/evaluation/questions.yaml; the index must have been built before.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from bot.answers import Reply
from bot.cli import exit_on_error
from bot.conversation import Message
from ingest.documents import Language

QUESTIONS = Path(__file__).parents[1] / "tests" / "evaluation" / "questions.yaml"
RULE = "=" * 96


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of the list, with what a good answer to it holds."""

    id: str
    lang: Language
    q: str
    expect: str
    intent: str
    form: str
    sources: tuple[str, ...] = ()


def load_questions(path: Path = QUESTIONS) -> tuple[Asked, ...]:
    """Return the questions in the order of the file; an unknown or missing field is a TypeError."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    return tuple(Asked(**{**row, "sources": tuple(row["sources"])}) for row in rows)


@click.command()
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the answers here too.")
@click.option("--index", type=click.Path(path_type=Path), help="Folder of the index.")
def main(out: Path | None, index: Path | None) -> None:
    """Put every question of the list to the assistant and print what it says."""
    from bot.bootstrap import open_assistant
    from bot.settings import load_settings

    with exit_on_error():
        assistant = open_assistant(load_settings(index=index))
    rows = [put(asked, assistant.reply) for asked in load_questions()]
    _print_summary(rows)
    if out:
        out.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def put(asked: Asked, reply: Callable[[Message], Reply]) -> dict[str, Any]:
    """Print one question with its answer, and return both as a row of the JSON."""
    from bot.channels.terminal.render import as_json

    start = time.perf_counter()
    said = reply(Message(text=asked.q, conversation_id=asked.id))
    row = as_json(said, time.perf_counter() - start)
    print(f"{RULE}\n{asked.id} [{asked.lang}, {asked.intent}, {asked.form}] {asked.q}")
    print(f"EXPECTED: {asked.expect}")
    print(f"ANSWERED: {row['kind']}, {row['language']}, {row['seconds']:.2f} s\n\n{row['text']}\n")
    return {"id": asked.id, "expect": asked.expect, "sources": list(asked.sources), "reply": row}


def _print_summary(rows: list[dict[str, Any]]) -> None:
    replies = [row["reply"] for row in rows]
    seconds = sorted(reply["seconds"] for reply in replies)
    answers = sum(reply["kind"] == "answer" for reply in replies)
    print(RULE)
    print(f"{len(replies)} questions, {answers} answers, {len(replies) - answers} declined;")
    print(f"median {seconds[len(seconds) // 2]:.2f} s, slowest {seconds[-1]:.2f} s")


if __name__ == "__main__":
    main()
