"""Questions with and without their answer in the index, as material for the decision to answer.

Judged sets give both kinds: a query with its right documents indexed, the same query with those
removed, and queries put to the corpus of another set. The project's own questions come from
tests/evaluation. What is collected is what the product has when it decides: question, hits, words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from bench.judged import JudgedSet
from bench.without import Stock
from bot.answering.bearing import Features, Vocabulary, features_of, relation_of
from bot.answering.evidence import coverage
from bot.answers import Question
from bot.assistant import READ, SEEN
from bot.conversation import Message
from bot.dialogue import standalone
from bot.fusion import Relation
from bot.retrieval import Retriever
from ingest.analysis import stems
from ingest.documents import LANGUAGES, Hit, digest_of
from ingest.index import PassageIndex

ROOT = Path(__file__).parent.parent
EVALUATION = ROOT / "tests" / "evaluation"
DECIDING = ("bot/answering/bearing.py", "bot/retrieval.py", "bot/fusion.toml", "bot/wording.py")
"""When one of these changes, what was collected is collected anew."""

BEARING = 5
"""Hits among which the right document must be for them to bear an answer."""

OWN = "own"
XQUAD_GROUPS = 4


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question put to one index."""

    name: str
    """Of the set."""
    pair: str
    """Language of the question and of the documents."""
    text: str
    kind: str
    """indexed, removed, elsewhere; or answered, declined for our own."""
    relation: Relation
    features: Features
    hand_set: float
    """The support by the rule that was set by hand, against which the model is measured."""
    bears: bool
    """The right document is among the first hits."""
    first: bool
    """It is the first hit."""

    group: str
    """Rows of one group share questions or articles: they are learned from together or not at all.
    """

    @property
    def answerable(self) -> bool:
        """Tell whether the index holds an answer."""
        return self.kind in ("indexed", "answered")


def sampled(judged: JudgedSet, most: int) -> JudgedSet:
    """Return the set with so many of its queries, spread over all of them."""
    step = max(1, -(-len(judged.queries) // most))
    return replace(judged, queries=judged.queries[::step])


def collected(judged: JudgedSet, retriever: Retriever, other: Retriever) -> Iterator[Asked]:
    """Yield every query of a set three times: with its answer, without, and asked elsewhere."""
    stock = Stock(retriever.index)
    for query in judged.queries:
        right = judged.right[query.id]
        without = replace(retriever, index=stock.without(sorted(right)))
        for kind, where in (("indexed", retriever), ("removed", without), ("elsewhere", other)):
            found = asked(query.text, where)
            if found is not None:
                question, hits = found
                yield _row(judged.name, kind, question, hits, where.index, right)


def own_questions(retriever: Retriever) -> Iterator[Asked]:
    """Yield the project's own questions, put to its own corpus."""
    for text, kind in own_texts().items():
        found = asked(text, retriever)
        if found is not None:
            row = _row(OWN, kind, *found, retriever.index, frozenset())
            yield replace(row, bears=row.answerable, first=row.answerable)


def own_texts() -> dict[str, str]:
    """Return every question of tests/evaluation that is about evidence, and whether it has any."""
    lists = yaml.safe_load((EVALUATION / "bearing.yaml").read_text(encoding="utf-8"))
    ways = yaml.safe_load((EVALUATION / "ways_out.yaml").read_text(encoding="utf-8"))
    found = {text: kind for kind in ("answered", "declined") for text in lists[kind]}
    found |= dict.fromkeys(ways["ordinary"], "answered")
    for reason in ("off_topic", "no_evidence"):
        found |= {text: "declined" for texts in ways[reason].values() for text in texts}
    return found


def asked(text: str, retriever: Retriever) -> tuple[Question, Sequence[Hit]] | None:
    """Return the question as the assistant understands it, and the hits that it would read."""
    question = standalone(Message(text=text))
    search = retriever.spelled(question.search or question.text, question.language)
    question = replace(question, search=search)
    hits = retriever.search(search, question.language, k=SEEN, focus=question.focus, pool=SEEN)
    return (question, hits[:READ]) if hits else None


def _row(
    name: str,
    kind: str,
    question: Question,
    hits: Sequence[Hit],
    index: PassageIndex,
    right: frozenset[str],
) -> Asked:
    documents = [hit.passage.uri for hit in hits]
    return Asked(
        name=name,
        pair=pair_of(name, question),
        text=question.text,
        kind=kind,
        relation=relation_of(question, hits),
        features=features_of(question, hits, index),
        hand_set=hand_set(question, hits, index),
        bears=kind == "indexed" and bool(right & set(documents[:BEARING])),
        first=kind == "indexed" and documents[0] in right,
        group=group_of(name, right),
    )


def group_of(name: str, right: frozenset[str]) -> str:
    """Return the family of sets; of the large one a quarter of its articles, in all languages."""
    family = name.split("-")[0].removesuffix("r")
    article = re.match(r"x(\d+)-", min(right, default=""))
    return f"{family}-{int(article[1]) % XQUAD_GROUPS}" if article else family


def pair_of(name: str, question: Question) -> str:
    """Return the languages of the questions and of the documents of a set, as its name has them."""
    codes = [part for part in name.split("-")[1:] if part in LANGUAGES]
    return f"{codes[0]}-{codes[-1]}" if codes else f"{question.language}-all"


def hand_set(question: Question, hits: Sequence[Hit], vocabulary: Vocabulary) -> float:
    """Return the support of the hits by the rule that the model has replaced."""
    nearest = max(hit.parts["dense"] for hit in hits)
    if all(hit.passage.language != question.language for hit in hits):
        return nearest + 0.1
    places = {s for place in question.places for s in stems(place, question.language)}
    words = dict.fromkeys(stems(question.search or question.text, question.language))
    weights = {word: vocabulary.idf(word) for word in words if word not in places}
    known = sum(weight for word, weight in weights.items() if vocabulary.known(word))
    share = known / sum(weights.values()) if weights else 1.0
    covered = max(coverage(question, _above(hit), hit.passage.language, vocabulary) for hit in hits)
    return 0.8 * nearest + 0.2 * covered + 0.2 * share


def _above(hit: Hit) -> str:
    return " ".join((*hit.passage.locator.headings, hit.passage.text))


@cache
def version() -> str:
    """Return a name for all that decides what is collected."""
    return digest_of(*((ROOT / name).read_bytes() for name in DECIDING))[:16]


def kept(path: Path) -> list[Asked] | None:
    """Return what was collected into this file, or None when there is none."""
    if not path.is_file():
        return None
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Asked(**{**row, "features": Features(**row["features"])}) for row in rows]


def keep(path: Path, rows: Sequence[Asked]) -> None:
    """Write what was collected."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")
