"""How well advice is told from statements, and its phase, on sentences labelled by hand.

    python -m bench.advice [--sets ../shared/eval] [--write bot/answering/advice.toml]

Prints precision, recall and F1 for advice, a language and a half of the labels each, beside the
rule before (a first word in a list, or a pattern of modal verbs: labels/before.toml), and the share
of the advice whose phase is right. With --write the weights are learned anew from the half `dev`,
all languages together: a logistic regression that no sign may enter with the wrong direction.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.labelled import LABELS, Labelled
from bot.answering.advice import ADVISES, advice
from bot.answering.signs import SIGNS, signs
from ingest.documents import LANGUAGES, Language

Floats = NDArray[np.float64]
Rule = Callable[[Labelled], bool]

AGAINST = ("released", "pointer", "past", "figures", "statement", "question", "lead_in",
           "unfinished")  # fmt: skip
"""Signs that speak against advice; the others speak for it."""

PRIOR = {"step_heading": 1.0, "infinitive": 2.0}
"""Weights set by hand towards which the others pull: hardly any labelled text shows these signs."""

RIDGE = 0.1
"""Pull of every weight towards zero; of .1 to 3 the least loss on folds of dev."""


@dataclass(frozen=True)
class Marks:
    """What a rule found of what is there."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Return the share of what was found that is advice."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Return the share of the advice that was found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


def marked(rows: Sequence[Labelled], rule: Rule) -> Marks:
    """Compare a rule with the labels."""
    told = [(rule(row), row.advice) for row in rows]
    return Marks(
        right=sum(says and is_so for says, is_so in told),
        wrong=sum(says and not is_so for says, is_so in told),
        missed=sum(is_so and not says for says, is_so in told),
    )


def product_rule(row: Labelled) -> bool:
    """Tell what the bot says today."""
    return advice(row.sentence, row.language, row.headings) >= ADVISES


def rule_before(row: Labelled) -> bool:
    """Tell what the bot said before: first word in a list, or a modal pattern."""
    text = row.sentence.strip()
    if row.language == "de" and re.match(r"(\w+(?:en|eln|ern)|tun|seien) sie\b", text, re.I):
        return True
    first = re.search(r"\w+", text)
    words, patterns = _before(row.language)
    listed = first is not None and first[0].casefold() in words
    return listed or any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


@cache
def _before(language: Language) -> tuple[frozenset[str], tuple[str, ...]]:
    table = tomllib.loads((LABELS / "before.toml").read_text(encoding="utf-8"))[language]
    return frozenset(table["imperatives"]), tuple(table["modals"])


# --- learning ---------------------------------------------------------------------------------


def learned(rows: Sequence[Labelled], ridge: float = RIDGE) -> Floats:
    """Return the bias and a weight a sign; each language counts the same."""
    seen = np.array([(1.0, *signs(r.sentence, r.language, r.headings)) for r in rows])
    is_so = np.array([1.0 if row.advice else -1.0 for row in rows])
    shares = {lang: sum(row.language == lang for row in rows) for lang in LANGUAGES}
    counts = np.array([len(rows) / len(LANGUAGES) / shares[row.language] for row in rows])

    prior = np.array([PRIOR.get(name, 0.0) for name in SIGNS])

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = is_so * (seen @ weights)
        slope = -counts * is_so / (1 + np.exp(margins))
        inner = np.concatenate(([0.0], weights[1:] - prior))
        value = float((counts * np.logaddexp(0.0, -margins)).sum() + ridge * (inner**2).sum())
        return value, seen.T @ slope + 2 * ridge * inner

    bounds = [(None, None), *((None, 0) if name in AGAINST else (0, None) for name in SIGNS)]
    found = minimize(loss, np.zeros(len(SIGNS) + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)


def as_toml(weights: Floats) -> str:
    """Return the text of bot/answering/advice.toml."""
    lines = [
        "# What each sign counts (bot/answering/signs.py); their sum through the logistic function",
        "# is how surely a sentence is advice. Learned by bench/advice.py.",
        f"bias = {weights[0]:.2f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.2f}" for name, weight in zip(SIGNS, weights[1:], strict=True)),
    ]
    return "\n".join(lines) + "\n"
