"""What is kept of conversations: the same from memory and from the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answers import Clarification, Handoff, Notice, Question
from bot.conversation import (
    MOST_TURNS,
    Item,
    Memory,
    Profile,
    ShortMemory,
    Turn,
    items_of,
    last_question,
    turn_of,
)
from bot.database import LongMemory
from bot.errors import StorageError

PROFILE = Profile(country="NL", regions=("Twente", "Overijssel"), sector="metal", size="small")


def turn(number: int = 1, **given: object) -> Turn:
    return Turn(
        typed=f"vraag {number}",
        standalone=f"vraag {number}?",
        language="nl",
        kind="answer",
        **given,  # type: ignore[arg-type]
    )


@pytest.fixture(params=["short", "long"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Memory:
    if request.param == "short":
        return ShortMemory()
    return LongMemory(f"sqlite:///{tmp_path}/deep/conversations.sqlite")


def test_turns_come_back_whole_and_in_order(memory: Memory) -> None:
    full = turn(
        2,
        regions=("Twente",),
        items=(Item(kind="contact", text="Oost NL"),),
        choices=("Ja", "Nee"),
        offered=PROFILE,
    )
    memory.add("one", "anna", turn(1))
    memory.add("one", "anna", full)
    memory.add("other", "anna", turn(3))
    assert [t.typed for t in memory.turns("one")] == ["vraag 1", "vraag 2"]
    assert memory.turns("one")[1] == full
    assert memory.turns("nobody") == ()


def test_only_the_last_turns_are_given(memory: Memory) -> None:
    for number in range(MOST_TURNS + 3):
        memory.add("one", "anna", turn(number))
    found = memory.turns("one")
    assert len(found) == MOST_TURNS and found[-1].typed == f"vraag {MOST_TURNS + 2}"


def test_a_profile_is_kept_with_its_day_and_replaced(memory: Memory) -> None:
    assert memory.profile("anna").empty
    memory.keep("anna", PROFILE)
    kept = memory.profile("anna")
    assert kept.agreed_on is not None and kept.sector == "metal"
    memory.keep("anna", Profile(country="DE"))
    assert (memory.profile("anna").country, memory.profile("anna").sector) == ("DE", "")
    assert memory.profile("bert").empty


def test_what_is_forgotten_is_gone_and_others_stay(memory: Memory) -> None:
    memory.keep("anna", PROFILE)
    memory.add("one", "anna", turn(1))
    memory.add("one", "bert", turn(2))
    assert memory.forget("anna") == 2
    assert memory.profile("anna").empty
    assert [t.typed for t in memory.turns("one")] == ["vraag 2"]
    assert memory.forget("anna") == 0


def test_the_database_outlives_the_process(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/c.sqlite"
    LongMemory(address).add("one", "anna", turn(1))
    assert [t.typed for t in LongMemory(address).turns("one")] == ["vraag 1"]


def test_old_turns_are_neither_given_nor_kept(tmp_path: Path) -> None:
    memory = LongMemory(f"sqlite:///{tmp_path}/c.sqlite", keep_days=30)
    memory.add("one", "anna", turn(1, at=datetime.now(UTC) - timedelta(days=31)))
    assert memory.turns("one") == ()
    memory.add("two", "bert", turn(2))
    database = sqlite3.connect(tmp_path / "c.sqlite")
    assert database.execute("SELECT count(*) FROM turns").fetchone() == (1,)
    database.close()


@pytest.mark.parametrize("address", ["nonsense", "oracle9://x/y", "sqlite:////proc/none/c.sqlite"])
def test_a_database_that_cannot_be_used_names_the_setting(address: str) -> None:
    with pytest.raises(StorageError, match="WEGWIJZER_DATABASE"):
        LongMemory(address)


def test_a_database_that_breaks_is_told_with_what_to_check(tmp_path: Path) -> None:
    memory = LongMemory(f"sqlite:///{tmp_path}/c.sqlite")
    (tmp_path / "c.sqlite").write_bytes(b"no database at all, only text " * 300)
    for attempt in (lambda: memory.turns("one"), lambda: memory.forget("anna")):
        with pytest.raises(StorageError, match="c.sqlite failed.*check WEGWIJZER_DATABASE"):
            attempt()


def test_the_password_of_a_database_is_never_told() -> None:
    with pytest.raises(StorageError) as told:
        LongMemory("postgresql+nodriver://bot:geheim@localhost/c")
    assert "geheim" not in str(told.value)


def test_a_turn_tells_what_the_reply_listed(a_question: Callable[..., Question]) -> None:
    question = a_question(
        "en wat kost dat?", typed="en dat?", regions=("Twente",), located_by="question"
    )
    asked = Clarification(question="x", language="nl", text="Waar?", choices=("Nederland",))
    found = turn_of(question, asked)
    assert (found.typed, found.standalone) == ("en dat?", "en wat kost dat?")
    assert (found.kind, found.choices, found.regions) == (
        "clarification",
        ("Nederland",),
        ("Twente",),
    )
    handoff = Handoff(question="x", language="nl", reason="no_evidence", text="Nee.")
    assert items_of(handoff) == ()


def test_a_notice_is_no_question_to_come_back_to(a_question: Callable[..., Question]) -> None:
    notice = turn_of(a_question("mijn profiel"), Notice(question="", language="nl", text="Leeg."))
    first = turn(1)
    assert last_question([first, notice]) == first
    assert last_question([notice]) is None
