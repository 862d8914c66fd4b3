"""How well the questions that no source must answer are told from ordinary ones.

    python -m bench.ways_out [--near]

Prints the share of each list of tests/evaluation/ways_out.yaml that goes the right way, by
language, and every question that went another. Ordinary questions are also taken from bearing.yaml
and questions.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml

from bench.questions import load_questions
from bot.answering.ways_out import REASONS, WaysOut
from bot.conversation import Message
from bot.dialogue import standalone
from ingest.embedding import load_embedder

EVALUATION = Path(__file__).parent.parent / "tests" / "evaluation"
ORDINARY = "ordinary"


def cases() -> Iterator[tuple[str, str, str]]:
    """Yield the right way (a reason, or ordinary), the language as it is listed, and the text."""
    lists: dict[str, Any] = yaml.safe_load((EVALUATION / "ways_out.yaml").read_text("utf-8"))
    for reason in REASONS:
        for language, texts in lists[reason].items():
            yield from ((reason, language, text) for text in texts)
    for reason, texts in lists["later"].items():
        yield from ((reason, "later", text) for text in texts)
    bearing = yaml.safe_load((EVALUATION / "bearing.yaml").read_text("utf-8"))
    known = [asked.q for asked in load_questions() if asked.sources]
    ordinary = [*lists[ORDINARY], *bearing["answered"], *known]
    yield from ((ORDINARY, "all", text) for text in dict.fromkeys(ordinary))


def way(ways_out: WaysOut, text: str) -> str:
    """Return where the text goes."""
    return ways_out(standalone(Message(text=text))) or ORDINARY


@click.command()
@click.option("--near", is_flag=True, help="Also print what each wrong question is near to.")
def main(near: bool) -> None:
    """Print what goes the right way, and what does not."""
    ways_out = WaysOut(embedder=load_embedder(threads=1))
    right: dict[tuple[str, str], list[bool]] = {}
    for expected, language, text in cases():
        found = way(ways_out, text)
        right.setdefault((expected, language), []).append(found == expected)
        if found != expected:
            print(f"{expected} -> {found}: {text}")
            for each in ways_out.nearness(text) if near else ():
                print(f"    {each.reason} {each.near:.2f} {each.cue} {each.ordinary:.2f}")
    print("\n| way | language | right | of |\n|---|---|---|---|")
    for (expected, language), marks in right.items():
        print(f"| {expected} | {language} | {sum(marks)} | {len(marks)} |")


if __name__ == "__main__":
    main()
