"""What people say to the bot, before it is a question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as any channel delivers it; nothing of the platform is left in it."""

    text: str
    conversation_id: str = "local"
    user_id: str = "local"
