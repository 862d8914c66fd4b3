"""Does a question about a whole programme find its document? By how much documents support it.

    python -m bench.programmes [--index DIR] [--misses]

The questions stand in tests/evaluation/programmes.yaml; the index must hold corpus/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
import yaml

from bot.bootstrap import open_retriever
from bot.fusion import Weights
from bot.retrieval import Retriever
from bot.settings import load_settings
from ingest.documents import Language

QUESTIONS = Path(__file__).parents[1] / "tests" / "evaluation" / "programmes.yaml"
SUPPORTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
DEPTH = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question about a whole document, and the addresses that are right."""

    id: str
    lang: Language
    q: str
    documents: tuple[str, ...]


def load_questions(path: Path = QUESTIONS) -> tuple[Asked, ...]:
    """Return the questions of the file, in its order."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    return tuple(Asked(**{**row, "documents": tuple(row["documents"])}) for row in rows)


def ranks(retriever: Retriever, questions: Sequence[Asked]) -> list[int | None]:
    """Return the place of the first right document of each question, None below DEPTH."""
    owners = {row.id: row.uri for row in retriever.index.documents()}
    found: list[int | None] = []
    for asked in questions:
        listed = [owners[c.document_id] for c in retriever.documents(asked.q, asked.lang, DEPTH)]
        places = [at for at, uri in enumerate(listed, start=1) if uri in asked.documents]
        found.append(min(places, default=None))
    return found


@click.command()
@click.option("--index", type=click.Path(path_type=Path), help="Folder of the index.")
@click.option("--misses", is_flag=True, help="Name the questions without a right document on top.")
def main(index: Path | None, misses: bool) -> None:
    """Print first, among three and MRR for several amounts of support."""
    retriever = open_retriever(load_settings(index=index))
    questions = load_questions()
    shipped = retriever.weights.support
    print("| support | first | among three | MRR@10 |\n|---|---|---|---|")
    for support in sorted({*SUPPORTS, shipped}):
        weights = Weights(retriever.weights.proofs, support)
        places = ranks(replace(retriever, weights=weights), questions)
        first = np.mean([place == 1 for place in places])
        three = np.mean([place is not None and place <= 3 for place in places])
        mrr = np.mean([1 / place if place else 0.0 for place in places])
        mark = " (shipped)" if support == shipped else ""
        print(f"| {support}{mark} | {first:.3f} | {three:.3f} | {mrr:.3f} |")
    if misses:
        for asked, place in zip(questions, ranks(retriever, questions), strict=True):
            if place != 1:
                print(f"{asked.id} [{asked.lang}] place {place}: {asked.q}")


if __name__ == "__main__":
    main()
