"""Texts under keys that hold in every language: pages of commands, message files, help pages."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from lxml import html as lxml_html

from ingest.encoder.training.blocks import HOLE, plain


def commands_of(page: str) -> dict[str, str]:
    """Return what a page on a command says, under the command that it says it of.

    The lines above the first command are under their number. Placeholders of a command are
    translated, so they do not count; where two commands are then the same, both are left out.
    """
    said: dict[str, str] = {}
    twice: set[str] = set()
    waiting = ""
    for line in page.splitlines():
        if line.startswith("> ") and "<http" not in line:
            said[f"about {len(said)}"] = plain(line[2:])
        elif line.startswith("- "):
            waiting = _MNEMONIC.sub(r"\1", plain(line[2:])).rstrip(":")
        elif line.startswith("`") and waiting:
            command = _PLACEHOLDER.sub("{{}}", line)
            twice |= {command} & said.keys()
            said[command] = waiting
            waiting = ""
    return {key: text for key, text in said.items() if key not in twice}


_MNEMONIC = re.compile(r"\[(\w{1,3})\]")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}(?!\})")


def messages_of(page: str) -> dict[str, str]:
    """Return the values of a message file as they stand, each under its id, terms among them."""
    found: dict[str, list[str]] = {}
    value: list[str] | None = None
    for line in page.splitlines():
        entry = _ENTRY.match(line)
        if entry:
            value = found.setdefault(entry["id"], [])
            value.append(entry["value"])
        elif not line.startswith((" ", "}")) and line.strip():
            value = None
        elif line.lstrip().startswith("."):
            value = None  # attributes are labels of controls
        elif value is not None:
            value.append(line.strip())
    return {name: " ".join(filter(None, lines)) for name, lines in found.items()}


def message(value: str, terms: Mapping[str, str]) -> str:
    """Return the text that a person reads, with a HOLE where only the browser knows what stands."""
    for _ in range(2):  # a term may name another
        value = _TERM.sub(lambda match: terms.get(match["id"], HOLE), value)
    value = _LITERAL.sub(r"\1", value)
    value = _PLACEABLE.sub(HOLE, value)
    value = html.unescape(_TAG.sub(_between, value))
    return _BRACE.sub(HOLE, value)


def _between(tag: re.Match[str]) -> str:
    return " " if tag[0].startswith("<br") else ""


_ENTRY = re.compile(r"(?P<id>-?[A-Za-z][\w-]*)[ \t]*=[ \t]*(?P<value>.*)")
_TERM = re.compile(r"\{\s*(?P<id>-[\w-]+)\s*(?:\([^)]*\))?\s*\}")
_LITERAL = re.compile(r"\{\s*\"([^\"]*)\"\s*\}")
_PLACEABLE = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BRACE = re.compile(r"[{}]")


def help_units(path: Path) -> dict[str, str]:
    """Return the headings, paragraphs and cells of a page of the office help, under their ids.

    What is meant for one other platform only is left out, as the pages leave it out.
    """
    try:
        tree = lxml_html.fromstring(path.read_bytes())
    except etree.ParserError:
        return {}
    units: dict[str, str] = {}
    for element in tree.iter("p", "h1", "h2", "h3", "h4", "h5", "h6", "td"):
        name = element.get("id")
        if not name or name.startswith("bm_"):
            continue
        for hidden in element.xpath(".//*[@hidden][contains(@class, 'MAC')]"):
            hidden.drop_tree()
        text = " ".join(element.text_content().split())
        if text:
            units[name] = text
    return units


def is_prose(text: str) -> bool:
    """Tell names of functions and keys, which stay as they are, from words."""
    return re.search("[a-z]{3}", text) is not None
