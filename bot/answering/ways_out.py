"""Questions that no source must answer: which kind it is, told by cues and by nearness together.

A cue alone is not enough ("may I" also asks for a rule), and neither is nearness alone ("which
robot" also asks where to test one). Each reason has prototype questions in phrases/*.toml, and so
have the ordinary questions that look most like them; a question goes the way it is nearest to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import get_args

import numpy as np

from bot.answers import HandoffReason, Question, WayOut
from bot.phrases import cues, likenesses
from ingest.documents import LANGUAGES
from ingest.embedding import Embedder, Vectors

REASONS: tuple[WayOut, ...] = get_args(WayOut)
ORDINARY = "ordinary"

CUE = 0.3
"""What a cue adds to the nearness of the prototypes of its reason."""

LEAST = 0.13
"""So much nearer to a reason than to any ordinary question it must be."""

LEAST_WITHOUT_CUE = 0.25
"""The same where nothing but nearness tells: who asks how to choose is near to who asks which."""

LEAST_NEAR = 0.5
"""What nearness and cue must reach together: what is far from everything is left to evidence."""

FEWEST_ASKING = 3
"""A clause of fewer words beside a greeting asks nothing."""

INSTRUCTIONS: WayOut = "instructions"
_CLAUSES = re.compile(r"[.,;:!?]\s+|\s+(?:en|und|and)\s+")
SMALL_TALK: tuple[WayOut, ...] = ("greeting", "thanks")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){10,30}\b")
_NINE_DIGITS = re.compile(r"(?<![\d.,])\d{9}(?![\d.,])")
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@dataclass(frozen=True, kw_only=True)
class Nearness:
    """How near a question is to a reason, and what told it."""

    reason: WayOut
    near: float
    """Cosine with the nearest prototype of the reason, in whatever language."""
    cue: bool
    ordinary: float
    """Cosine with the nearest ordinary question."""

    @property
    def strength(self) -> float:
        """Return nearness and cue together."""
        return self.near + CUE * self.cue

    @property
    def holds(self) -> bool:
        """Tell whether the question goes this way."""
        least = LEAST if self.cue else LEAST_WITHOUT_CUE
        return self.strength >= LEAST_NEAR and self.strength - self.ordinary >= least


@dataclass(kw_only=True)
class WaysOut:
    """Decides before anything is searched. Without an encoder only what is certain is told."""

    embedder: Embedder | None = None
    _prototypes: dict[str, Vectors] = field(default_factory=dict, init=False, repr=False)

    def __call__(self, question: Question) -> HandoffReason | None:
        """Return the reason not to answer out of the sources, or None for an ordinary question."""
        text = question.text
        if not text or says_nothing_but(text, "about"):
            return "about_the_bot"
        if holds_personal_number(text):
            return "personal_data"
        clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
        if any(self._is_instruction(clause) for clause in clauses):
            return INSTRUCTIONS
        reason = self._way(text)
        if reason in SMALL_TALK and any(map(self._asks, clauses)):
            # "Hello, where do we start?" is no greeting.
            return None
        return reason

    def nearness(self, text: str) -> list[Nearness]:
        """Return how near the text is to each reason; nothing without an encoder."""
        if self.embedder is None:
            return []
        vector = self.embedder.embed_query(text)
        ordinary = self._near(ORDINARY, vector)
        return [
            Nearness(
                reason=reason,
                near=self._near(reason, vector),
                cue=shows_reason(text, reason),
                ordinary=ordinary,
            )
            for reason in REASONS
        ]

    def _way(self, text: str) -> WayOut | None:
        for reason in SMALL_TALK:
            if says_nothing_but(text, reason):
                return reason
        found = [each for each in self.nearness(text) if each.holds]
        return max(found, key=lambda each: each.strength).reason if found else None

    def _asks(self, clause: str) -> bool:
        """Tell whether a clause is nearer to a question than to small talk."""
        if len(clause.split()) < FEWEST_ASKING:
            return False
        small = [each for each in self.nearness(clause) if each.reason in SMALL_TALK]
        return bool(small) and all(each.ordinary > each.near for each in small)

    def _is_instruction(self, clause: str) -> bool:
        """An instruction to the bot is one in whatever question it is wrapped."""
        if not shows_reason(clause, INSTRUCTIONS):
            return False
        return any(each.holds for each in self.nearness(clause) if each.reason == INSTRUCTIONS)

    def _near(self, reason: str, vector: Vectors) -> float:
        return float((self._rows(reason) @ vector).max())

    def _rows(self, reason: str) -> Vectors:
        if reason not in self._prototypes:
            texts = [text for language in LANGUAGES for text in likenesses(language, reason)]
            self._prototypes[reason] = _encoded(self.embedder, texts)
        return self._prototypes[reason]


def _encoded(embedder: Embedder | None, texts: Sequence[str]) -> Vectors:
    assert embedder is not None, "prototypes are only asked for with an encoder"
    return np.stack([embedder.embed_query(text) for text in texts])


def shows_reason(text: str, reason: WayOut) -> bool:
    """Tell whether the text shows a cue of the reason, in any language: people mix them."""
    return any(pattern.search(text) for pattern in _patterns(reason))


def says_nothing_but(text: str, kind: str) -> bool:
    """Tell whether the text is nothing but words of this kind of small talk."""
    said = " ".join(re.sub(r"[^\w ]+", " ", text.casefold()).split())
    return any(said in cues(language, f"only_{kind}") for language in LANGUAGES)


def holds_personal_number(text: str) -> bool:
    """Tell whether a bank account or a citizen's number stands in the text: its check must hold."""
    accounts = (found.group().replace(" ", "") for found in _IBAN.finditer(text))
    return any(map(_is_account, accounts)) or any(map(_is_bsn, _NINE_DIGITS.findall(text)))


@cache
def _patterns(reason: WayOut) -> tuple[re.Pattern[str], ...]:
    found = (cue for language in LANGUAGES for cue in cues(language, f"way_{reason}"))
    return tuple(re.compile(cue, re.IGNORECASE) for cue in found)


def _is_account(number: str) -> bool:
    """ISO 13616: moved to the end and spelled in digits, the number leaves 1 of 97."""
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def _is_bsn(number: str) -> bool:
    weighed = zip(map(int, number), _BSN_WEIGHTS, strict=True)
    return sum(digit * weight for digit, weight in weighed) % 11 == 0
