"""Speed, start and memory of the search beside the plain recipe, in one run.

    python -m bench.speed [--passages N] [--index FOLDER] [--questions N] [--json FILE]

Both sides hold the same made passages (bench.scale) and serve the same questions, each in fresh
processes of its own: one on an idle machine, one beside a process that keeps a core busy. Measured:

- start: from spawning the process to its first hits. Files are in the page cache by then. The plain
  recipe reads its chunks and makes BM25Retriever anew, since that cannot be kept.
- question: from the text to ten hits, encoding and (ours) telling its language included.
- memory: the most that the serving process held in its whole life.

Both encode on one thread. For the plain recipe that is kinder than its default: on two threads,
torch stalls beside a busy neighbour.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import IO

import click
import yaml

from bench.scale import OURS, PLAIN
from bench.serving import HITS
from bot.dialogue import language_of
from ingest.analysis import content_words
from ingest.documents import Language

ROOT = Path(__file__).parents[1]
EVALUATION = ROOT / "tests" / "evaluation"
SPIN = "while True: pass"
SEED = 5
LEAST_LETTERS = 7
"""A shorter word is not given a typo."""

TARGETS = {"start_s": 6.0, "p95_ms": 40.0, "memory_mb": 1200.0}
"""What we want of ours at 100,000 passages."""

ROWS = {
    "start_s": "start to first hits, s",
    "p50_ms": "question p50, ms",
    "p95_ms": "question p95, ms",
    "max_ms": "question max, ms",
    "processor_ms": "processor time, mean, ms",
    "memory_mb": "memory, MB",
}
_FRAMES: dict[Language, str] = {
    "nl": "{question} En hoe zit dat met {word}?",
    "de": "{question} Und wie ist das mit {word}?",
    "en": "{question} And what about {word}?",
}


class BenchError(Exception):
    """The bench cannot go on; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured of one serving process."""

    start_s: float
    p50_ms: float
    p95_ms: float
    max_ms: float
    processor_ms: float
    """Mean processor time of a question, over all threads: what other work cannot stretch."""
    memory_mb: float
    without_hits: int


# --- questions --------------------------------------------------------------------------------


def asked() -> list[str]:
    """Return the questions of the two lists in tests/evaluation."""
    rows = yaml.safe_load((EVALUATION / "questions.yaml").read_text("utf-8"))["questions"]
    lists = yaml.safe_load((EVALUATION / "bearing.yaml").read_text("utf-8"))
    return list(
        dict.fromkeys([*(r["q"] for r in rows), *(q for name in lists for q in lists[name])])
    )


def varied(questions: Sequence[str], count: int, seed: int = SEED) -> list[str]:
    """Return so many different questions: those given, then with a typo, another subject, or both.

    The subjects are the words of the other questions in the same language.
    """
    draw = random.Random(seed)
    languages = {question: language_of(question, "en") for question in questions}
    words = {
        language: sorted(
            {w for q in questions if languages[q] == language for w in content_words(q)}
        )
        for language in set(languages.values())
    }
    found = dict.fromkeys(questions)
    while len(found) < count:
        question = draw.choice(questions)
        changed = misspelt(question, draw) if draw.random() < 0.5 else question
        if changed in found or draw.random() < 0.5:
            frame, word = _FRAMES[languages[question]], draw.choice(words[languages[question]])
            changed = frame.format(question=changed, word=word)
        found[changed] = None
    return list(found)[:count]


def misspelt(question: str, draw: random.Random) -> str:
    """Swap two letters within a long word; a question without one stays as it is."""
    long = [w for w in question.split() if w.isalpha() and len(w) >= LEAST_LETTERS]
    if not long:
        return question
    word = draw.choice(long)
    at = draw.randrange(1, len(word) - 2)
    return question.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


# --- measuring --------------------------------------------------------------------------------


def measured(side: str, folder: Path, first: str, questions: Sequence[str]) -> Figures:
    """Put the first question to a fresh process, then the others, and end it."""
    with tempfile.TemporaryFile("w+") as complaints:
        try:
            start = time.perf_counter()
            with _spawned(side, folder, complaints) as child:
                _put(child, first)
                seconds = time.perf_counter() - start
                rows = [_put(child, question) for question in questions]
        except BenchError:
            complaints.seek(0)
            print(complaints.read()[-2000:], file=sys.stderr)
            raise
    return figures(seconds, rows)


def figures(start_s: float, rows: Sequence[dict[str, float]]) -> Figures:
    """Return the figures of what the process told of every question."""
    times = sorted(row["ms"] for row in rows)
    return Figures(
        start_s=start_s,
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
        max_ms=times[-1],
        processor_ms=sum(row["processor_ms"] for row in rows) / len(rows),
        memory_mb=max(row["rss_mb"] for row in rows),
        without_hits=sum(not row["hits"] for row in rows),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the least value that this share of all does not exceed."""
    return ordered[max(ceil(share * len(ordered)), 1) - 1]


