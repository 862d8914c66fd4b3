"""Speed and exactness of the ways to encode passages, in one run.

    python -m bench.precision [--index FOLDER] [--threads N]

torch in full precision is what the others are compared with: ONNX Runtime, by which we encode, and
torch in bfloat16, by which we encode many passages where the processor has it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
import torch

from ingest.embedding import Vectors
from ingest.embedding.trilingual import TrilingualEmbedder, _half_precision, has_half_precision
from ingest.index import PassageIndex

PASSAGES = 256
BATCH = 32
ROUNDS = 3

Encode = Callable[[Sequence[str]], Vectors]


def ways(threads: int) -> dict[str, Encode]:
    """Return each way by name, torch in full precision first."""
    embedder = TrilingualEmbedder(threads=threads)
    model = embedder.model

    def by_torch(texts: Sequence[str]) -> Vectors:
        return np.asarray(model.encode(list(texts), batch_size=BATCH, show_progress_bar=False))

    def by_half(texts: Sequence[str]) -> Vectors:
        with _half_precision():
            return np.asarray(by_torch(texts), np.float32)

    found: dict[str, Encode] = {"torch": by_torch, "ONNX Runtime": embedder._vectors}
    return {**found, "torch, bfloat16": by_half} if has_half_precision() else found


@click.command()
@click.option("--index", default=Path("index"), type=click.Path(path_type=Path))
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1))
def main(index: Path, threads: int) -> None:
    """Print passages per second of each way, the ratio to torch, and the lowest cosine."""
    opened = PassageIndex.open(index)
    texts = [p.text for d in opened.documents() for p in opened.document_passages(d.id)][:PASSAGES]
    each = ways(threads)
    seconds: dict[str, list[float]] = {name: [] for name in each}
    vectors: dict[str, Vectors] = {}
    for _ in range(ROUNDS):
        for name, encode in each.items():
            start = time.perf_counter()
            vectors[name] = encode(texts)
            seconds[name].append(time.perf_counter() - start)
    print(f"{len(texts)} passages, {threads} threads, {torch.backends.cpu.get_cpu_capability()}")
    for name, found in vectors.items():
        ratio = min(seconds["torch"]) / min(seconds[name])
        cosine = float((found * vectors["torch"]).sum(axis=1).min())
        speed = len(texts) / min(seconds[name])
        print(f"{name}: {speed:.0f}/s, {ratio:.2f} times torch, lowest cosine {cosine:.6f}")


if __name__ == "__main__":
    main()
