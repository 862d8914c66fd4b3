"""Learns when to answer: how likely it is that the hits bear an answer, and from where on to.

    python -m bench.calibration --sets FOLDER [--most 40] [--write TOML] [--page FILE]

Material (bench/answerable.py): queries of judged sets with their right documents indexed, with
those removed, and put to another corpus; and the project's own questions. A logistic model with a
small ridge, each set counting alike. What is printed for a group of sets was learned without it;
the hand-set rule that it replaces stands beside it, on the same rows. The threshold is the least
probability at which at most MOST_WRONG of our own questions without an answer are answered.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.answerable import OWN, Asked, collected, keep, kept, own_questions, sampled, version
from bench.judged import judged_sets
from bench.quality import opened
from bot.answering.bearing import NAMES
from bot.bootstrap import retriever_over
from bot.fusion import RELATIONS
from ingest.embedding import load_embedder

Floats = NDArray[np.float64]

RIDGE = 0.001
"""Pull of each weight towards zero, beside a mean loss of about .3."""

STRICT = 0.37
"""Least threshold: below it, questions beside the subject of the sources come through."""

MOST_WRONG = 0.02
"""Of the questions that the index has no answer to, so many may be answered at the threshold."""

OFF_TOPIC = 0.05
HAND_SET_LEAST = 0.67
OWN_WEIGHT = 4.0
"""The project's own corpus counts as much as so many judged sets: it is what people ask."""

LEFT_OUT = ("xquad-mixed",)
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
HAND_SET_THRESHOLDS = (0.55, 0.61, 0.67, 0.73, 0.79, 0.85, 0.91)

_XQUAD_ELSEWHERE = "covidfaq-de"


def material(folder: Path, index: Path, cache: Path, most: int) -> list[Asked]:
    """Return every row, collected anew where it is not kept."""
    place = Path(".make/calibration") / version()
    embedder = load_embedder(threads=1)
    own = retriever_over(index, embedder)
    rows = kept(place / f"{OWN}.json")
    if rows is None:
        rows = list(own_questions(own))
        keep(place / f"{OWN}.json", rows)
    sets = {each.name: each for each in judged_sets(folder) if each.name not in LEFT_OUT}
    for name, judged in sets.items():
        found = kept(place / f"{name}.json")
        if found is None:
            away = name.startswith("xquad")
            other = opened(sets[_XQUAD_ELSEWHERE], embedder, cache) if away else own
            found = list(collected(sampled(judged, most), opened(judged, embedder, cache), other))
            keep(place / f"{name}.json", found)
        rows += found
    return rows


def columns(rows: Sequence[Asked]) -> Floats:
    """Return a row of features each: those of the other relation are zero, a one for the bias."""
    table = np.zeros((len(rows), len(RELATIONS), len(NAMES) + 1))
    for at, row in enumerate(rows):
        features = [getattr(row.features, name) for name in NAMES]
        table[at, RELATIONS.index(row.relation)] = [*features, 1.0]
    return table.reshape(len(rows), -1)


def learned(rows: Sequence[Asked]) -> Floats:
    """Return the weights with the least mean loss; no proof may count against an answer."""
    x, y, shares = columns(rows), np.array([row.bears for row in rows]), shares_of(rows)

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = x @ weights
        p = 1 / (1 + np.exp(-z))
        lost = np.logaddexp(0, z) - y * z
        slope = x.T @ (shares * (p - y))
        free = _pulled(weights)
        return float(shares @ lost) + RIDGE * float(free @ free), slope + 2 * RIDGE * free

    bounds = [(0, None)] * len(NAMES) + [(None, None)]
    found = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds * len(RELATIONS)
    )
    return np.asarray(found.x, np.float64)


def _pulled(weights: Floats) -> Floats:
    """The bias is free: only what a proof counts is kept small."""
    free = weights.reshape(len(RELATIONS), -1).copy() * 0.1
    free[:, -1] = 0.0
    return free.reshape(-1)


