"""What kind of answer a question wants, decided by its words, its meaning and what was found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.intent import shows_in_any_language
from bot.answers import Question, Shape
from bot.phrases import cues, shape_prototypes
from ingest.analysis import stems
from ingest.documents import LANGUAGES, Hit, Language, RecordKind
from ingest.embedding import Embedder, Vectors

SPECIAL: tuple[Shape, ...] = ("definition", "contacts", "status", "conditions")
"""Shapes that need something of their kind among what was found; else it is a plan or facts."""

CUE_BONUS = 0.2
LEAST = 0.62
"""Nearness to the prototype questions, with the bonus for a cue, from which a shape is meant."""

LEAD = 0.06
"""By so much it has to be nearer to them than to those of plans and facts."""

LOOKED_AT = 5
"""Hits whose kind counts as found."""

WANTED_KINDS: Mapping[Shape, tuple[RecordKind, ...]] = {
    "contacts": ("organisation", "programme"),
    "status": ("grant", "programme"),
    "conditions": ("rule",),
}
_EARLY_WORDS = 8
_LEAST_EXPLAINED = 3


@dataclass(frozen=True, kw_only=True)
class ShapeClassifier:
    """Compares a question with prototype questions of each shape, in three languages."""

    embedder: Embedder

    def shape_of(
        self, question: Question, hits: Sequence[Hit], kinds: Mapping[str, RecordKind]
    ) -> Shape | None:
        """Return the special shape that is meant and can be had; None for a plan or facts.

        `kinds` tells what each record of the register is.
        """
        nearness = self._nearness(question)
        plain = max(nearness["plan"], nearness["facts"])
        scores = {
            shape: nearness[shape] + CUE_BONUS * shows_in_any_language(question, f"shape_{shape}")
            for shape in SPECIAL
            if _can_be_had(shape, question, hits, kinds)
        }
        best = max(scores, key=lambda shape: scores[shape], default=None)
        if best is None or scores[best] < LEAST or scores[best] < plain + LEAD:
            return None
        return best

    def _nearness(self, question: Question) -> dict[Shape, float]:
        vector = self.embedder.embed_query(question.asks or question.text)
        shapes: tuple[Shape, ...] = ("plan", "facts", *SPECIAL)
        return {shape: float((self._prototypes(shape) @ vector).max()) for shape in shapes}

    def _prototypes(self, shape: Shape) -> Vectors:
        return _embedded(self.embedder, shape)


_EMBEDDED: dict[tuple[str, Shape], Vectors] = {}


def _embedded(embedder: Embedder, shape: Shape) -> Vectors:
    key = embedder.name, shape
    if key not in _EMBEDDED:
        texts = [text for language in LANGUAGES for text in shape_prototypes(language, shape)]
        _EMBEDDED[key] = np.asarray(embedder.embed_passages(texts))
    return _EMBEDDED[key]


def _can_be_had(
    shape: Shape, question: Question, hits: Sequence[Hit], kinds: Mapping[str, RecordKind]
) -> bool:
    first = hits[:LOOKED_AT]
    if shape == "definition":
        term = term_of(question)
        texts = ((hit.passage.text, hit.passage.language) for hit in first)
        return bool(term) and any(holds_definition(text, term, spoken) for text, spoken in texts)
    found = {kinds.get(hit.passage.record_id or "") for hit in first}
    return bool(found & set(WANTED_KINDS[shape]))


def term_of(question: Question) -> str:
    """Return what the question wants to have explained; empty when it is no such question."""
    text = question.asks or question.text
    for language in dict.fromkeys((question.language, *LANGUAGES)):
        for pattern in cues(language, "define_ask"):
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                return found.group("term").strip(" ?.!\"'“”„")
    return ""


def holds_definition(text: str, term: str, language: Language) -> bool:
    """Tell whether any sentence of the text defines the term."""
    return any(defines(sentence, term, language) for sentence in re.split(r"(?<=[.!?])\s+", text))


def defines(sentence: str, term: str, language: Language) -> bool:
    """Tell whether the sentence says what the term means: "X is ...", or "X (a ...)"."""
    wanted = set(stems(term, language))
    if not wanted:
        return False
    early = " ".join(sentence.split()[:_EARLY_WORDS])
    verbs = "|".join(cues(language, "defines"))
    head = re.split(rf"\b(?:{verbs})\b", early, maxsplit=1, flags=re.IGNORECASE)
    if len(head) == 2 and wanted <= set(stems(head[0], language)):
        return len(stems(head[0], language)) <= len(wanted) + 4
    explained = re.finditer(r"([\w-]+(?: [\w-]+){0,3}) \(([^)]+)\)", sentence)
    return any(
        wanted <= set(stems(found.group(1), language))
        and len(found.group(2).split()) >= _LEAST_EXPLAINED
        for found in explained
    )
