"""The lesson: a Dutch or German text is moved to where the English model puts its translation.

Multilingual distillation after Reimers and Gurevych (2020), with in-batch similarities beside the
vectors themselves: for a search the order of neighbours counts, not the place alone. Vectors of the
teacher from outside the batch are neighbours too: they cost no pass through the student, some of
them are close, and they are of texts of every length, while a batch is of like length.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ingest.encoder.training.student import Student, padded

PIECES_A_BATCH = 2_500
BLOCK = 50
"""Batches of like length are cut from so many batches of shuffled texts."""

SHARPNESS = 20.0
ORDER_SHARE = 0.1
OTHERS = 16_000
"""So many vectors of the teacher are drawn for each batch, beside its own."""

WARM_UP = 100
LEAST_RATE = 0.02
REPORT_EVERY = 50
QUARTERS = 4


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A text as piece numbers and the number of the vector that it is moved to."""

    pieces: tuple[int, ...]
    target: int


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Highest learning rates: of new rows, of rows of the body, of adapters."""

    new: float = 2e-3
    old: float = 5e-4
    adapters: float = 5e-4


def distil(
    student: Student,
    lessons: Sequence[Lesson],
    targets: NDArray[np.float16],
    *,
    pieces: int,
    seed: int,
    rates: Rates,
    keep: Callable[[int], None],
) -> None:
    """Train until so many pieces were read. The same seed and threads give the same rows.

    `keep` is called with 1, 2 and 3 when that quarter is over.
    """
    torch.manual_seed(seed)
    drawn = np.random.default_rng(seed)
    optimizers = _optimizers(student, rates)
    seen = quarter = 0
    losses: list[float] = []
    start = time.perf_counter()
    for steps, batch in enumerate(_batches(lessons, seed)):
        _set_rates(optimizers, min(1.0, steps / WARM_UP) * max(LEAST_RATE, 1 - seen / pieces))
        numbers, mask = padded([lesson.pieces for lesson in batch])
        wanted = torch.from_numpy(targets[[lesson.target for lesson in batch]]).float()
        others = torch.from_numpy(targets[drawn.integers(len(targets), size=OTHERS)]).float()
        loss, distance = _loss(student(numbers, mask), wanted, others)
        for optimizer, _ in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without a type
        for optimizer, _ in optimizers:
            optimizer.step()
        seen += int(mask.sum())
        losses.append(distance)
        if steps % REPORT_EVERY == REPORT_EVERY - 1:
            _report(steps + 1, seen, pieces, losses, time.perf_counter() - start)
        if seen >= pieces:
            return
        if seen * QUARTERS // pieces > quarter:
            quarter += 1
            keep(quarter)


def _loss(found: Tensor, wanted: Tensor, others: Tensor) -> tuple[Tensor, float]:
    distance = (1 - (found * wanted).sum(1)).mean()
    neighbours = torch.cat([wanted, others]).T
    among = F.log_softmax(found @ neighbours * SHARPNESS, dim=1)
    right = F.log_softmax(wanted @ neighbours * SHARPNESS, dim=1)
    order = F.kl_div(among, right, log_target=True, reduction="batchmean")
    return distance + ORDER_SHARE * order, float(distance.detach())


def _optimizers(student: Student, rates: Rates) -> list[tuple[torch.optim.Optimizer, float]]:
    found: list[tuple[torch.optim.Optimizer, float]] = [
        (torch.optim.SparseAdam([student.new], lr=rates.new), rates.new),
        (torch.optim.SparseAdam([student.old], lr=rates.old), rates.old),
    ]
    adapters = list(student.adapters.parameters())
    if adapters:
        found.append((torch.optim.AdamW(adapters, lr=rates.adapters), rates.adapters))
    return found


def _set_rates(optimizers: list[tuple[torch.optim.Optimizer, float]], share: float) -> None:
    for optimizer, highest in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = highest * share


def _batches(lessons: Sequence[Lesson], seed: int) -> Iterator[list[Lesson]]:
    """Yield batches of like length and like numbers of pieces, without end."""
    chance = random.Random(seed)
    order = list(range(len(lessons)))
    average = max(1, sum(len(lesson.pieces) for lesson in lessons) // len(lessons))
    block = BLOCK * PIECES_A_BATCH // average
    while True:
        chance.shuffle(order)
        for start in range(0, len(order), block):
            part = sorted(order[start : start + block], key=lambda at: len(lessons[at].pieces))
            batches = list(_cut([lessons[at] for at in part]))
            chance.shuffle(batches)
            yield from batches


def _cut(lessons: Sequence[Lesson]) -> Iterator[list[Lesson]]:
    batch: list[Lesson] = []
    for lesson in lessons:
        if batch and len(lesson.pieces) * (len(batch) + 1) > PIECES_A_BATCH:
            yield batch
            batch = []
        batch.append(lesson)
    if batch:
        yield batch


def _report(steps: int, seen: int, pieces: int, losses: list[float], seconds: float) -> None:
    recent = float(np.mean(losses[-REPORT_EVERY:]))
    speed = f"{seen / seconds:.0f} pieces/s"
    sys.stderr.write(f"step {steps} {seen / pieces:6.1%} distance {recent:.4f} {speed}\n")
    sys.stderr.flush()
