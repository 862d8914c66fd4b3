"""Turns and profiles in a database: SQLite by default, PostgreSQL or another by its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    insert,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.conversation import MOST_TURNS, Profile, Turn
from bot.errors import StorageError

_TURN = TypeAdapter(Turn)
_PROFILE = TypeAdapter(Profile)
_METADATA = MetaData()

_TURNS = Table(
    "turns",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", String(200), nullable=False, index=True),
    Column("user_id", String(200), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("turn", Text, nullable=False),
)
_PROFILES = Table(
    "profiles",
    _METADATA,
    Column("user_id", String(200), primary_key=True),
    Column("profile", Text, nullable=False),
)


class LongMemory:
    """Follows `Memory`. Turns older than `keep_days` are deleted when the next one is kept.

    All methods raise StorageError when the database fails.
    """

    def __init__(self, address: str, keep_days: int = 30) -> None:
        self._address = address
        self._keep = timedelta(days=keep_days)
        try:
            url = make_url(address)
            if url.get_backend_name() == "sqlite" and url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(url)
        except (ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
            raise StorageError(
                f"WEGWIJZER_DATABASE cannot be used ({error}); give an address such as "
                "sqlite:///wegwijzer.sqlite or postgresql+psycopg://user@host/name"
            ) from error
        with self._connection() as connection:
            _METADATA.create_all(connection)

    def turns(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the last turns that are not too old, oldest first."""
        newest = (
            select(_TURNS.c.turn)
            .where(_TURNS.c.conversation_id == conversation_id)
            .where(_TURNS.c.at >= datetime.now(UTC) - self._keep)
            .order_by(_TURNS.c.id.desc())
            .limit(MOST_TURNS)
        )
        with self._connection() as connection:
            rows = connection.execute(newest).scalars().all()
        return tuple(_TURN.validate_json(row) for row in reversed(rows))

    def add(self, conversation_id: str, user_id: str, turn: Turn) -> None:
        """Keep a turn, and delete those that are too old, of whomever."""
        row = {
            "conversation_id": conversation_id,
            "user_id": user_id,
            "at": turn.at,
            "turn": _TURN.dump_json(turn).decode(),
        }
        with self._connection() as connection:
            connection.execute(delete(_TURNS).where(_TURNS.c.at < datetime.now(UTC) - self._keep))
            connection.execute(insert(_TURNS).values(row))

    def profile(self, user_id: str) -> Profile:
        """Return what is kept of the user."""
        wanted = select(_PROFILES.c.profile).where(_PROFILES.c.user_id == user_id)
        with self._connection() as connection:
            row = connection.execute(wanted).scalar()
        return _PROFILE.validate_json(row) if row else Profile()

    def keep(self, user_id: str, profile: Profile) -> None:
        """Keep the profile in place of an older one."""
        agreed = replace(profile, agreed_on=profile.agreed_on or datetime.now(UTC))
        row = {"user_id": user_id, "profile": _PROFILE.dump_json(agreed).decode()}
        with self._connection() as connection:
            connection.execute(delete(_PROFILES).where(_PROFILES.c.user_id == user_id))
            connection.execute(insert(_PROFILES).values(row))

    def forget(self, user_id: str) -> int:
        """Delete everything of the user, and count the rows."""
        with self._connection() as connection:
            found = [
                connection.execute(delete(table).where(table.c.user_id == user_id)).rowcount
                for table in (_TURNS, _PROFILES)
            ]
        return sum(found)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            where = make_url(self._address).render_as_string(hide_password=True)
            raise StorageError(
                f"the database {where} failed ({reason}); check WEGWIJZER_DATABASE"
            ) from error
