"""What the bot can reply: an answer, a clarification or a handoff. Frozen, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.documents import Language, Passage

Phase = Literal[
    "look_inside",
    "scan",
    "look_outside",
    "small_win",
    "pilot",
    "business_case",
    "data_agreements",
    "security",
    "people",
    "scale",
    "border",
]
ROUTE: tuple[Phase, ...] = (
    "look_inside",
    "scan",
    "look_outside",
    "small_win",
    "pilot",
    "business_case",
    "data_agreements",
    "security",
    "people",
    "scale",
    "border",
)
"""The order on which the regional programmes agree; a plan is shown in this order."""

ContactStatus = Literal["open", "not_yet_open", "ended", "confirmed", "unconfirmed", "unknown"]
WayOut = Literal[
    "greeting",
    "thanks",
    "about_the_bot",
    "personal_data",
    "legal_advice",
    "product_ranking",
    "instructions",
]
"""Why a question is not put to the sources at all."""

HandoffReason = Literal[WayOut, "no_evidence", "off_topic", "failure"]


Shape = Literal["plan", "facts"]
"""A plan tells what to do, in route order; facts tell what the sources say, best first."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A standalone question: nothing in it points back to an earlier turn."""

    text: str
    language: Language
    focus: str = ""
    """The clause that asks, without what the asker tells about themselves; empty if it is all."""
    search: str = ""
    """What is searched for: typos mended, the country of a place abroad added; empty: the text."""
    places: tuple[str, ...] = ()
    """Place names that stand in the text."""
    countries: tuple[str, ...] = ()
    """NL, DE, or both; empty when nothing tells."""
    regions: tuple[str, ...] = ()
    wanted: int | None = None
    """How many steps the asker wants; None when they did not say."""


@dataclass(frozen=True, kw_only=True)
class DraftStep:
    """A step as a drafter proposes it: nothing in it has been checked."""

    phase: Phase
    text: str
    quotes: tuple[tuple[str, Passage], ...]
    """Each quote with the passage it claims to stand in."""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A verbatim quote and the passage that holds it; a quote that is not there cannot be cited."""

    number: int
    quote: str
    passage: Passage

    def __post_init__(self) -> None:
        if not self.quote.strip() or self.quote not in self.passage.text:
            raise ValueError(f"not a quote from {self.passage.uri}: {self.quote!r}")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do (or one thing that the sources say), with at least one citation."""

    phase: Phase
    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a step without a citation is not a step")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody to call, or a scheme or rule to look up, out of the register."""

    id: str
    name: str
    why: str
    """What it does, in the language of the answer."""
    url: str | None
    country: tuple[str, ...]
    status: ContactStatus
    seen_on: str | None
    note: str = ""
    apply_before_start: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A short plan or a set of facts, every step of it quoted."""

    question: str
    language: Language
    steps: tuple[Step, ...]
    shape: Shape = "plan"
    contacts: tuple[Contact, ...] = ()
    caveats: tuple[str, ...] = ()
    confidence: float = 0.0
    """0 to 1; the score of the best evidence, not a probability."""

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("an answer has at least one step")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation once, by number."""
        found = {citation.number: citation for step in self.steps for citation in step.citations}
        return tuple(found[number] for number in sorted(found))


@dataclass(frozen=True, kw_only=True)
class Clarification:
    """One short question back, because the answer depends on it."""

    question: str
    language: Language
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Handoff:
    """The sources do not say, or a person is needed. Carries contacts, never sources."""

    question: str
    language: Language
    reason: HandoffReason
    text: str
    contacts: tuple[Contact, ...] = ()


Reply = Answer | Clarification | Handoff
