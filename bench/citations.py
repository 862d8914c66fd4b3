"""Does the first citation hold the answer? And is nothing cited when the answer is not indexed?

    python -m bench.citations --sets FOLDER [--most 20] [--page docs/answers.md]

The sets xquad-Q-D name the sentence that holds the answer. Each question goes through the product's
own assistant over an index of its set: once with the right passage indexed, once with it removed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from bench.answerable import sampled
from bench.calibration import commit
from bench.judged import JudgedSet, judged_sets
from bench.quality import opened
from bench.without import Stock
from bot.answers import Answer, Reply
from bot.assistant import Assistant
from bot.bootstrap import assistant_over
from bot.conversation import Message
from ingest.beir import Entry
from ingest.embedding import Embedder, load_embedder

_PAIR = re.compile(r"xquad-([a-z]{2}-[a-z]{2})")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one question."""

    answered: bool
    document: bool
    """The first citation is from the right document."""
    sentence: bool
    """And it holds the sentence with the answer, or is a piece of it."""
    any_sentence: bool
    """Some citation does."""
    answered_without: bool
    """An answer was given though the right document was removed."""


def outcomes(judged: JudgedSet, embedder: Embedder, cache: Path) -> list[Outcome]:
    """Return what became of each question of the set."""
    rows = (judged.folder / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    sentences = {row["query_id"]: str(row["sentence"]) for row in map(json.loads, rows)}
    retriever = opened(judged, embedder, cache)
    stock = Stock(retriever.index)
    found = []
    for query in judged.queries:
        right = judged.right[query.id]
        whole = _ask(assistant_over(retriever), query)
        removed = replace(retriever, index=stock.without(sorted(right)))
        without = _ask(assistant_over(removed), query)
        found.append(_outcome(whole, without, right, sentences[query.id]))
    return found


def _ask(assistant: Assistant, query: Entry) -> Reply:
    return assistant.reply(Message(text=query.text))


def _outcome(whole: Reply, without: Reply, right: frozenset[str], sentence: str) -> Outcome:
    cited = whole.citations if isinstance(whole, Answer) else ()
    holds = [
        citation.passage.uri in right and same_sentence(citation.quote, sentence)
        for citation in cited
    ]
    return Outcome(
        answered=bool(cited),
        document=bool(cited) and cited[0].passage.uri in right,
        sentence=holds[:1] == [True],
        any_sentence=any(holds),
        answered_without=isinstance(without, Answer),
    )


def same_sentence(quote: str, sentence: str) -> bool:
    """Tell whether one holds the other, whatever the white space."""
    one, other = (" ".join(text.split()) for text in (quote, sentence))
    return one in other or other in one


def table(found: dict[str, list[Outcome]]) -> list[str]:
    """Return the shares of each pair of languages and of all."""
    lines = [
        "| question-document | questions | answered | first citation: right document | and holds "
        "the answer | of the answered | any citation holds it | removed: answered |",
        "|---|---|---|---|---|---|---|---|",
    ]
    everything = [row for rows in found.values() for row in rows]
    for pair, rows in {**found, "all": everything}.items():
        lines.append(f"| {pair} | {len(rows)} | {' | '.join(_shares(rows))} |")
    return lines


def _shares(rows: Sequence[Outcome]) -> list[str]:
    answered = sum(row.answered for row in rows)
    counts = [
        answered,
        sum(row.document for row in rows),
        sum(row.sentence for row in rows),
        sum(row.any_sentence for row in rows),
        sum(row.answered_without for row in rows),
    ]
    shares = [f"{count / len(rows):.0%}" for count in counts]
    of_answered = f"{counts[2] / answered:.0%}" if answered else "-"
    return [*shares[:3], of_answered, *shares[3:]]


@click.command()
@click.option("--sets", "folder", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--cache", type=click.Path(path_type=Path), default=".make/quality")
@click.option("--most", default=20, help="Questions of each pair of languages.")
@click.option("--page", type=click.Path(path_type=Path), help="Add the table to this page.")
def main(folder: Path, cache: Path, most: int, page: Path | None) -> None:
    """Print the table, pair by pair."""
    embedder = load_embedder(threads=2)
    found: dict[str, list[Outcome]] = {}
    for judged in judged_sets(folder):
        pair = _PAIR.fullmatch(judged.name)
        if pair:
            found[pair[1]] = outcomes(sampled(judged, most), embedder, cache)
            print(table(found)[-2], flush=True)
    lines = table(found)
    print("\n".join(lines))
    if page:
        head = [
            "## Citations on xquad",
            "",
            f"Written by bench/citations.py on {date.today().isoformat()}, commit {commit()}.",
            "",
        ]
        before = page.read_text(encoding="utf-8").split(head[0])[0] if page.is_file() else ""
        page.write_text("\n".join([before + head[0], *head[1:], *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
