"""The command `wegwijzer`. Commands are imported when they are called: --help stays fast."""

from __future__ import annotations

import importlib
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import click

COMMANDS = {
    "ask": "bot.cli:ask",
    "chat": "bot.chatting:chat",
    "search": "bot.cli:search",
    "ingest": "ingest.cli:ingest",
    "status": "ingest.cli:status",
    "documents": "ingest.cli:documents",
    "read": "ingest.cli:read",
    "thesaurus": "ingest.thesaurus.cli:thesaurus",
    "eval": "bot.evaluating:evaluate",
}
"""Command -> module:attribute; the list and the help come from here."""

SUMMARIES = {
    "ask": "Answer a question with steps, each quoted from its source.",
    "chat": "Ask and ask on, in the terminal.",
    "search": "Show the passages that a question finds, best first.",
    "ingest": "Read a corpus folder and publish it as a new index generation.",
    "status": "Tell what the index holds and how fresh it is.",
    "documents": "List, show or remove indexed documents.",
    "read": "Show what the reader makes of one file.",
    "thesaurus": "Check, show or export the words of the field.",
    "eval": "Run judged sets through the search.",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command, or return None for a name that does not exist."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the summaries without loading a single command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in COMMANDS])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wegwijzer")
def main() -> None:
    """Which steps should we take? Answers with verbatim quotes, in Dutch, German and English.

    \b
    Examples:
      wegwijzer ingest corpus
      wegwijzer ask "Waar begin ik met digitaliseren?"
      wegwijzer search "cobot Twente" -k 5
    """


index_option = click.option(
    "--index", type=click.Path(path_type=Path), help="Folder of the index (default: ./index)."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (schema 1).")


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--after", multiple=True, help="What was asked before; may be given again.")
@click.option(
    "--country",
    type=click.Choice(["NL", "DE", "both"], case_sensitive=False),
    help="Where you are, if the question does not say; then nothing is asked back.",
)
@click.option("--explain", is_flag=True, help="Tell what was made of the question.")
@index_option
@json_option
def ask(
    question: tuple[str, ...],
    after: tuple[str, ...],
    country: str | None,
    explain: bool,
    index: Path | None,
    as_json: bool,
) -> None:
    """Answer QUESTION with steps, each quoted from its source.

    Exit code 0: answered, or honestly declined. 2: the index or a setting is not usable.

    \b
    Examples:
      wegwijzer ask "Womit fangen wir bei Industrie 4.0 an?"
      wegwijzer ask --json --country NL "Which grant can I still apply for?"
      wegwijzer ask --explain --after "Waar kan ik een cobot testen?" "en wat kost dat?"
    """
    from bot.bootstrap import open_assistant
    from bot.channels.terminal import render
    from bot.clarifying import chosen
    from bot.conversation import Message
    from bot.settings import load_settings

    with exit_on_error():
        assistant = open_assistant(load_settings(index=index))
    known = chosen(country, "en") if country else None
    for earlier in after:
        assistant.reply(Message(text=earlier), known)
    message = Message(text=" ".join(question))
    understood = assistant.understood(message, known) if explain else None
    start = time.perf_counter()
    reply = assistant.reply(message, known, asked_before=bool(country))
    row = render.as_json(reply, time.perf_counter() - start)
    if as_json:
        print_json({**row, "understood": asdict(understood)} if understood else row)
        return
    if understood:
        click.echo(f"{render.render_understood(understood)}\n")
    click.echo(render.render(reply))


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 100), help="Hits.")
@click.option("--explain", is_flag=True, help="Tell which words, vectors and weights did it.")
@index_option
@json_option
def search(
    query: tuple[str, ...], k: int, explain: bool, index: Path | None, as_json: bool
) -> None:
    """Show the passages that QUERY finds, best first.

    \b
    Examples:
      wegwijzer search "lasrobot Achterhoek"
      wegwijzer search --explain "supsidie cobot" -k 3
      wegwijzer search --json "Förderung Roboter NRW" -k 3
    """
    from bot.bootstrap import open_retriever
    from bot.channels.terminal import render
    from bot.dialogue import language_of
    from bot.explaining import explained
    from bot.settings import load_settings

    text = " ".join(query)
    with exit_on_error():
        settings = load_settings(index=index)
        retriever = open_retriever(settings)
    language = language_of(text, settings.language)
    hits = retriever.search(text, language, k)
    told = explained(retriever, text, language, hits) if explain else None
    if as_json:
        print_json({"schema": render.SCHEMA, "query": text, "hits": render.hit_rows(hits, told)})
    else:
        click.echo(render.render_hits(hits, told))


class exit_on_error:  # noqa: N801 - reads as a statement: with exit_on_error(): ...
    """Turn an error in our own words into one line on stderr and exit code 2."""

    def __enter__(self) -> None:
        """Begin the part that may fail for reasons the operator can mend."""

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        from bot.errors import BotError
        from ingest.errors import IngestError

        if isinstance(error, (BotError, IngestError)):
            click.echo(f"wegwijzer: {error}", err=True)
            sys.exit(2)


def print_json(row: dict[str, object]) -> None:
    """Print one JSON object, readable and with its letters as they are."""
    click.echo(json.dumps(row, ensure_ascii=False, indent=2))
