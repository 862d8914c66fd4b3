"""Everything that can go wrong between a question and its answer.

BotError
├─ SettingsError  cannot start; the message names the setting
├─ StorageError   the database failed; answers go on without earlier turns
├─ ModelError     a language model failed; the extractive drafter takes over
└─ ChannelError   a platform refused a message, or sent one that cannot be read
"""

from __future__ import annotations


class BotError(Exception):
    """What went wrong and what to do next, in words for whoever runs the bot."""


class SettingsError(BotError):
    """A setting is missing or wrong; the bot does not start."""


class StorageError(BotError):
    """The database cannot be reached, read or written."""


class ModelError(BotError):
    """The language model did not answer in time, or not usably."""


class ChannelError(BotError):
    """A chat platform refused what was sent, or sent what cannot be read."""
