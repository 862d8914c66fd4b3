"""Learns how much each proof of the fusion counts, and whether learning beats hand-set weights.

    python -m bench.fusion --sets FOLDER [--cache .make/quality] [--write bot/fusion.toml]

For every query the candidates of both searches are ranked by a weighted sum of their proofs; the
weights, none below zero, minimise the listwise softmax loss (Cao et al. 2007) over all queries,
each set counting with the root of its queries. What is printed for a set was learned without that
set and without those that share its queries (leave one group out), beside the hand-set weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.judged import JudgedSet, judged_sets, ndcg
from bench.quality import opened
from bot.dialogue import language_of
from bot.fusion import PROOFS, RELATIONS
from bot.retrieval import Retriever
from bot.runs import DEFAULT_LANGUAGE
from ingest.embedding import load_embedder

Floats = NDArray[np.float64]

POOL = 100
RIDGE = 1.0
"""Pull towards the hand-set weights: a proof that the sets do not tell of keeps its weight.

Of .005 to 8, values from 1 to 4 leave the most of what is learned to sets that were not seen.
"""

SUPPORT = 0.07
"""Set by hand: up to .1 it changes the mean of all sets by less than .004."""

SCALES = (8.0, 12.0, 16.0, 20.0, 26.0, 32.0)
"""Steepness of the softmax over hand-set scores; the one with the least loss is the start."""

HAND_SET = {
    "same": {
        "dense": 0.35, "nearest": 0.15, "covered": 0.1, "document": 0.05, "words": 0.2,
        "grams": 0.15,
    },
    "other": {
        "dense": 0.5, "nearest": 0.2, "covered": 0.1, "words": 0.05, "crossed": 0.1, "grams": 0.05,
    },
}  # fmt: skip
"""What was set by hand before anything was learned: the baseline."""


@dataclass(frozen=True)
class Asked:
    """The candidates of one query: proofs by relation, and which documents are right."""

    proofs: Floats
    """Shape (candidates, relations x proofs): the columns of the other relation are zero."""
    documents: tuple[str, ...]
    right: frozenset[str]


@dataclass(frozen=True)
class Material:
    """One judged set as learning material."""

    name: str
    asked: tuple[Asked, ...]

    @property
    def group(self) -> str:
        """Sets of one group share their questions: they are learned from together or not at all."""
        return self.name.split("-")[0].removesuffix("r")


def material(judged: JudgedSet, retriever: Retriever) -> Material:
    """Collect the candidates of every query of a set."""
    owners = {row.id: row.uri for row in retriever.index.documents()}
    asked = []
    for query in judged.queries:
        language = language_of(query.text, DEFAULT_LANGUAGE)
        found = retriever.candidates(query.text, language, pool=POOL)
        rows = np.zeros((len(found), len(RELATIONS), len(PROOFS)))
        for row, candidate in enumerate(found):
            relation = RELATIONS.index(candidate.relation)
            rows[row, relation] = [getattr(candidate.proof, name) for name in PROOFS]
        documents = tuple(owners[candidate.document_id] for candidate in found)
        asked.append(Asked(rows.reshape(len(found), -1), documents, judged.right[query.id]))
    return Material(judged.name, tuple(asked))


def learned(materials: Sequence[Material]) -> Floats:
    """Return the weights with the least loss, flat, scaled so that the larger sum is 1."""
    usable = [
        (row.proofs, np.array([d in row.right for d in row.documents]), share)
        for each in materials
        for share in [1 / np.sqrt(len(each.asked))]
        for row in each.asked
        if any(d in row.right for d in row.documents)
    ]

    def loss(weights: Floats, centre: Floats) -> tuple[float, Floats]:
        away = weights - centre
        total, slope = RIDGE * float(away @ away), 2 * RIDGE * away
        for proofs, right, share in usable:
            scores = proofs @ weights
            shares = np.exp(scores - scores.max())
            among = shares / shares.sum()
            hits = np.where(right, shares, 0.0)
            total -= share * float(np.log(hits.sum() / shares.sum()))
            slope = slope - share * (proofs.T @ (hits / hits.sum() - among))
        return total, slope

    starts = [scale * flat(HAND_SET) for scale in SCALES]
    start = min(starts, key=lambda tried: loss(tried, tried)[0])
    bounds = [(0, None)] * len(start)
    found = minimize(loss, start, (start,), jac=True, method="L-BFGS-B", bounds=bounds)
    weights: Floats = np.asarray(found.x, np.float64)
    return np.asarray(weights / weights.reshape(len(RELATIONS), -1).sum(axis=1).max())


def flat(table: dict[str, dict[str, float]]) -> Floats:
    """Return a table of weights as one row."""
    return np.array([table[relation].get(name, 0.0) for relation in RELATIONS for name in PROOFS])


def mean_ndcg(each: Material, weights: Floats) -> float:
    """Return the mean nDCG@10 of a set under these weights."""
    found = []
    for row in each.asked:
        order = np.argsort(-(row.proofs @ weights), kind="stable")
        ranking = list(dict.fromkeys(row.documents[at] for at in order))
        found.append(ndcg(ranking, row.right))
    return float(np.mean(found))


def written(weights: Floats, note: Iterable[str]) -> str:
    """Return fusion.toml."""
    lines = [f"# {line}".rstrip() for line in note]
    for relation, row in zip(RELATIONS, weights.reshape(len(RELATIONS), -1), strict=True):
        lines += [
            f"[{relation}]",
            *(f"{n} = {v:.3f}" for n, v in zip(PROOFS, row, strict=True)),
            "",
        ]
    return "\n".join(lines)


@click.command()
@click.option("--sets", "folder", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--cache", "cache_folder", type=click.Path(path_type=Path), default=".make/quality")
@click.option("--write", type=click.Path(path_type=Path), help="Write the weights here.")
def main(folder: Path, cache_folder: Path, write: Path | None) -> None:
    """Learn, compare with the hand-set weights, and write."""
    embedder = load_embedder(threads=2)
    sets = judged_sets(folder)
    materials = [material(each, opened(each, embedder, cache_folder)) for each in sets]
    hand = flat(HAND_SET)
    everything = learned(materials)
    without = {
        group: learned([each for each in materials if each.group != group])
        for group in sorted({each.group for each in materials})
    }
    print(
        "| set | queries | hand-set | learned without its group | learned |\n|---|---|---|---|---|"
    )
    table: list[list[float]] = []
    for each in materials:
        figures = [mean_ndcg(each, w) for w in (hand, without[each.group], everything)]
        table.append(figures)
        told = " | ".join(f"{figure:.3f}" for figure in figures)
        print(f"| {each.name} | {len(each.asked)} | {told} |")
    sizes = np.sqrt([len(each.asked) for each in materials])
    for what, shares in (("mean", np.ones(len(sizes))), ("mean by root of queries", sizes)):
        means = np.average(table, axis=0, weights=shares)
        print(f"| {what} | | {' | '.join(f'{mean:.4f}' for mean in means)} |")
    for name, row in zip(RELATIONS, everything.reshape(len(RELATIONS), -1), strict=True):
        print(name, dict(zip(PROOFS, row.round(3).tolist(), strict=True)))
    if write:
        note = (
            "What each proof counts, for a passage in the asker's language and for another.",
            "Learned by bench/fusion.py; the larger sum is 1, so that no score is above 1.",
        )
        support = f"\n[document]\nsupport = {SUPPORT}\n"
        write.write_text(f"{written(everything, note)}{support}", encoding="utf-8")


if __name__ == "__main__":
    main()
