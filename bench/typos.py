"""How much worse the search finds when people mistype: recall@10 with 0, 1 and 2 typos a question.

Run: python -m bench.typos [--index DIR] [--sets ../shared/eval] [--most 150] [--show]

On our own index the records that questions.yaml names are right; `own first three` only asks
whether the first three hits of the question without a typo stay among the ten. On judged sets the
judgements say what is right.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import yaml

from bench.judged import judged_sets
from bench.quality import opened
from bot.bootstrap import open_retriever
from bot.retrieval import Retriever
from bot.settings import load_settings
from ingest.documents import Language
from ingest.language import detect

TESTS = Path(__file__).parents[1] / "tests" / "evaluation"
DEPTH = 10
FIRST = 3
TYPOS = (0, 1, 2)
SEED = 1
SHORTEST = 4
"""Letters of a word that a typo is put into."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLAIN = str.maketrans("äöüéèëïßÄÖÜ", "aoueeeisAOU")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question and what should be found for it."""

    text: str
    language: Language
    right: frozenset[str]


def mistyped(text: str, typos: int, chance: random.Random) -> str:
    """Return the text with so many typos, each in another word if there are enough words."""
    words = [m for m in re.finditer(r"[^\W\d_]+", text) if len(m[0]) >= SHORTEST]
    chosen = chance.sample(words, min(typos, len(words)))
    for match in sorted(chosen, key=lambda m: -m.start()):
        text = text[: match.start()] + _wrong(match[0], chance) + text[match.end() :]
    return text


def _wrong(word: str, chance: random.Random) -> str:
    """Return the word mistyped; the first letter stays, as it mostly does."""
    ways: list[Callable[[str, int], str]] = [_swapped, _dropped, _doubled, _neighbour]
    at = chance.randrange(1, len(word) - 1)
    if word != word.translate(_PLAIN) and chance.random() < 0.5:
        return word.translate(_PLAIN)
    found = chance.choice(ways)(word, at)
    return found if found != word else _dropped(word, at)


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int) -> str:
    return word[: at + 1] + word[at:]


def _neighbour(word: str, at: int) -> str:
    row = next((row for row in _ROWS if word[at].lower() in row), "")
    place = row.find(word[at].lower())
    beside = row[place + 1 : place + 2] or row[place - 1 : place]
    return word[:at] + beside + word[at + 1 :] if row else word


def own_questions() -> list[str]:
    """Return the questions of tests/evaluation that have an answer."""
    rows = yaml.safe_load((TESTS / "questions.yaml").read_text(encoding="utf-8"))["questions"]
    bearing = yaml.safe_load((TESTS / "bearing.yaml").read_text(encoding="utf-8"))
    return [row["q"] for row in rows if row["sources"]] + list(bearing["answered"])


def own_set(retriever: Retriever) -> list[Asked]:
    """Return our questions with the passages that stand first while nothing is mistyped."""
    found = []
    for text in own_questions():
        language = detect(text, "nl")
        first = retriever.search(text, language, k=DEPTH)[:FIRST]
        right = frozenset(hit.passage.id for hit in first)
        found.append(Asked(text=text, language=language, right=right))
    return found


def named_set(retriever: Retriever) -> list[Asked]:
    """Return our questions with the records of the register that are judged to answer them."""
    rows = yaml.safe_load((TESTS / "questions.yaml").read_text(encoding="utf-8"))["questions"]
    known = {record.id for record in retriever.index.records()}
    return [
        Asked(text=row["q"], language=detect(row["q"], "nl"), right=frozenset(right))
        for row in rows
        if (right := known & set(row["sources"]))
    ]


def recall(
    asked: Sequence[Asked], typos: int, find: Callable[[str, Language], set[str]]
) -> list[float]:
    """Return for each question the share of what is right among the first ten."""
    chance = random.Random(SEED + typos)
    shares = []
    for question in asked:
        found = find(mistyped(question.text, typos, chance), question.language)
        shares.append(len(found & question.right) / len(question.right))
    return shares


def _print(
    name: str, asked: Sequence[Asked], find: Callable[[str, Language], set[str]], show: bool
) -> None:
    marks = {typos: recall(asked, typos, find) for typos in TYPOS}
    means = [sum(each) / len(each) for each in marks.values()]
    drops = "".join(f"{100 * (mean - means[0]):+9.1f}" for mean in means[1:])
    print(f"{name:16}{len(asked):6}" + "".join(f"{mean:9.3f}" for mean in means) + drops)
    if show:
        chance = random.Random(SEED + 1)
        for question, before, after in zip(asked, marks[0], marks[1], strict=True):
            typed = mistyped(question.text, 1, chance)
            if after < before:
                print(f"    {before:.2f} -> {after:.2f}  {typed}")


@click.command()
@click.option("--index", type=click.Path(path_type=Path))
@click.option("--sets", type=click.Path(path_type=Path), default=Path("../shared/eval"))
@click.option("--wanted", multiple=True, help="names of judged sets (default: all xquad)")
@click.option("--most", default=150, show_default=True, help="questions of a judged set")
@click.option("--show", is_flag=True, help="print what is no longer found")
def main(index: Path | None, sets: Path, wanted: Sequence[str], most: int, show: bool) -> None:
    """Print recall@10 with 0, 1 and 2 typos, and the points that are lost."""
    settings = load_settings(index=index)
    retriever = open_retriever(settings)

    def passages(text: str, language: Language) -> set[str]:
        hits = retriever.search(text, language, k=DEPTH)
        return {passage.id for hit in hits for passage in (hit.passage, *hit.twins)}

    def records(text: str, language: Language) -> set[str]:
        hits = retriever.search(text, language, k=DEPTH)
        return {hit.passage.record_id for hit in hits if hit.passage.record_id}

    print(f"{'set':16}{'asked':>6}{'0 typos':>9}{'1':>9}{'2':>9}{'1 loses':>9}{'2 loses':>9}")
    _print("own records", named_set(retriever), records, show)
    _print("own first three", own_set(retriever), passages, show)
    for judged in judged_sets(sets, wanted) if sets.is_dir() else ():
        if not wanted and not judged.name.startswith("xquad-"):
            continue
        asked = [
            Asked(text=q.text, language=detect(q.text, "nl"), right=judged.right[q.id])
            for q in judged.queries[:most]
        ]
        with tempfile.TemporaryDirectory(prefix="wegwijzer-") as folder:
            other = opened(judged, retriever.embedder, Path(folder))
            _print(judged.name, asked, _documents(other), show)


def _documents(retriever: Retriever) -> Callable[[str, Language], set[str]]:
    names = {row.id: row.uri for row in retriever.index.documents()}

    def find(text: str, language: Language) -> set[str]:
        return {names[c.document_id] for c in retriever.documents(text, language, k=DEPTH)}

    return find


if __name__ == "__main__":
    main()
