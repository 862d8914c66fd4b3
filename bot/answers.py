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


Shape = Literal["plan", "facts", "definition", "contacts", "status", "conditions"]
"""How a reply is built.

A plan tells what to do, in route order; facts what the sources say, best first; a definition what a
term means; contacts who helps; a status whether something is open; conditions whom a rule meets.
"""


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
    nearby: tuple[str, ...] = ()
    """Sub-regions beside those, behind the border too where the asker looks across it."""
    located_by: str = "nothing"
    """What told the country: question, earlier, profile, language (weak) or nothing."""
    wanted: int | None = None
    """How many steps the asker wants; None when they did not say."""
    named: tuple[str, ...] = ()
    """Ids of the records that the text names."""
    typed: str = ""
    """What was typed, where it pointed back to an earlier turn and the text was made of both."""
    asks: str = ""
    """The words that show what kind of answer is wanted; empty: all of them."""


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
class Disagreement:
    """Sources that tell different amounts, dates or counts of one thing."""

    about: str
    """The names of the thing, as they stand in the first quote."""
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if len({(c.passage.document_id, c.passage.metadata.published) for c in self.citations}) < 2:
            raise ValueError("it takes two sources or dates to disagree")


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
    standing: str = ""
    """How it stands today, in the language of the answer: "open from ... until ..."."""
    valid_from: str | None = None
    valid_until: str | None = None
    """ISO dates of the window; None where that end is not known."""
    note: str = ""
    apply_before_start: bool = False
    """Never of something that has ended."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A short plan or a set of facts, every step of it quoted."""

    question: str
    language: Language
    steps: tuple[Step, ...]
    shape: Shape = "plan"
    contacts: tuple[Contact, ...] = ()
    caveats: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    confidence: float = 0.0
    """0 to 1; the score of the best evidence, not a probability."""

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("an answer has at least one step")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation once, by number."""
        cited = [each.citations for each in self.steps]
        cited += [each.citations for each in self.disagreements]
        found = {citation.number: citation for each in cited for citation in each}
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


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something about the conversation itself, such as what is kept of the asker."""

    question: str
    language: Language
    text: str


Reply = Answer | Clarification | Handoff | Notice
