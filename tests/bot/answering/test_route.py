from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.route import PhaseClassifier, in_route_order
from bot.answers import ROUTE, DraftStep, Phase
from bot.phrases import phase_prototypes
from ingest.documents import Metadata, Passage
from ingest.embedding import HashingEmbedder


@pytest.fixture
def phases() -> PhaseClassifier:
    return PhaseClassifier(HashingEmbedder())


def _step(phase: Phase, passage: Passage) -> DraftStep:
    return DraftStep(phase=phase, text=phase, quotes=((passage.text, passage),))


@pytest.mark.parametrize("phase", ROUTE)
def test_a_prototype_belongs_to_its_own_phase_in_every_language(
    phase: Phase, phases: PhaseClassifier
) -> None:
    vectors = HashingEmbedder().embed_passages(phase_prototypes(phase))
    found = [phases.phase_of(row, Metadata()) for row in phases.likeness(vectors)]
    assert found == [phase] * len(found)


def test_the_likeness_has_a_column_for_every_phase_and_stays_a_cosine(
    phases: PhaseClassifier,
) -> None:
    likeness = phases.likeness(HashingEmbedder().embed_passages(["Doe een scan.", "Begin klein."]))
    assert likeness.shape == (2, len(ROUTE))
    assert float(abs(likeness).max()) <= 1.0 + 1e-6


def test_a_text_that_fits_nowhere_takes_the_phase_of_its_document(phases: PhaseClassifier) -> None:
    likeness = phases.likeness(HashingEmbedder().embed_passages(["Xyqz"]))[0] * 0
    assert phases.phase_of(likeness, Metadata(phase="border")) == "border"
    assert phases.phase_of(likeness, Metadata(phase="no such phase")) in ROUTE


def test_asking_for_the_phase_leaves_the_likeness_as_it_was(phases: PhaseClassifier) -> None:
    likeness = phases.likeness(HashingEmbedder().embed_passages(["Doe een scan."]))[0]
    before = likeness.copy()
    phases.phase_of(likeness, Metadata(phase="border"))
    assert (likeness == before).all()


def test_steps_follow_the_route(a_passage: Callable[..., Passage]) -> None:
    passage = a_passage("Tekst.")
    steps = [_step(phase, passage) for phase in reversed(ROUTE)]
    assert [step.phase for step in in_route_order(steps, None)] == list(ROUTE)


def test_the_phase_that_the_question_is_about_comes_first(
    a_passage: Callable[..., Passage],
) -> None:
    passage = a_passage("Tekst.")
    steps = [_step(phase, passage) for phase in ("scan", "security", "pilot")]
    ordered = in_route_order(steps, "security")
    assert [step.phase for step in ordered] == ["security", "scan", "pilot"]


def test_steps_of_one_phase_keep_their_order(a_passage: Callable[..., Passage]) -> None:
    steps = [_step("scan", a_passage(text)) for text in ("Eerst.", "Dan.", "Laatst.")]
    assert in_route_order(steps, "scan") == tuple(steps)
