"""The drafter without a language model: it picks whole sentences and changes nothing in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering import Draft
from bot.answering.advice import (
    advice,
    is_gap,
    is_step_heading,
    stands_alone,
    without_list_mark,
)
from bot.answering.evidence import Vocabulary, coverage, refusal
from bot.answering.intent import plan_share, shows
from bot.answering.route import MOST_STEPS, PhaseClassifier, in_route_order
from bot.answers import DraftStep, Phase, Question
from bot.phrases import language_name, phase_name, phrase
from ingest.analysis import sentences
from ingest.documents import Hit, Passage
from ingest.embedding import Embedder

MOST_SENTENCES = 120
"""Sentences weighed per question; keeps an answer under two seconds on one core."""

CLOSENESS_WEIGHT = 0.50
COVERAGE_WEIGHT = 0.20
PASSAGE_WEIGHT = 0.30
ADVICE_BONUS = 0.20
STEP_HEADING_BONUS = 0.06
SAME_LANGUAGE_BONUS = 0.12
"""Weights of the sentence score, set by hand on the project's questions (tests/evaluation)."""

REPEATED_PHASE_PENALTY = 0.05
REPEATED_SOURCE_PENALTY = 0.03
TOO_ALIKE = 0.86
"""Cosine above which two sentences say the same thing, in whatever language."""

KEPT_SHARE = 0.78
"""A sentence must score this share of the best one: a weak fifth step is worse than four."""

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

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return up to five steps, or as many as the asker wants."""
        reason = refusal(question, hits, self.vocabulary)
        if reason:
            return Draft(refusal=reason)
        candidates = self._candidates(question, hits)
        if not candidates:
            return Draft(refusal="no_evidence")
        if self._is_gap(question, candidates):
            return Draft(refusal="no_evidence", gap=True)
        usable = [c for c in candidates if not is_gap(c.quote, c.passage.language)]
        return self._choose(question, usable)

    def _candidates(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        found = [(hit, quote) for hit in hits for quote in _quotable(hit.passage)][:MOST_SENTENCES]
        if not found:
            return []
        vectors = self.embedder.embed_passages([_in_context(q, hit.passage) for hit, q in found])
        closeness = vectors @ self.embedder.embed_query(question.text)
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
                    score=self._score(question, hit, quote, float(closeness[row])),
                    phase=phase,
                )
            )
        return sorted(candidates, key=lambda c: (-c.score, c.passage.id, c.quote))

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
        return score + SAME_LANGUAGE_BONUS * (passage.language == question.language)

    @staticmethod
    def _is_gap(question: Question, candidates: Sequence[Candidate]) -> bool:
        """The nearest sentence says that the source does not tell: then nothing else does."""
        nearest = max(candidates, key=lambda c: c.closeness)
        if is_gap(nearest.quote, nearest.passage.language):
            return True
        if not shows(question, "quantity"):
            return False
        return not any(char.isdigit() for c in candidates[:MOST_STEPS] for char in c.quote)

    def _choose(self, question: Question, candidates: Sequence[Candidate]) -> Draft:
        if not candidates:
            return Draft(refusal="no_evidence")
        wanted = question.wanted or MOST_STEPS
        chosen = _spread(candidates, wanted)
        plan = plan_share(question) > 0.5 or _is_mostly_advice(chosen)
        steps = [_step(question, candidate) for candidate in chosen]
        ordered = in_route_order(steps, _focus(chosen)) if plan else tuple(steps)
        best = candidates[0]
        confidence = min(best.score, 1.0)
        return Draft(steps=ordered, shape="plan" if plan else "facts", confidence=confidence)


def _quotable(passage: Passage) -> list[str]:
    quotes = []
    for start, end in sentences(passage.text, passage.language):
        sentence = passage.text[start:end]
        quote = sentence[without_list_mark(sentence) :].strip()
        if quote and stands_alone(quote, passage.language):
            quotes.append(quote)
    return quotes


def _in_context(quote: str, passage: Passage) -> str:
    """A sentence alone often leaves out what it is about; its heading says it."""
    heading = passage.locator.headings[-1] if passage.locator.headings else passage.metadata.title
    return f"{heading}: {quote}"


def _spread(candidates: Sequence[Candidate], wanted: int) -> list[Candidate]:
    """Take the best again and again, each time less of what was already taken."""
    chosen: list[Candidate] = []
    floor = KEPT_SHARE * candidates[0].score
    rest = [c for c in candidates if c.score >= floor]
    while rest and len(chosen) < wanted:
        best = max(rest, key=lambda c: c.score - _penalty(c, chosen))
        chosen.append(best)
        rest = [c for c in rest if float(c.vector @ best.vector) < TOO_ALIKE and c is not best]
    return chosen


def _penalty(candidate: Candidate, chosen: Sequence[Candidate]) -> float:
    phases = sum(c.phase == candidate.phase for c in chosen)
    passages = sum(c.passage.id == candidate.passage.id for c in chosen)
    return REPEATED_PHASE_PENALTY * phases + REPEATED_SOURCE_PENALTY * passages


def _focus(chosen: Sequence[Candidate]) -> Phase | None:
    """Return the phase that the question is about, if most of the chosen sentences share it."""
    phases = [c.phase for c in chosen]
    most = max(set(phases), key=phases.count)
    return most if phases.count(most) / len(phases) >= FOCUSED_SHARE else None


def _is_mostly_advice(chosen: Sequence[Candidate]) -> bool:
    return sum(advice(c.quote, c.passage.language) >= 1 for c in chosen) * 2 > len(chosen)


def _step(question: Question, candidate: Candidate) -> DraftStep:
    return DraftStep(
        phase=candidate.phase,
        text=_text(question, candidate),
        quotes=((candidate.quote, candidate.passage),),
    )


def _text(question: Question, candidate: Candidate) -> str:
    """In the asker's language the quote is the step; else the phase stands above the quote."""
    language = question.language
    if candidate.passage.language == language:
        return candidate.quote
    phase = phase_name(language, candidate.phase)
    name = language_name(language, candidate.passage.language)
    return phrase(language, "foreign_step", phase=phase, language=name)