def shares_of(rows: Sequence[Asked]) -> Floats:
    """Return what each row counts: sets alike, and in a set both outcomes alike."""
    counts = Counter((row.name, row.bears) for row in rows)
    shares = [
        (OWN_WEIGHT if row.name == OWN else 1.0) / counts[row.name, row.bears] for row in rows
    ]
    return np.array(shares) / sum(shares)


def probabilities(rows: Sequence[Asked], weights: Floats) -> Floats:
    """Return the probability of each row."""
    return np.asarray(1 / (1 + np.exp(-(columns(rows) @ weights))))


def unseen(rows: Sequence[Asked]) -> Floats:
    """Return the probability of each row by a model that has not seen its group."""
    found = np.zeros(len(rows))
    for group in sorted({row.group for row in rows}):
        inside = np.array([row.group == group for row in rows])
        weights = learned([row for row in rows if row.group != group])
        found[inside] = probabilities([row for row in rows if row.group == group], weights)
    return found


def unseen_own(rows: Sequence[Asked], folds: int = 5) -> Floats:
    """Return the probability of our own questions, each by a model without its fifth of them."""
    own = [row for row in rows if row.name == OWN]
    rest = [row for row in rows if row.name != OWN]
    found = np.zeros(len(own))
    for fold in range(folds):
        seen = [row for at, row in enumerate(own) if at % folds != fold]
        weights = learned([*rest, *seen])
        found[fold::folds] = probabilities(own[fold::folds], weights)
    return found


