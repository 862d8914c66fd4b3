"""Hits to draft steps to grounded steps. A drafter proposes, `ground` disposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answers import DraftStep, HandoffReason, Question, Shape
from ingest.documents import Hit


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a drafter makes of the hits. Without steps, `refusal` says why."""

    steps: tuple[DraftStep, ...] = ()
    shape: Shape = "plan"
    confidence: float = 0.0
    refusal: HandoffReason | None = None
    gap: bool = False
    """True when the source itself says that it does not tell."""
    note: str = ""
    """Key of a phrase that the asker must read beside the steps; empty for none."""


class Drafter(Protocol):
    """Turns hits into unchecked steps; with or without a language model."""

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return steps whose quotes come from the hits, or the reason for having none."""
        ...
