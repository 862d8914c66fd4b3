"""Draft to answer: what cannot be proved from its own quotes is dropped, never repaired."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers import Citation, DraftStep, Step
from ingest.documents import Passage

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"\b[A-ZÄÖÜ][\w&.-]*[A-Z0-9][\w-]*\b")
"""Tokens such as NIS2, WBSO or TECH.LAND: names that no language forms by itself."""


def ground(drafts: Sequence[DraftStep]) -> tuple[Step, ...]:
    """Return the steps that hold, their citations numbered in reading order.

    A quote that does not stand in its passage is dropped; so is a step without a quote, and
    a step with a figure or a name that none of its quotes contains.
    """
    numbers: dict[tuple[str, str], int] = {}
    steps = []
    for draft in drafts:
        quotes = [(q, passage) for q, passage in draft.quotes if q.strip() and q in passage.text]
        if quotes and _is_supported(draft.text, [quote for quote, _ in quotes]):
            cited = tuple(_cite(quote, passage, numbers) for quote, passage in quotes)
            steps.append(Step(phase=draft.phase, text=draft.text, citations=cited))
    return tuple(steps)


def _cite(quote: str, passage: Passage, numbers: dict[tuple[str, str], int]) -> Citation:
    number = numbers.setdefault((passage.id, quote), len(numbers) + 1)
    return Citation(number=number, quote=quote, passage=passage)


def _is_supported(text: str, quotes: Sequence[str]) -> bool:
    evidence = " ".join(quotes)
    if text in evidence:
        return True
    figures = set(_FIGURE.findall(text)) - set(_FIGURE.findall(evidence))
    names = {name for name in _NAME.findall(text) if name not in evidence}
    return not figures and not names