def _spawned(side: str, folder: Path, complaints: IO[str]) -> subprocess.Popen[str]:
    # Ours limits itself to one thread; torch takes every core unless it is told not to.
    environment = {**os.environ, **({"OMP_NUM_THREADS": "1"} if side == PLAIN else {})}
    return subprocess.Popen(
        [sys.executable, "-m", "bench.serving", side, str(folder.resolve())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        cwd=ROOT,
        env=environment,
    )


def _put(child: subprocess.Popen[str], question: str) -> dict[str, float]:
    assert child.stdin and child.stdout
    with suppress(BrokenPipeError):  # The missing answer tells the same.
        child.stdin.write(question.replace("\n", " ") + "\n")
        child.stdin.flush()
    line = child.stdout.readline()
    if not line:
        raise BenchError(f"the serving process ended at the question {question!r}")
    row: dict[str, float] = json.loads(line)
    return row


@contextmanager
def busy_neighbour() -> Iterator[subprocess.Popen[bytes]]:
    """Keep one core busy with a process of its own."""
    child = subprocess.Popen([sys.executable, "-c", SPIN])
    try:
        yield child
    finally:
        child.kill()
        child.wait()


# --- what is printed --------------------------------------------------------------------------


def table(found: dict[str, dict[str, Figures]]) -> list[str]:
    """Return a line per figure: ours, the plain recipe, their ratio, and what we want."""
    lines = [f"{'':<32}{'ours':>10}{'plain':>10}{'ratio':>8}{'target':>9}"]
    for around in found[OURS]:
        sides = {side: asdict(of[around]) for side, of in found.items()}
        for name, label in ROWS.items():
            lines.append(_line(f"{label} ({around})", name, sides))
    return lines


def _line(label: str, name: str, sides: dict[str, dict[str, float]]) -> str:
    mine = sides[OURS][name]
    line = f"{label:<32}{mine:>10.1f}"
    if PLAIN in sides:
        line += f"{sides[PLAIN][name]:>10.1f}{sides[PLAIN][name] / mine:>8.1f}"
    else:
        line += f"{'-':>10}{'-':>8}"
    if name in TARGETS:
        line += f"{TARGETS[name]:>9.0f} {'met' if mine <= TARGETS[name] else 'MISSED'}"
    return line


@click.command()
@click.option("--passages", default=100_000, show_default=True, type=click.IntRange(1))
@click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(".make/speed"),
    show_default=True,
    help="Folder of both indexes, kept and used again.",
)
@click.option("--questions", default=300, show_default=True, type=click.IntRange(1))
@click.option("--without-plain", is_flag=True, help="Leave the plain recipe out.")
@click.option("--rebuild", is_flag=True, help="Build both indexes anew.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures here too.")
def main(
    passages: int,
    folder: Path,
    questions: int,
    without_plain: bool,
    rebuild: bool,
    out: Path | None,
) -> None:
    """Build what is missing, measure both sides, and print one table."""
    if not without_plain and not find_spec("langchain_chroma"):
        raise click.UsageError("the plain recipe needs the extra: pip install -e '.[bench]'")
    _build(passages, folder, without_plain, rebuild)
    load = os.getloadavg()[0]
    sides = (OURS,) if without_plain else (OURS, PLAIN)
    found = compared(sides, folder, varied(asked(), questions + 1))
    print(f"{passages} passages, {questions} questions, {HITS} hits each")
    print(f"load before measuring: {load:.1f} on {os.cpu_count()} cores")
    print("\n".join(table(found)))
    if out:
        rows = {side: {a: asdict(f) for a, f in of.items()} for side, of in found.items()}
        whole = {"passages": passages, "questions": questions, "load_before": load, **rows}
        out.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def compared(
    sides: Sequence[str], folder: Path, questions: Sequence[str]
) -> dict[str, dict[str, Figures]]:
    """Measure every side on an idle machine and beside a busy neighbour."""
    found: dict[str, dict[str, Figures]] = {side: {} for side in sides}
    for around in ("idle", "busy"):
        for side in sides:
            with busy_neighbour() if around == "busy" else nullcontext():
                got = measured(side, folder / side, questions[0], questions[1:])
            found[side][around] = got
            told = f"p95 {got.p95_ms:.1f} ms, {got.without_hits} questions without hits"
            print(f"measured {side}, {around}: {told}", flush=True)
    return found


def _build(passages: int, folder: Path, without_plain: bool, rebuild: bool) -> None:
    """Build in a process of its own.

    A process inherits the peak memory of the one that spawns it, so this one has to stay small.
    """
    command = [sys.executable, "-m", "bench.scale"]
    command += ["--passages", str(passages), "--index", str(folder.resolve())]
    command += ["--without-plain"] * without_plain + ["--rebuild"] * rebuild
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
