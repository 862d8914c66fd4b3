"""The command `wegwijzer chat`: a conversation in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import exit_on_error, index_option

LEAVE = {"exit", "quit", "stop", "einde", "ende", "tschüss", "doei"}


@click.command()
@click.option("--user", default="local", show_default=True, help="Whose profile is used.")
@index_option
def chat(user: str, index: Path | None) -> None:
    """Ask and ask on: a message may point back to what was said before.

    The conversation and what you let the bot keep lie in the database of WEGWIJZER_DATABASE.
    "forget me" deletes both; an empty line or "stop" ends the conversation.

    \b
    Example:
      wegwijzer chat
    """
    from uuid import uuid4

    from bot.bootstrap import open_assistant, open_memory
    from bot.channels.terminal import render
    from bot.conversation import Message
    from bot.settings import load_settings

    with exit_on_error():
        settings = load_settings(index=index)
        assistant = open_assistant(settings, memory=open_memory(settings))
    conversation = uuid4().hex
    while (text := _typed()) and text.casefold() not in LEAVE:
        reply = assistant.reply(Message(text=text, conversation_id=conversation, user_id=user))
        click.echo(f"{render.render(reply)}\n")


def _typed() -> str:
    """Return the next line; the end of the input ends the conversation."""
    try:
        return str(click.prompt(">", prompt_suffix=" ", default="", show_default=False)).strip()
    except click.Abort:
        click.echo()
        return ""
