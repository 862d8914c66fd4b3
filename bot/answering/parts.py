"""A question that asks two things: its parts, and whether the steps answer each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.answering.intent import shows
from bot.answers import Question, Step
from bot.phrases import cues
from ingest.analysis import content_words
from ingest.documents import Language

FEWEST_WORDS = 2
"""A part of fewer words that say something leans on what was said before it."""

_MONEY = re.compile(
    r"(?:€|\beur(?:os?)?\b)\s*\d|\d[\d.,]*\s*(?:€|eur(?:os?)?\b)|\d €", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")

_KINDS = (("price", _MONEY), ("when", _DIGIT), ("quantity", _DIGIT))
"""Who asks for one of these is not answered by a sentence that holds nothing of the kind."""


def parts_of(question: Question) -> tuple[Question, ...]:
    """Return the things that are asked for, each as a question of its own; () when it is one."""
    asked = [clause for clause in _clauses(question) if _asks(clause, question.language)]
    if len(asked) < 2:
        return ()
    subject = content_words(asked[0])
    return tuple(_alone(question, clause, subject) for clause in asked)


def answers(part: Question, steps: Sequence[Step]) -> bool:
    """Tell whether the quotes hold an amount, a date or a number where the part asks for one."""
    quotes = " ".join(citation.quote for step in steps for citation in step.citations)
    kinds = [pattern for cue, pattern in _KINDS if shows(replace(part, search=""), cue)]
    return all(pattern.search(quotes) for pattern in kinds)


def _clauses(question: Question) -> list[str]:
    return [clause.strip(" ,") for clause in _joint(question.language).split(question.text)]


def _asks(clause: str, language: Language) -> bool:
    return bool(_asking(language).search(clause))


def _alone(question: Question, clause: str, subject: Sequence[str]) -> Question:
    """A part that says "it" is asked about what the first part is about."""
    own = content_words(clause)
    said = {word.casefold() for word in clause.split()}
    leans = len(own) < FEWEST_WORDS or said & set(cues(question.language, "pronouns"))
    before = [word for word in subject if leans and word not in own]
    return replace(question, text=clause, search=" ".join([clause, *before]), focus="")


@cache
def _asking(language: Language) -> re.Pattern[str]:
    words = "|".join(cues(language, "asking"))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@cache
def _joint(language: Language) -> re.Pattern[str]:
    """Where one thing asked for ends: at a mark, or at "and" before a word that asks."""
    words = "|".join(cues(language, "asking"))
    return re.compile(rf"[?!.;]+(?:\s+|$)|,?\s+(?:en|und|and)\s+(?=(?:{words})\b)", re.IGNORECASE)
