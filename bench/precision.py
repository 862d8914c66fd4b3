"""Speed and exactness of the encoder in bfloat16 against full precision, in one run.

Run: python -m bench.precision [--index DIR]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import torch

from ingest.embedding import Vectors, load_embedder
from ingest.index import PassageIndex

PASSAGES = 256


def main() -> None:
    """Print passages per second of both, their ratio, and the lowest cosine between them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("index"))
    index = PassageIndex.open(parser.parse_args().index)
    rows = [p.text for d in index.documents() for p in index.document_passages(d.id)][:PASSAGES]
    fast, fast_seconds = _encode(rows, plain=False)
    full, full_seconds = _encode(rows, plain=True)
    cosine = (fast * full).sum(axis=1).min()
    speeds = f"as shipped {len(rows) / fast_seconds:.0f}/s, full {len(rows) / full_seconds:.0f}/s"
    print(f"{torch.backends.cpu.get_cpu_capability()}: {speeds}")
    print(f"ratio {full_seconds / fast_seconds:.2f}, lowest cosine {cosine:.6f}")


def _encode(texts: Sequence[str], *, plain: bool) -> tuple[Vectors, float]:
    embedder = load_embedder("trilingual", threads=2)
    arithmetic = (
        patch("ingest.embedding.trilingual._fast_arithmetic", nullcontext)
        if plain
        else nullcontext()
    )
    with arithmetic:
        embedder.embed_query("warm up")
        start = time.perf_counter()
        vectors = embedder.embed_passages(texts)
        return vectors, time.perf_counter() - start


if __name__ == "__main__":
    main()
