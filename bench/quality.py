"""How well the search finds what judged sets call right, against two baselines in the same run.

    python -m bench.quality --sets FOLDER [--only NAME ...] [--write docs/quality.md] [--ablation]

Every set goes through the product's own cutting, analysis, index and fusion (ingest.beir), as in
`wegwijzer eval beir`. Baselines: BM25 over lower-case words (k1 1.2, b .75) and the plain recipe of
bench/plain.py. Indexes are kept below --cache and used again while encoder and set are the same.
"""

from __future__ import annotations

import math
import re
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import click
import numpy as np
from langchain_core.embeddings import Embeddings

from bench.ablation import ablated
from bench.judged import JudgedSet, Marks, interval, judged_sets, marks
from bot.bootstrap import retriever_over
from bot.retrieval import Retriever
from bot.runs import runs_of
from ingest.beir import Entry, build, digest_of_corpus, read_entries
from ingest.embedding import Embedder, load_embedder
from ingest.index import published_generation

SYSTEMS = ("BM25", "plain recipe", "lexical", "dense", "fused")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Row:
    """The marks of every system on one set."""

    name: str
    queries: int
    documents: int
    marks: dict[str, Marks]


def bm25(entries: Sequence[Entry], queries: Iterable[Entry], most: int = 20) -> list[list[str]]:
    """Rank by BM25 over lower-case words, no stems: what a first attempt at search has."""
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    lengths = []
    for number, entry in enumerate(entries):
        counts = Counter(_WORD.findall(f"{entry.title} {entry.text}".lower()))
        lengths.append(sum(counts.values()))
        for word, count in counts.items():
            postings[word].append((number, count))
    mean = sum(lengths) / max(1, len(lengths))
    rankings = []
    for query in queries:
        scores: Counter[int] = Counter()
        for word in set(_WORD.findall(query.text.lower())):
            found = postings.get(word, [])
            idf = math.log(1 + (len(entries) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found:
                norm = count + 1.2 * (0.25 + 0.75 * lengths[number] / mean)
                scores[number] += idf * count * 2.2 / norm  # type: ignore[assignment]
        rankings.append([entries[number].id for number, _ in scores.most_common(most)])
    return rankings


def opened(judged: JudgedSet, embedder: Embedder, cache_folder: Path) -> Retriever:
    """Return a retriever over the documents of the set; its index is made once."""
    corpus = judged.folder / "corpus.jsonl"
    place = cache_folder / digest_of_corpus(corpus, embedder.name)
    if published_generation(place) is None:
        build(read_entries(corpus), place, embedder, _silent)
    return retriever_over(place, embedder)


def _silent(done: int, total: int, what: str) -> None:
    """Benches print their own table."""


def row_of(judged: JudgedSet, embedder: Embedder, cache_folder: Path, plain: bool) -> Row:
    """Return the marks of all systems on one set."""
    entries = read_entries(judged.folder / "corpus.jsonl")
    retriever = opened(judged, embedder, cache_folder)
    runs = list(runs_of(retriever, [query.text for query in judged.queries], _silent))
    rankings: dict[str, list[list[str]]] = {"BM25": bm25(entries, judged.queries)}
    if plain:
        rankings["plain recipe"] = plain_rankings(entries, judged.queries)
    for system in ("lexical", "dense", "fused"):
        rankings[system] = [[name for name, _ in getattr(run, system)] for run in runs]
    return Row(
        name=judged.name,
        queries=len(judged.queries),
        documents=len(entries),
        marks={system: marks(judged, found) for system, found in rankings.items()},
    )


def plain_rankings(entries: Sequence[Entry], queries: Sequence[Entry]) -> list[list[str]]:
    """Rank by the plain recipe: English MiniLM and BM25 by reciprocal rank, through LangChain."""
    from bench.plain import PlainRecipe

    texts = [(entry.id, entry.title, entry.text) for entry in entries]
    recipe = PlainRecipe.build(texts, embeddings=english())
    return [[name for name, _ in recipe.rank(query.text, 10)] for query in queries]


@cache
def english() -> Embeddings:
    """Load the encoder of the plain recipe once; it needs the extra `bench`."""
    from bench.plain import minilm

    return minilm()


def told(rows: Sequence[Row]) -> list[str]:
    """Return the table in Markdown: mean nDCG@10, with the 95 % interval of the fused search."""
    systems = [system for system in SYSTEMS if any(system in row.marks for row in rows)]
    lines = [
        f"| set | queries | documents | {' | '.join(systems)} | 95 % of fused |",
        f"|---|---|---|{'---|' * (len(systems) + 1)}",
    ]
    for row in rows:
        means = [f"{row.marks[s].mean():.3f}" if s in row.marks else "" for s in systems]
        low, high = interval(row.marks["fused"])
        cells = [row.name, str(row.queries), str(row.documents), *means, f"{low:.3f}-{high:.3f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def summary(rows: Sequence[Row]) -> list[str]:
    """Return the figures that the aims are set in."""
    by_name = {row.name: row for row in rows}
    directions = [name for name in by_name if re.fullmatch(r"xquad-[a-z]{2}-[a-z]{2}", name)]
    same = [name for name in directions if name[6:8] == name[9:11]]
    other = [name for name in directions if name not in same]

    def mean(names: Sequence[str], system: str) -> str:
        return f"{np.mean([by_name[n].marks[system].mean() for n in names]):.3f}" if names else "-"

    below = [r.name for r in rows if r.marks["fused"].mean() < r.marks["BM25"].mean()]
    return [
        f"- dense alone over {len(directions)} directions of xquad: {mean(directions, 'dense')}",
        f"- fused within a language: {mean(same, 'fused')}; across: {mean(other, 'fused')}",
        f"- sets on which the fused search is below BM25: {', '.join(below) or 'none'}",
    ]


@cache
def commit() -> str:
    """Return the commit that was measured, with a mark when files had been changed since."""
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


@click.command()
@click.option("--sets", "folder", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--only", multiple=True, help="Name of a set; may be given again.")
@click.option("--cache", "cache_folder", type=click.Path(path_type=Path), default=".make/quality")
@click.option("--no-plain", is_flag=True, help="Leave the plain recipe out.")
@click.option("--ablation", is_flag=True, help="Also tell what each part of the search is worth.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table here too.")
def main(
    folder: Path,
    only: tuple[str, ...],
    cache_folder: Path,
    no_plain: bool,
    ablation: bool,
    write: Path | None,
) -> None:
    """Print the table of all sets, and write it."""
    embedder = load_embedder(threads=2)
    rows = []
    for judged in judged_sets(folder, only):
        start = time.perf_counter()
        rows.append(row_of(judged, embedder, cache_folder, plain=not no_plain))
        print(f"{told(rows[-1:])[-1]}  {time.perf_counter() - start:.0f} s", flush=True)
    lines = [*told(rows), "", *summary(rows)]
    if ablation:
        lines += ["", *ablated(judged_sets(folder, only), embedder, cache_folder, opened)]
    print("\n".join(lines))
    if write:
        write.write_text(page(lines, embedder.name), encoding="utf-8")


def page(lines: Sequence[str], encoder: str) -> str:
    """Return docs/quality.md."""
    head = [
        "# How well the search finds",
        "",
        "Written by `make bench-quality`; not edited by hand. nDCG@10 with binary gains; intervals",
        "by bootstrap over queries (2,000 resamples, seed 1). The sets are development sets: the",
        "weights of the fusion were learned on them, and nothing here is held out.",
        "",
        f"Date {date.today().isoformat()}, commit {commit()}, encoder {encoder}.",
        "",
    ]
    return "\n".join([*head, *lines, ""])


if __name__ == "__main__":
    main()
