"""Markdown of documentation pages taken apart: headings, paragraphs and list items, plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

HOLE = "\ufffd"
"""Stands where a text has lost something that cannot be put back; no row may hold it."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One heading ("h1" to "h6"), paragraph ("p") or list item ("li").

    A line end within `text` is one that the page shows.
    """

    kind: str
    text: str
    anchor: str = ""
    """Of a heading: the name by which links reach it, in English in every translation."""

    @property
    def is_heading(self) -> bool:
        """Tell whether a new section begins here."""
        return self.kind.startswith("h")


def _nothing(target: str) -> str:
    return ""


def blocks_of(text: str, include: Callable[[str], str] = _nothing) -> list[Block]:
    """Return the blocks of a page without front matter, code, tables, pictures and addresses.

    `include` gives the plain text of another file for the address by which this page includes it,
    or "" if that is more than a name; a sentence that loses a name so gets a HOLE.
    """
    for pattern, replacement in _OUT:
        text = pattern.sub(replacement, text)
    text = _INCLUDE_ALONE.sub("", text)
    text = _INCLUDE.sub(lambda match: include(match["target"]) or HOLE, text)
    text = _ALERT.sub("", _CONTROL.sub(r"\1", text))
    return list(_blocks(text.split("\n")))


def plain(text: str) -> str:
    """Return the text of a block without its marks; line ends stay."""
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def slug_of(heading: str) -> str:
    """Return the anchor that documentation tools make from an English heading."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    run: list[str] = []
    kind = "p"
    for line in (_QUOTE.sub("", line) for line in lines):
        heading, item = _HEADING.match(line), _ITEM.match(line)
        if heading or item or not line.strip() or _SILENT.match(line):
            yield from _closed(kind, run)
            kind, run = "p", []
        if heading:
            yield from _heading(heading)
        elif item and not _SILENT.match(line):
            kind, run = "li", [line[item.end() :]]
        elif line.strip() and not _SILENT.match(line):
            run.append(line)
    yield from _closed(kind, run)


def _heading(match: re.Match[str]) -> Iterator[Block]:
    anchor = _ANCHOR.search(match["text"])
    text = plain(_ANCHOR.sub("", match["text"]))
    if text:
        name = (anchor["name"] or anchor["mark"]) if anchor else ""
        yield Block(kind=f"h{len(match['level'])}", text=text, anchor=name)


def _closed(kind: str, run: list[str]) -> Iterator[Block]:
    if any(_TABLE.match(line) for line in run):
        return
    text = plain("".join(line.strip() + _end_of(line) for line in run))
    if text:
        yield Block(kind=kind, text=text)


def _end_of(line: str) -> str:
    """Return what stands between this line and the next: two spaces at its end show a break."""
    return "\n" if line.endswith(("  ", "\\")) else " "


_OUT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\r\n?"), "\n"),
    (re.compile(r"\A\ufeff?---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL), ""),
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (
        re.compile(r"^[ \t>]*(?P<fence>```+|~~~+).*?(?:^[ \t>]*(?P=fence)|\Z)", re.M | re.DOTALL),
        "",
    ),
    # Some translations carry the English sentence beside each of theirs, to be shown on demand.
    (re.compile(r'<span class="sxs-lookup">\s*<span[^>]*>.*?</span>\s*</span>', re.DOTALL), ""),
    (re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE), ""),
)
_INCLUDES = r"\[!INCLUDE\s*\[[^\]]*\]\s*\((?P<target>[^)\s]*)[^)]*\)\s*\]"
_INCLUDE = re.compile(_INCLUDES, re.IGNORECASE)
_INCLUDE_ALONE = re.compile(rf"^[ \t>]*{_INCLUDES}[ \t]*$", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(r"\[!UICONTROL\s+([^\]]*)\]", re.IGNORECASE)
_ALERT = re.compile(r"\[![A-Za-z]+[^\]]*\]")

_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_HEADING = re.compile(r"^ {0,3}(?P<level>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)]|[a-z][.)])[ \t]+")
_SILENT = re.compile(
    r"^\s*(?:"
    r":::"  # a picture, a zone, a column
    r"|\[[^\]]+\]:\s"  # the address of a link
    r"|(?:[-*_=][ \t]*){3,}$"  # a rule
    r")"
)
_TABLE = re.compile(r"^\s*\||^[\s:|-]*(?:-\s*\||\|\s*:?-)[\s:|-]*$")
_ANCHOR = re.compile(
    r'<a\s+(?:name|id)="(?P<name>[^"]*)"\s*/?>(?:\s*</a>)?|\s*\{#(?P<mark>[^}]*)\}\s*$'
)

_ADDRESS = r"\((?:[^()]|\([^()]*\))*\)"
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\u200b\u200e\ufeff]"), ""),
    (re.compile(rf"!\[[^\]]*\](?:{_ADDRESS}|\[[^\]]*\])"), ""),
    (re.compile(rf"\[([^\]]*)\](?:{_ADDRESS}|\[[^\]]*\])"), r"\1"),
    (re.compile(r"<?\b(?:https?://|mailto:)[^\s<>]+>?"), ""),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"(?<!\\)</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"(?<!\\)[`*]+"), ""),
    (re.compile(r"(?<![\w\\])_{1,2}(?=\S)|(?<=[^\s\\])_{1,2}(?!\w)"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
    (re.compile(r"\\$", re.MULTILINE), ""),
)
