"""Speed of the back ends of one model, and how near their vectors are; all in one run.

Run: python -m bench.backends FOLDER [--corpus DIR] [--passages N] [--threads N] [--rounds N]

The rounds alternate between the back ends, so that a busy neighbour slows all of them; the ratios
to torch, of time and of processor time (which a neighbour hardly touches), are medians over the
rounds. Start is a process of its own, from nothing to its first vector, in processor time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from ingest.chunking import passages_of
from ingest.embedding import ModelEmbedder, Vectors
from ingest.errors import ReadError
from ingest.readers import read
from ingest.sources import corpus_sources

PACKAGES = {"torch": "torch", "onnx": "onnxruntime", "openvino": "openvino"}
MOST_TOKENS = 220
QUESTIONS = 20

Times = tuple[float, float]

START = (
    "import sys; from ingest.embedding import ModelEmbedder;"
    "ModelEmbedder(sys.argv[1]).embed_query('Waar begin ik?')"
)


def main() -> None:
    """Print speed, ratios, lowest cosine, and what a question and a start cost the processor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--passages", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    names = [name for name, package in PACKAGES.items() if find_spec(package)]
    models = {name: ModelEmbedder(f"{name}:{given.folder}", given.threads) for name in names}
    texts = _passages(given.corpus, models["torch"], given.passages)
    vectors, times = _rounds(models, texts, given.rounds)
    tokens = sum(models["torch"].count_tokens(texts)) / len(texts)
    print(f"{len(texts)} passages of {tokens:.0f} tokens, {given.threads} threads")
    for name, model in models.items():
        wall, processor = (_ratio(times["torch"], times[name], kind) for kind in (0, 1))
        cosine = (vectors[name] * vectors["torch"]).sum(axis=1).min()
        print(
            f"{name:9} {len(texts) / min(row[0] for row in times[name]):6.1f} passages/s  "
            f"ratio {wall:.2f} (processor {processor:.2f})  lowest cosine {cosine:.6f}  "
            f"question {_question_ms(model, texts):5.1f} ms  "
            f"start {_start(f'{name}:{given.folder}'):4.1f} s"
        )


def _ratio(torch: list[Times], other: list[Times], kind: int) -> float:
    return median(a[kind] / b[kind] for a, b in zip(torch, other, strict=True))


def _passages(corpus: Path, model: ModelEmbedder, most: int) -> list[str]:
    """Return passages from all over the corpus."""
    found: list[str] = []
    for source in corpus_sources(corpus):
        try:
            document = read(source)
        except ReadError:
            continue
        room = min(MOST_TOKENS, model.max_tokens)
        found += [passage.text for passage in passages_of(document, model.count_tokens, room)]
    return found[:: max(1, len(found) // most)][:most]


def _rounds(
    models: dict[str, ModelEmbedder], texts: list[str], rounds: int
) -> tuple[dict[str, Vectors], dict[str, list[Times]]]:
    """Return the vectors by back end, and the seconds of each round, on the wall and of work."""
    vectors: dict[str, Vectors] = {}
    times: dict[str, list[Times]] = {name: [] for name in models}
    for model in models.values():
        model.embed_passages(texts[:8])
    for _ in range(rounds):
        for name, model in models.items():
            wall, processor = time.perf_counter(), time.process_time()
            vectors[name] = model.embed_passages(texts)
            times[name].append((time.perf_counter() - wall, time.process_time() - processor))
    return vectors, times


def _question_ms(model: ModelEmbedder, texts: list[str]) -> float:
    """Return the median processor time of a question of eight words."""
    times = []
    for text in texts[:QUESTIONS]:
        start = time.process_time()
        model.embed_query(" ".join(text.split()[:8]))
        times.append(time.process_time() - start)
    return median(times) * 1000


def _start(name: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", START, name], check=True, capture_output=True)
    after = os.times()
    return after[2] + after[3] - before[2] - before[3]


if __name__ == "__main__":
    main()