def rates(rows: Sequence[Asked], says: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return answer rate, wrong-answer rate, and the share of answers that rest on a wrong hit.

    The first is over the questions that can be answered, the second over those that cannot.
    """
    can = np.array([row.answerable for row in rows])
    wrong = np.array([not row.first for row in rows])
    answered = float(says[can].mean()) if can.any() else 0.0
    false = float(says[~can].mean()) if (~can).any() else 0.0
    return answered, false, float(wrong[says].mean()) if says.any() else 0.0


def curve(rows: Sequence[Asked], likely: Floats) -> list[str]:
    """Return the curve of both rules as a table."""
    hand = np.array([row.hand_set for row in rows])
    lines = [
        "| rule | from | answered | answered wrongly | answers on a wrong first hit |",
        "|---|---|---|---|---|",
    ]
    tried = [("hand-set", t, hand >= t) for t in HAND_SET_THRESHOLDS]
    tried += [("learned", t, likely >= t) for t in THRESHOLDS]
    for name, threshold, says in tried:
        told = " | ".join(f"{rate:.1%}" for rate in rates(rows, says))
        lines.append(f"| {name} | {threshold:.2f} | {told} |")
    return lines


def by_pair(rows: Sequence[Asked], likely: Floats, least: float) -> list[str]:
    """Return both rules at their threshold, by language of question and documents."""
    lines = [
        "| pair | rows | hand-set answered | wrongly | learned answered | wrongly |",
        "|---|---|---|---|---|---|",
    ]
    for pair in sorted({row.pair for row in rows}):
        at = [number for number, row in enumerate(rows) if row.pair == pair]
        some = [rows[number] for number in at]
        hand = rates(some, np.array([row.hand_set >= HAND_SET_LEAST for row in some]))
        own = rates(some, likely[at] >= least)
        told = " | ".join(f"{rate:.1%}" for rate in (*hand[:2], *own[:2]))
        lines.append(f"| {pair} | {len(some)} | {told} |")
    return lines


def calibration(rows: Sequence[Asked], likely: Floats) -> list[str]:
    """Return how often the hits bear an answer where the model says how likely that is."""
    bears = np.array([row.bears for row in rows])
    lines = ["| said | rows | mean said | bears |", "|---|---|---|---|"]
    for low in np.arange(0, 1, 0.2):
        inside = (likely >= low) & (likely < low + 0.2 + (low > 0.7))
        if inside.any():
            figures = f"{likely[inside].mean():.2f} | {bears[inside].mean():.2f}"
            lines.append(f"| {low:.1f}-{low + 0.2:.1f} | {inside.sum()} | {figures} |")
    return lines


def threshold(rows: Sequence[Asked], likely: Floats) -> float:
    """Return the least probability with few enough wrong answers.

    Never below STRICT: a wrong citation is worse than no answer.
    """
    for least in np.arange(STRICT, 0.95, 0.01):
        if rates(rows, likely >= least)[1] <= MOST_WRONG:
            return round(float(least), 2)
    return 0.95


def written(weights: Floats, least: float) -> str:
    """Return bearing.toml."""
    lines = [
        "# What each feature counts towards the probability that the hits bear an answer, for an",
        "# answer in the asker's language and for another. Learned by bench/calibration.py.",
    ]
    for relation, row in zip(RELATIONS, weights.reshape(len(RELATIONS), -1), strict=True):
        lines += [f"[{relation}]"]
        lines += [f"{n} = {v:.2f}" for n, v in zip((*NAMES, "bias"), row, strict=True)] + [""]
    lines += ["[decision]", f"least = {least}", f"off_topic = {OFF_TOPIC}", ""]
    return "\n".join(lines)


def by_kind(rows: Sequence[Asked], likely: Floats, least: float) -> list[str]:
    """Return what share of each kind of question both rules answer."""
    lines = ["| kind | rows | hand-set answers | learned answers |", "|---|---|---|---|"]
    for kind in sorted({row.kind for row in rows}):
        at = [number for number, row in enumerate(rows) if row.kind == kind]
        hand = np.mean([rows[number].hand_set >= HAND_SET_LEAST for number in at])
        lines.append(f"| {kind} | {len(at)} | {hand:.1%} | {(likely[at] >= least).mean():.1%} |")
    return lines


def report(rows: Sequence[Asked], likely: Floats, own: Floats, least: float) -> list[str]:
    """Return all tables in Markdown."""
    judged = [row for row in rows if row.name != OWN]
    mine = [row for row in rows if row.name == OWN]
    outside = likely[[row.name != OWN for row in rows]]
    return [
        f"Answered from a probability of {least}: of our own questions without an answer at most",
        f"{MOST_WRONG:.0%} is then answered (chosen on the same questions, so no held-out figure).",
        *("", "### Judged sets, each by a model without its group", ""),
        *curve(judged, outside),
        *("", "### By kind, judged sets", ""),
        *by_kind(judged, outside, least),
        *("", "### By languages (question-documents), judged sets", ""),
        *by_pair(judged, outside, least),
        *("", "### Calibration, judged sets", ""),
        *calibration(judged, outside),
        *("", "### Our own questions, each by a model without its fifth of them", ""),
        *curve(mine, own),
        "",
        *by_kind(mine, own, least),
    ]


def commit() -> str:
    """Return the commit that was measured, with a mark when files had been changed since."""
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


@click.command()
@click.option("--sets", "folder", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--index", type=click.Path(path_type=Path), default="index")
@click.option("--cache", type=click.Path(path_type=Path), default=".make/quality")
@click.option("--most", default=40, help="Queries of each set.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the weights here.")
@click.option("--page", type=click.Path(path_type=Path), help="Write the tables here.")
def main(
    folder: Path, index: Path, cache: Path, most: int, write: Path | None, page: Path | None
) -> None:
    """Learn, print the curves, and write."""
    rows = material(folder, index, cache, most)
    likely, own = unseen(rows), unseen_own(rows)
    least = threshold([row for row in rows if row.name == OWN], own)
    lines = report(rows, likely, own, least)
    print("\n".join(lines))
    weights = learned(rows)
    print(written(weights, least))
    for row, sure in zip((row for row in rows if row.name == OWN), own, strict=True):
        if (sure >= least) != row.answerable:
            print(f"{row.kind} {sure:.2f} {row.text}")
    if write:
        write.write_text(written(weights, least), encoding="utf-8")
    if page:
        head = [
            "# When the bot answers",
            "",
            "Written by bench/calibration.py; not edited by hand.",
        ]
        head += ["", f"Date {date.today().isoformat()}, commit {commit()}.", ""]
        page.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
