"""The drafter with a language model: it writes, and what it cannot prove is never shown.

The extractive drafter goes first. It decides whether there will be an answer at all, and its
steps are the answer whenever the model is late, fails, or writes nothing that holds.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Protocol

from bot.answering import Draft, Drafter
from bot.answering.checking import Checker, UnusableError
from bot.answering.evidence import Vocabulary
from bot.answering.injection import is_titled_for_a_model, orders_of
from bot.answering.prompting import Turn, asked, repaired
from bot.answering.proposals import UnreadableError, read_proposals
from bot.answering.route import MOST_STEPS, in_route_order
from bot.answers import ROUTE, DraftStep, Phase, Question
from bot.errors import ModelError
from ingest.documents import Hit, Passage
from ingest.embedding import Embedder

_log = logging.getLogger(__name__)

NOTE = "caveat_no_model"
MOST_PASSAGES = 12
"""Passages sent with a question: some 2,500 words."""

LEAST_REPAIR_SECONDS = 2.0
"""With less time left a repair would not come back."""

TOLD_FAULTS = 8


class LanguageModel(Protocol):
    """Turns to text."""

    def reply(self, turns: Sequence[Turn], seconds: float) -> str:
        """Return the text within that many seconds; raises ModelError."""
        ...


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a reply comes to."""

    steps: tuple[DraftStep, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def wants_repair(self) -> bool:
        """A step or two that failed are better left out than waited for."""
        return len(self.faults) >= max(len(self.steps), 1)


@dataclass(frozen=True, kw_only=True)
class GenerativeDrafter:
    """Lets a model write the steps, and falls back to the drafter that needs none."""

    fallback: Drafter
    model: LanguageModel
    embedder: Embedder
    vocabulary: Vocabulary
    seconds: float
    """For everything that the model does for one question, the repair included."""

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return the model's steps that hold; else those of the fall-back, with a note."""
        plain = self.fallback.draft(question, hits)
        if plain.refusal or not plain.steps:
            return plain
        try:
            steps = self._steps(question, self._checker(question, hits, plain))
        except ModelError as error:
            _log.warning("answered without the language model: %s", error)
            return replace(plain, note=NOTE)
        return replace(plain, steps=_ordered(steps, plain))

    def _checker(self, question: Question, hits: Sequence[Hit], plain: Draft) -> Checker:
        return Checker(
            embedder=self.embedder,
            vocabulary=self.vocabulary,
            passages=_to_read(hits, plain),
            language=question.language,
            orders=[order for hit in hits for order in orders_of(hit.passage)],
        )

    def _steps(self, question: Question, checker: Checker) -> tuple[DraftStep, ...]:
        ends = monotonic() + self.seconds
        most = question.wanted or MOST_STEPS
        turns = asked(question, checker.passages, most)
        said = self.model.reply(turns, self.seconds)
        reading = read(said, checker, most)
        left = ends - monotonic()
        if reading.wants_repair and left >= LEAST_REPAIR_SECONDS:
            turns = repaired(turns, said, reading.faults[:TOLD_FAULTS])
            reading = self._mended(turns, left, checker, most, reading)
        if not reading.steps:
            raise ModelError("no step of its reply held: " + "; ".join(_kinds(reading.faults)))
        return reading.steps

    def _mended(
        self, turns: Sequence[Turn], left: float, checker: Checker, most: int, first: Reading
    ) -> Reading:
        """Ask once more; what held the first time is kept where the second is no better."""
        try:
            second = read(self.model.reply(turns, left), checker, most)
        except ModelError:
            if not first.steps:
                raise
            return first
        return second if len(second.steps) >= len(first.steps) else first


def read(said: str, checker: Checker, most: int) -> Reading:
    """Return the steps of a reply that hold, and what is wrong with the others."""
    try:
        proposals = read_proposals(said)
    except UnreadableError as error:
        return Reading(faults=(str(error),))
    steps: dict[tuple[object, ...], DraftStep] = {}
    faults = []
    for number, proposal in enumerate(proposals[: 2 * most], start=1):
        try:
            step = checker.step(proposal)
        except UnusableError as error:
            faults.append(f"step {number}: {error}")
        else:
            # Another text for the same quotes says the same once more.
            steps.setdefault(tuple(quote for quote, _ in step.quotes), step)
    return Reading(steps=tuple(steps.values())[:most], faults=tuple(faults))


def _kinds(faults: Sequence[str]) -> list[str]:
    """Without what the model wrote: that does not belong in a log."""
    return sorted({fault.partition(' "')[0] for fault in faults})


def _to_read(hits: Sequence[Hit], plain: Draft) -> list[Passage]:
    """Return the passages to send: those that the fall-back quotes, then the best others."""
    quoted = [passage for step in plain.steps for _, passage in step.quotes]
    best = [hit.passage for hit in hits if not is_titled_for_a_model(hit.passage)]
    return list({passage.id: passage for passage in (*quoted, *best)}.values())[:MOST_PASSAGES]


def _ordered(steps: tuple[DraftStep, ...], plain: Draft) -> tuple[DraftStep, ...]:
    return steps if plain.shape == "facts" else in_route_order(steps, _focus(plain))


def _focus(plain: Draft) -> Phase | None:
    """Return the phase that the fall-back put before all others, out of route order."""
    phases = [step.phase for step in plain.steps]
    return phases[0] if phases[0] != min(phases, key=ROUTE.index) else None
