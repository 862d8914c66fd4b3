"""A process that serves questions and tells how long each took: the child of bench.speed.

    python -m bench.serving ours|plain FOLDER

It reads a question a line and prints a JSON object a line: `ms` from the question to its hits, how
much of it was `processor_ms` (all threads), the number of `hits`, and the most memory that the
process has held so far (`rss_mb`).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

HITS = 10
KIBIBYTES_A_MEGABYTE = 1e6 / 1024

Answer = Callable[[str], int]


def ours(folder: Path) -> Answer:
    """Open our index as `wegwijzer search` does; the language of the question is part of it."""
    from bot.bootstrap import open_retriever
    from bot.dialogue import language_of
    from bot.settings import load_settings

    settings = load_settings(index=folder)
    retriever = open_retriever(settings)
    return lambda text: len(retriever.search(text, language_of(text, settings.language), HITS))


def plain(folder: Path) -> Answer:
    """Open the plain recipe."""
    from bench.plain import PlainRecipe

    recipe = PlainRecipe.open(folder)
    return lambda text: len(recipe.rank(text, HITS))


SIDES: dict[str, Callable[[Path], Answer]] = {"ours": ours, "plain": plain}


def main(side: str, folder: Path) -> None:
    """Open the index at once, then serve until the questions end."""
    answer = SIDES[side](folder)
    for line in sys.stdin:
        print(json.dumps(timed(answer, line.strip())), flush=True)


def timed(answer: Answer, question: str) -> dict[str, float]:
    """Answer, and return the row that is printed."""
    start, worked = time.perf_counter(), time.process_time()
    hits = answer(question)
    return {
        "ms": (time.perf_counter() - start) * 1000,
        "processor_ms": (time.process_time() - worked) * 1000,
        "hits": hits,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES_A_MEGABYTE,
    }


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
