"""The drafter without a language model: it picks whole sentences and changes nothing in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering import Draft
from bot.answering.advice import ADVISES, advice, is_gap, is_step_heading
from bot.answering.evidence import Vocabulary, coverage, refusal
from bot.answering.injection import is_titled_for_a_model, overlaps, tainted
from bot.answering.intent import plan_share, shows
from bot.answering.route import MOST_STEPS, PhaseClassifier, in_route_order
from bot.answering.shapes import LOOKED_AT, WANTED_KINDS, ShapeClassifier, defines, term_of
from bot.answering.thoughts import thoughts
from bot.answers import DraftStep, Phase, Question, Shape
from bot.phrases import language_name, phase_name, phrase
from ingest.documents import Hit, Passage, RecordKind
from ingest.embedding import Embedder, Vectors

MOST_SENTENCES = 120
"""Sentences weighed per question; keeps an answer under two seconds on one core."""

CLOSENESS_WEIGHT = 0.50
COVERAGE_WEIGHT = 0.20
PASSAGE_WEIGHT = 0.30
ADVICE_BONUS = 0.25
PLAINLY = 0.9
"""A sentence as sure as this is an order: it makes a plan of what was not asked as one."""

STEP_HEADING_BONUS = 0.06
SAME_LANGUAGE_BONUS = 0.12
"""Weights of the sentence score, set by hand on the project's questions (tests/evaluation)."""

RULE_BONUS = 0.1
"""For questions what the law asks: the register says it, the guides say what to do about it."""

PLACE_BONUS = 0.15
"""For questions who or where: a sentence that names the place is nearer to an address."""

TYPICAL_WEIGHT = 0.5
TYPICAL_FLOOR = 0.35
"""For questions where to start: what a sentence gains by being like a phase of the route."""

SHAPE_BONUS = 0.2
"""For what a special shape wants: the sentence that defines, the desk, the grant, the rule."""

FEW_STEPS = 3
"""A definition or a status needs no more."""

REPEATED_PHASE_PENALTY = 0.05
START_REPEATED_PHASE_PENALTY = 0.3
"""A question where to start wants one step a phase."""

REPEATED_SOURCE_PENALTY = 0.03
TOO_ALIKE = 0.86
TOO_ALIKE_TRANSLATED = 0.72
"""Cosine above which two sentences say the same thing, in whatever language."""

KEPT_SHARE = 0.78
START_KEPT_SHARE = 0.5
"""A sentence must score this share of the best one: a weak fifth step is worse than four."""

WEIGHED_FOR_GAP = 3
"""Who asks how many wants a number: that none is told counts, also if it is not the nearest."""

