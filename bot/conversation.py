"""What is said, before it is a question and after it was answered; and what is kept of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, Protocol

from bot.answers import Answer, Clarification, Handoff, Notice, Question, Reply
from ingest.documents import Language

MOST_TURNS = 6
"""Turns that a follow-up may point back to; older ones have been left behind."""

Size = Literal["micro", "small", "medium", "large"]
"""Fewer than 10, 50 or 250 people, or more: the classes of EU recommendation 2003/361."""

TurnKind = Literal["answer", "clarification", "handoff", "notice"]


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as any channel delivers it; nothing of the platform is left in it."""

    text: str
    conversation_id: str = "local"
    user_id: str = "local"


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that a reply listed, which the next message may mean by "the second one"."""

    kind: Literal["step", "contact"]
    text: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What an asker let the bot keep about the company; empty fields were not told."""

    country: str = ""
    regions: tuple[str, ...] = ()
    sector: str = ""
    size: Size | None = None
    agreed_on: datetime | None = None
    """When the asker said yes to keeping it."""

    @property
    def empty(self) -> bool:
        """Tell whether it says nothing."""
        return not (self.country or self.regions or self.sector or self.size)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A message that was answered: what was typed, what it meant, and what the reply held."""

    typed: str
    standalone: str
    language: Language
    kind: TurnKind
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    choices: tuple[str, ...] = ()
    """What a clarification offered."""
    offered: Profile | None = None
    """A profile that the asker was asked to let be kept."""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Memory(Protocol):
    """Keeps turns by conversation and profiles by user."""

    def turns(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the last MOST_TURNS turns, oldest first."""
        ...

    def add(self, conversation_id: str, user_id: str, turn: Turn) -> None:
        """Keep a turn."""
        ...

    def profile(self, user_id: str) -> Profile:
        """Return what is kept of the user; an empty profile when nothing is."""
        ...

    def keep(self, user_id: str, profile: Profile) -> None:
        """Keep the profile in place of an older one."""
        ...

    def forget(self, user_id: str) -> int:
        """Delete profile and turns of the user; return how many rows are gone."""
        ...


class ShortMemory:
    """Keeps turns and profiles as long as the process lives."""

    def __init__(self) -> None:
        self._turns: dict[str, list[tuple[str, Turn]]] = defaultdict(list)
        self._profiles: dict[str, Profile] = {}

    def turns(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the last turns, oldest first."""
        return tuple(turn for _, turn in self._turns[conversation_id][-MOST_TURNS:])

    def add(self, conversation_id: str, user_id: str, turn: Turn) -> None:
        """Keep a turn, and drop what no follow-up can point back to."""
        kept = self._turns[conversation_id]
        kept.append((user_id, turn))
        del kept[:-MOST_TURNS]

    def profile(self, user_id: str) -> Profile:
        """Return what is kept of the user."""
        return self._profiles.get(user_id, Profile())

    def keep(self, user_id: str, profile: Profile) -> None:
        """Keep the profile."""
        self._profiles[user_id] = replace(profile, agreed_on=profile.agreed_on or datetime.now(UTC))

    def forget(self, user_id: str) -> int:
        """Delete everything of the user."""
        gone = int(self._profiles.pop(user_id, None) is not None)
        for conversation, rows in list(self._turns.items()):
            kept = [row for row in rows if row[0] != user_id]
            gone += len(rows) - len(kept)
            self._turns[conversation] = kept
        return gone


def turn_of(question: Question, reply: Reply, offered: Profile | None = None) -> Turn:
    """Return what is kept of a message and its reply; where it is asked only if that was told."""
    told = question.located_by not in ("language", "nothing")
    return Turn(
        typed=question.typed or question.text,
        standalone=question.text,
        language=question.language,
        kind=kind_of(reply),
        countries=question.countries if told else (),
        regions=question.regions if told else (),
        items=items_of(reply),
        choices=reply.choices if isinstance(reply, Clarification) and offered is None else (),
        offered=offered,
    )


def kind_of(reply: Reply) -> TurnKind:
    """Return how a reply is kept."""
    kinds: dict[type, TurnKind] = {
        Answer: "answer",
        Clarification: "clarification",
        Handoff: "handoff",
        Notice: "notice",
    }
    return kinds[type(reply)]


def items_of(reply: Reply) -> tuple[Item, ...]:
    """Return what the reply lists, as the asker counts it: steps, or contacts where it has none."""
    if isinstance(reply, Answer):
        steps = [Item(kind="step", text=step.citations[0].quote) for step in reply.steps]
        contacts = [Item(kind="contact", text=contact.name) for contact in reply.contacts]
        return tuple([*contacts, *steps] if reply.shape == "contacts" else [*steps, *contacts])
    if isinstance(reply, Handoff):
        return tuple(Item(kind="contact", text=contact.name) for contact in reply.contacts)
    return ()


def last_question(turns: Sequence[Turn]) -> Turn | None:
    """Return the latest turn that a follow-up can be about."""
    about = (turn for turn in reversed(turns) if turn.kind != "notice" and turn.standalone)
    return next(about, None)
