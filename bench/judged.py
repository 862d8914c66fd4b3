"""Judged sets in the layout of BEIR, and how a ranking is marked on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.beir import Entry, read_entries

DEPTH = 10
RESAMPLED = 2_000
SEED = 1

Marks = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class JudgedSet:
    """Documents, queries, and for each query the documents that are right."""

    name: str
    folder: Path
    queries: tuple[Entry, ...]
    right: Mapping[str, frozenset[str]]


def judged_sets(folder: Path, wanted: Sequence[str] = ()) -> list[JudgedSet]:
    """Return the sets below a folder, by name; `wanted` names those to keep, () keeps all."""
    found = sorted(path.parent for path in folder.glob("*/qrels.tsv"))
    return [_read(path) for path in found if not wanted or path.name in wanted]


def _read(folder: Path) -> JudgedSet:
    right: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            right.setdefault(query, set()).add(document)
    queries = tuple(q for q in read_entries(folder / "queries.jsonl") if q.id in right)
    return JudgedSet(
        name=folder.name,
        folder=folder,
        queries=queries,
        right={query: frozenset(documents) for query, documents in right.items()},
    )


def ndcg(ranking: Sequence[str], right: frozenset[str]) -> float:
    """Return nDCG@10 with binary gains (Järvelin and Kekäläinen 2002)."""
    found = sum(1 / math.log2(at + 2) for at, name in enumerate(ranking[:DEPTH]) if name in right)
    best = sum(1 / math.log2(at + 2) for at in range(min(DEPTH, len(right))))
    return found / best if best else 0.0


def marks(judged: JudgedSet, rankings: Sequence[Sequence[str]]) -> Marks:
    """Return the nDCG@10 of each query, in the order of the queries."""
    rows = zip(judged.queries, rankings, strict=True)
    return np.array([ndcg(ranking, judged.right[query.id]) for query, ranking in rows])


def interval(found: Marks) -> tuple[float, float]:
    """Return the 95 % interval of the mean, by bootstrap over queries."""
    chance = np.random.default_rng(SEED)
    rows = chance.integers(0, len(found), (RESAMPLED, len(found)))
    low, high = np.quantile(found[rows].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