FOREIGN_SHARE = 0.95
FOCUSED_SHARE = 0.6


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A sentence that could become a step."""

    quote: str
    passage: Passage
    passage_score: float
    vector: NDArray[np.float32]
    closeness: float
    """Cosine between question and sentence."""
    score: float
    phase: Phase


@dataclass(frozen=True, kw_only=True)
class ExtractiveDrafter:
    """Chooses sentences by closeness, covered words, passage score and the ring of advice."""

    embedder: Embedder
    vocabulary: Vocabulary
    phases: PhaseClassifier
    shapes: ShapeClassifier | None = None
    kinds: Callable[[], Mapping[str, RecordKind]] = dict
    """What each record of the register is, by its id."""

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return up to five steps, or as many as the asker wants."""
        reason = refusal(question, hits, self.vocabulary)
        if reason and not _brings_what_is_named(question, hits):
            return Draft(refusal=reason)
        kinds = self.kinds()
        special = self.shapes.shape_of(question, hits, kinds) if self.shapes else None
        candidates = self._candidates(question, hits, special, kinds)
        if not candidates:
            return Draft(refusal="no_evidence")
        if special != "definition" and self._is_gap(question, candidates):
            return Draft(refusal="no_evidence", gap=True)
        usable = [c for c in candidates if c.passage.record_id or not _tells_nothing(c)]
        if shows(question, "start"):
            usable = [c for c in usable if _advises(c, ADVISES)] or usable
        if special == "status" and question.named:
            # MIT is not MID: whether one grant is open, the record of another cannot tell.
            usable = [c for c in usable if c.passage.record_id in question.named] or usable
        return self._choose(question, usable, special)

    def _candidates(
        self,
        question: Question,
        hits: Sequence[Hit],
        special: Shape | None,
        kinds: Mapping[str, RecordKind],
    ) -> list[Candidate]:
        found = [(hit, quote) for hit in hits for quote in _quotable(hit.passage)][:MOST_SENTENCES]
        if not found:
            return []
        vectors = self.embedder.embed_passages([_in_context(q, hit.passage) for hit, q in found])
        closeness = vectors @ self._query(question)
        likeness = self.phases.likeness(vectors)
        candidates = []
        for row, (hit, quote) in enumerate(found):
            phase = self.phases.phase_of(likeness[row], hit.passage.metadata)
            candidates.append(
                Candidate(
                    quote=quote,
                    passage=hit.passage,
                    passage_score=hit.score,
                    vector=vectors[row],
                    closeness=float(closeness[row]),
                    score=self._score(question, hit, quote, float(closeness[row]))
                    + _typicality(question, likeness[row])
                    + _shape_bonus(special, question, quote, hit.passage, kinds),
                    phase=phase,
                )
            )
        return sorted(candidates, key=lambda c: (-c.score, c.passage.id, c.quote))

    def _query(self, question: Question) -> Vectors:
        both = self.embedder.embed_query(question.search or question.text)
        if question.focus:
            both = both + self.embedder.embed_query(question.focus)
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)

    def _score(self, question: Question, hit: Hit, quote: str, closeness: float) -> float:
        passage = hit.passage
        text = " ".join((*passage.locator.headings[-1:], quote))
        covered = coverage(question, text, passage.language, self.vocabulary)
        score = CLOSENESS_WEIGHT * min(max(closeness, 0.0) / 0.8, 1.0)
        score += COVERAGE_WEIGHT * covered + PASSAGE_WEIGHT * hit.score
        share = plan_share(question)
        score += share * ADVICE_BONUS * advice(quote, passage.language)
        if is_step_heading(passage.locator.headings, passage.language):
            score += share * STEP_HEADING_BONUS
        if passage.record_id and shows(question, "law"):
            score += (1 - share) * RULE_BONUS
        if shows(question, "help") and _names_place(question, quote):
            score += PLACE_BONUS
        return score + SAME_LANGUAGE_BONUS * (passage.language == question.language)

    @staticmethod
    def _is_gap(question: Question, candidates: Sequence[Candidate]) -> bool:
        """The nearest sentence says that the source does not tell: then nothing else does."""
        nearest = max(candidates, key=lambda c: c.closeness)
        if is_gap(nearest.quote, nearest.passage.language):
            # In the register "no page shows the date" is a finding, and can be quoted.
            return nearest.passage.record_id is None
        if not shows(question, "quantity"):
            return False
        best = candidates[:WEIGHED_FOR_GAP]
        if any(not c.passage.record_id and _tells_nothing(c) for c in best):
            return True
        return not any(char.isdigit() for c in candidates[:MOST_STEPS] for char in c.quote)

    def _choose(
        self, question: Question, candidates: Sequence[Candidate], special: Shape | None
    ) -> Draft:
        if not candidates:
            return Draft(refusal="no_evidence")
        wanted = question.wanted or (
            FEW_STEPS if special in ("definition", "status") else MOST_STEPS
        )
        chosen = _spread(question, _in_reach(question, candidates), wanted)
        confidence = min(candidates[0].score, 1.0)
        if special is not None:
            told = tuple(_step(question, candidate, plan=False) for candidate in chosen)
            return Draft(steps=told, shape=special, confidence=confidence)
        plan = plan_share(question) > 0.5 or (
            not shows(question, "help") and _is_mostly_advice(chosen)
        )
        steps = [_step(question, candidate, plan) for candidate in chosen]
        ordered = in_route_order(steps, _focus(chosen)) if plan else tuple(steps)
        return Draft(steps=ordered, shape="plan" if plan else "facts", confidence=confidence)


def _brings_what_is_named(question: Question, hits: Sequence[Hit]) -> bool:
    """The record that the question names is there: then it bears an answer, however it is asked."""
    return any(hit.passage.record_id in question.named for hit in hits[:LOOKED_AT])


