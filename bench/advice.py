"""How well advice is told from statements, and its phase, on sentences labelled by hand.

    python -m bench.advice [--sets FOLDER] [--write bot/answering/advice.toml]

Prints precision, recall and F1 for advice, a language and a part of the labels each, beside the
rule before (a first word in a list, or a pattern of modal verbs: labels/before.toml), and the share
of the advice whose phase is right. With --write the weights are learned anew from the parts
`dev` and `check`, all languages together: a logistic regression in which a sign can only speak for
advice or only against it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.labelled import LABELS, PARTS, SETS, Labelled, labelled
from bot.answering.advice import ADVISES, advice
from bot.answering.route import PhaseClassifier
from bot.answering.signs import SIGNS, signs
from bot.answers import Phase
from ingest.analysis import sentences
from ingest.documents import LANGUAGES, Language, Metadata, Source
from ingest.embedding import load_embedder
from ingest.readers import read

Floats = NDArray[np.float64]
Rule = Callable[[Labelled], bool]

AGAINST = ("released", "pointer", "past", "figures", "statement", "question", "lead_in",
           "unfinished")  # fmt: skip
"""Signs that speak against advice; the others speak for it."""

PRIOR = {"step_heading": 1.0, "infinitive": 3.8}
"""Weights set by hand towards which the others pull: hardly any labelled text shows these signs."""

GUIDE_OF: dict[str, Phase] = {
    "look-inside": "look_inside",
    "maturity-scan": "scan",
    "look-outside": "look_outside",
    "small-win": "small_win",
    "pilot-before-buying": "pilot",
    "business-case": "business_case",
    "data-agreements": "data_agreements",
    "basic-security": "security",
    "people-and-skills": "people",
    "scale-up": "scale",
    "across-the-border": "border",
}

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


# --- phases -----------------------------------------------------------------------------------


def phases_right(rows: Sequence[Labelled], classifier: PhaseClassifier) -> tuple[int, int]:
    """Return how many pieces of advice about the route are put in their phase, and of how many."""
    placed = [row for row in rows if row.advice and row.phase]
    if not placed:
        return 0, 0
    likeness = classifier.likeness(classifier.embedder.embed_passages([r.sentence for r in placed]))
    told = [classifier.phase_of(of, Metadata()) for of in likeness]
    return sum(one == row.phase for one, row in zip(told, placed, strict=True)), len(placed)


def guide_phases(classifier: PhaseClassifier) -> tuple[int, int]:
    """The same for the advice in our own guides to one phase, whose subject names the phase."""
    right = of = 0
    for path in sorted(Path("corpus/guides").glob("*.md")):
        document = read(Source(uri=path.name, read=path.read_bytes))
        language, phase = document.metadata.language, document.metadata.phase
        if language is None or GUIDE_OF.get(path.name.split(".")[0]) != phase:
            continue
        texts = [
            f"{section.locator.headings[-1]}: {section.text[start:end]}"
            for section in document.sections
            if section.locator.headings
            for start, end in sentences(section.text, language)
            if advice(section.text[start:end], language) >= ADVISES
        ]
        likeness = classifier.likeness(classifier.embedder.embed_passages(texts))
        right += sum(classifier.phase_of(one, Metadata()) == phase for one in likeness)
        of += len(texts)
    return right, of


# --- printing ---------------------------------------------------------------------------------


def _line(name: str, rows: Sequence[Labelled]) -> str:
    cells = [f"{name:<12}{len(rows):>5}{sum(row.advice for row in rows):>8}"]
    for rule in (rule_before, product_rule):
        found = marked(rows, rule)
        cells.append(f"{found.precision:>9.2f}{found.recall:>6.2f}{found.f1:>6.2f}")
    return "".join(cells)


@click.command()
@click.option("--sets", default=SETS, type=click.Path(path_type=Path), help="Folder of the texts.")
@click.option("--write", type=click.Path(path_type=Path), help="Learn anew and write the weights.")
def main(sets: Path, write: Path | None) -> None:
    """Print how well advice and its phase are recognised."""
    if not sets.is_dir():
        raise click.ClickException(f"{sets} is not there: the labelled texts stand outside")
    rows = [row for language in LANGUAGES for row in labelled(sets, language)]
    if write:
        text = as_toml(learned([row for row in rows if row.part != "test"]))
        write.write_text(text, encoding="utf-8")
        print(f"wrote {write}; run again without --write to see what it is worth")
        return
    print(" " * 25 + "  before: P     R    F1     now: P     R    F1")
    for part in PARTS:
        for language in LANGUAGES:
            these = [row for row in rows if (row.part, row.language) == (part, language)]
            print(_line(f"{part} {language}", these))
    classifier = PhaseClassifier(load_embedder())
    for part in PARTS:
        right, of = phases_right([row for row in rows if row.part == part], classifier)
        print(f"phase of advice about the route, {part}: {right} of {of}")
    right, of = guide_phases(classifier)
    print(f"phase of advice in our own guides to one phase: {right} of {of}")


if __name__ == "__main__":
    main()
