"""The phases of the route: which one a text belongs to, and the order of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from bot.answers import ROUTE, DraftStep, Phase
from bot.phrases import phase_prototypes
from ingest.documents import Metadata
from ingest.embedding import Embedder

OWN_PHASE_BONUS = 0.15
"""Added to the likeness of the phase that the document names as its subject."""

MOST_STEPS = 5
_PHASES: tuple[Phase, ...] = get_args(Phase)


class PhaseClassifier:
    """Puts a text in the phase whose prototype sentences it is nearest to."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self._prototypes: NDArray[np.float32] | None = None

    def likeness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return cosines (texts, phases): the best over the languages of each prototype."""
        cosines = vectors @ self._matrix().T
        per_phase = cosines.reshape(len(vectors), len(_PHASES), -1)
        return np.asarray(per_phase.max(axis=2), dtype=np.float32)

    def phase_of(self, likeness: NDArray[np.float32], metadata: Metadata) -> Phase:
        """Return the likeliest phase of one text, leaning to what its document says."""
        scores = likeness.copy()
        if metadata.phase in _PHASES:
            scores[_PHASES.index(metadata.phase)] += OWN_PHASE_BONUS
        return _PHASES[int(scores.argmax())]

    def _matrix(self) -> NDArray[np.float32]:
        if self._prototypes is None:
            texts = [text for phase in _PHASES for text in phase_prototypes(phase)]
            self._prototypes = self.embedder.embed_passages(texts)
        return self._prototypes


def in_route_order(steps: Sequence[DraftStep], first: Phase | None) -> tuple[DraftStep, ...]:
    """Sort steps along the route; `first` comes before all when the question is about it."""
    return tuple(sorted(steps, key=lambda step: (step.phase != first, ROUTE.index(step.phase))))