def _shape_bonus(
    special: Shape | None,
    question: Question,
    quote: str,
    passage: Passage,
    kinds: Mapping[str, RecordKind],
) -> float:
    """Return what a sentence gains by being of the kind that the shape wants."""
    if special == "definition":
        return SHAPE_BONUS * defines(quote, term_of(question), passage.language)
    wanted = WANTED_KINDS.get(special, ()) if special else ()
    return SHAPE_BONUS * (kinds.get(passage.record_id or "") in wanted)


def _names_place(question: Question, quote: str) -> bool:
    return any(place.casefold() in quote.casefold() for place in question.places)


def _tells_nothing(candidate: Candidate) -> bool:
    return is_gap(candidate.quote, candidate.passage.language)


def _quotable(passage: Passage) -> list[str]:
    """What a document says to a language model is not said to the asker."""
    if is_titled_for_a_model(passage):
        return []
    orders = tainted(passage.text)
    places = ((quote, passage.text.find(quote)) for quote in thoughts(passage))
    return [quote for quote, at in places if not overlaps((at, at + len(quote)), orders)]


def _typicality(question: Question, likeness: Vectors) -> float:
    """A question where to start asks for the route itself: what is typical of a phase fits."""
    if not shows(question, "start"):
        return 0.0
    return TYPICAL_WEIGHT * max(float(likeness.max()) - TYPICAL_FLOOR, 0.0)


def _in_context(quote: str, passage: Passage) -> str:
    """A sentence alone often leaves out what it is about; its heading says it."""
    heading = passage.locator.headings[-1] if passage.locator.headings else passage.metadata.title
    return f"{heading}: {quote}"


def _in_reach(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep what is near the best; another language only for what this one has not."""
    share = START_KEPT_SHARE if shows(question, "start") else KEPT_SHARE
    floor = share * candidates[0].score
    near = [c for c in candidates if c.score >= floor]
    own = [c for c in near if c.passage.language == question.language]
    if not own:
        return near
    bar = FOREIGN_SHARE * candidates[0].score
    return [c for c in near if c.passage.language == question.language or c.score >= bar]


def _spread(question: Question, candidates: Sequence[Candidate], wanted: int) -> list[Candidate]:
    """Take the best again and again, each time less of what was already taken."""
    chosen: list[Candidate] = []
    rest = list(candidates)
    start = shows(question, "start")
    while rest and len(chosen) < wanted:
        best = max(rest, key=lambda c: c.score - _penalty(c, chosen, start))
        chosen.append(best)
        rest = [c for c in rest if c is not best and not _alike(c, best)]
    return chosen


def _alike(one: Candidate, other: Candidate) -> bool:
    same = one.passage.language == other.passage.language
    return float(one.vector @ other.vector) >= (TOO_ALIKE if same else TOO_ALIKE_TRANSLATED)


def _penalty(candidate: Candidate, chosen: Sequence[Candidate], start: bool) -> float:
    phases = sum(c.phase == candidate.phase for c in chosen)
    passages = sum(c.passage.id == candidate.passage.id for c in chosen)
    repeated = START_REPEATED_PHASE_PENALTY if start else REPEATED_PHASE_PENALTY
    return repeated * phases + REPEATED_SOURCE_PENALTY * passages


def _focus(chosen: Sequence[Candidate]) -> Phase | None:
    """Return the phase that the question is about, if most of the chosen sentences share it."""
    phases = [c.phase for c in chosen]
    most = max(set(phases), key=phases.count)
    return most if phases.count(most) / len(phases) >= FOCUSED_SHARE else None


def _advises(candidate: Candidate, share: float) -> bool:
    return advice(candidate.quote, candidate.passage.language) >= share


def _is_mostly_advice(chosen: Sequence[Candidate]) -> bool:
    return sum(_advises(c, PLAINLY) for c in chosen) * 2 > len(chosen)


def _step(question: Question, candidate: Candidate, plan: bool) -> DraftStep:
    return DraftStep(
        phase=candidate.phase,
        text=_text(question, candidate, plan),
        quotes=((candidate.quote, candidate.passage),),
    )


def _text(question: Question, candidate: Candidate, plan: bool) -> str:
    """In the asker's language the quote is the step; else the phase stands above the quote."""
    language = question.language
    if candidate.passage.language == language:
        return candidate.quote
    name = language_name(language, candidate.passage.language)
    if not plan:
        return phrase(language, "foreign_fact", language=name)
    phase = phase_name(language, candidate.phase)
    return phrase(language, "foreign_step", phase=phase, language=name)
