"""Reads Markdown: YAML front matter becomes metadata, headings become locators."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath

import yaml

from ingest.cleaning import normalise, table_lines
from ingest.documents import LANGUAGES, Document, Language, Metadata, digest_of
from ingest.errors import EmptyError
from ingest.language import settle
from ingest.readers.outline import Block, sections_of
from ingest.readers.text import decode

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read(data: bytes, uri: str) -> Document:
    """Read the body as sections per heading; the words stay, the markup goes."""
    raw = decode(data, uri).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    front, body, warnings = _front_matter(raw)
    sections = sections_of(list(_blocks(body)))
    if not sections:
        raise EmptyError(f"{uri}: the file holds no text. Check whether it is the right file.")
    sample = "\n".join(section.text for section in sections)
    metadata, wrong = _metadata(front, sample)
    first = next((s.locator.headings[0] for s in sections if s.locator.headings), "")
    return Document(
        uri=uri,
        format="markdown",
        digest=digest_of(data),
        metadata=_titled(metadata, first or PurePosixPath(uri).stem),
        sections=sections,
        warnings=(*warnings, *wrong),
    )


def _titled(metadata: Metadata, title: str) -> Metadata:
    return metadata if metadata.title else replace(metadata, title=title)


# --- front matter -----------------------------------------------------------------------------


def _front_matter(raw: str) -> tuple[dict[str, object], str, list[str]]:
    match = _FRONT.match(raw)
    if not match:
        return {}, raw, []
    try:
        front = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError) as error:
        told = f"front matter: is not YAML and was left out ({' '.join(str(error).split())})"
        return {}, raw[match.end() :], [told]
    if isinstance(front, dict):
        return {str(key): value for key, value in front.items()}, raw[match.end() :], []
    return {}, raw if front is not None else raw[match.end() :], []


def _metadata(front: dict[str, object], sample: str) -> tuple[Metadata, list[str]]:
    """Return the metadata and a warning for each field that has an impossible value."""
    wrong: list[str] = []
    metadata = Metadata(
        title=_one(front, "title"),
        publisher=_one(front, "publisher") or _one(front, "author"),
        published=_one(front, "published") or _one(front, "date")[:10],
        language=_language(front, sample, wrong),
        licence=_one(front, "licence") or _one(front, "license"),
        region=_many(front, "region"),
        audience=_many(front, "audience"),
        topics=_many(front, "topics"),
        keywords=_many(front, "keywords"),
        phase=_one(front, "phase"),
        url=_one(front, "url"),
        review_by=_day(front, "review_by", wrong),
        superseded_by=_one(front, "superseded_by"),
    )
    return metadata, wrong


def _one(front: dict[str, object], key: str) -> str:
    value = front.get(key)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return normalise(str(value)) if isinstance(value, str | int | float) else ""


def _many(front: dict[str, object], key: str) -> tuple[str, ...]:
    value = front.get(key)
    if isinstance(value, list):
        return tuple(normalise(str(item)) for item in value if item is not None)
    return tuple(part.strip() for part in _one(front, key).split(",") if part.strip())


def _language(front: dict[str, object], sample: str, wrong: list[str]) -> Language | None:
    declared = _one(front, "language") or _one(front, "lang")
    for language in LANGUAGES:
        if declared.lower()[:2] == language:
            return language
    if declared:
        wrong.append(f"front matter: language is {declared!r}; allowed are {', '.join(LANGUAGES)}")
    return settle(sample, None)


def _day(front: dict[str, object], key: str, wrong: list[str]) -> date | None:
    text = _one(front, key)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        wrong.append(f"front matter: {key} is {text!r}; write a date such as 2027-05-24")
        return None


# --- body -------------------------------------------------------------------------------------

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"^[ \t]*([-*+]|\d{1,3}[.)])[ \t]+(.*)$")
_TABLE_RULE = re.compile(r"^[ \t|:]*-[-|: \t]*$")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*\S+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


def _blocks(body: str) -> Iterator[Block]:
    body = _HIDDEN.sub("", _COMMENT.sub("", body))
    lines = body.split("\n")
    position = 0
    while position < len(lines):
        block, position = _next(lines, position)
        if block and block.text:
            yield block


def _next(lines: list[str], at: int) -> tuple[Block | None, int]:
    """Return the block that starts at line `at`, and the line after it."""
    line = lines[at]
    if not line.strip() or _DEFINITION.match(line):
        return None, at + 1
    fence = _FENCE.match(line)
    if fence:
        return _fenced(lines, at + 1, fence[1])
    heading = _HEADING.match(line)
    if heading:
        return Block(text=plain(heading[2]), level=len(heading[1])), at + 1
    if at + 1 < len(lines) and "|" in line and _TABLE_RULE.match(lines[at + 1]):
        return _table(lines, at)
    if _RULE.match(line):
        return None, at + 1
    return _paragraph(lines, at)


def _fenced(lines: list[str], at: int, fence: str) -> tuple[Block, int]:
    end = at
    while end < len(lines) and not lines[end].strip().startswith(fence):
        end += 1
    return Block(text=normalise("\n".join(lines[at:end]))), end + 1


def _table(lines: list[str], at: int) -> tuple[Block, int]:
    end = at
    while end < len(lines) and "|" in lines[end]:
        end += 1
    rows = [_cells(lines[row]) for row in range(at, end) if row != at + 1]
    return Block(text="\n".join(table_lines(rows))), end


def _cells(row: str) -> list[str]:
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def _paragraph(lines: list[str], at: int) -> tuple[Block, int]:
    """Return a paragraph, quotation or list item; an item goes on until the next marker."""
    item = _ITEM.match(lines[at])
    parts = [item[2] if item else lines[at]]
    end = at + 1
    while end < len(lines) and not _starts_block(lines[end]):
        underline = _UNDERLINE.match(lines[end])
        if underline and not item:
            level = 1 if underline[1].startswith("=") else 2
            return Block(text=plain(" ".join(parts)), level=level), end + 1
        parts.append(lines[end])
        end += 1
    text = plain(_flowed(parts))
    if not item:
        return Block(text=text), end
    marker = item[1] if item[1][0].isdigit() else "-"
    return Block(text=f"{marker} {text}" if text else "", item=True), end


def _starts_block(line: str) -> bool:
    stripped = line.strip()
    return (
        not stripped
        or bool(_HEADING.match(line) or _FENCE.match(line) or _ITEM.match(line))
        or (bool(_RULE.match(line)) and not _UNDERLINE.match(line))
        or stripped.startswith("|")
    )


def _flowed(parts: list[str]) -> str:
    """Join the lines of a paragraph; two spaces or a backslash at the end keep the break."""
    text = ""
    for part in parts:
        body = re.sub(r"^[ \t]*(?:>[ \t]?)+", "", part)
        hard = body.endswith(("  ", "\\"))
        text += body.strip().rstrip("\\") + ("\n" if hard else " ")
    return text.strip()


_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)"), r"\1"),  # picture: its description
    (re.compile(r"(?<!\\)\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)"), r"\1"),  # link: its words
    (re.compile(r"(?<!\\)\[([^\[\]]+)\]\[[^\]]*\]"), r"\1"),
    (re.compile(r"\[\^[^\]]+\]:?"), ""),  # footnote sign
    (re.compile(r"<((?:https?://|mailto:)[^>\s]+)>"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), ""),
    (re.compile(r"\s*\{[:#.][^{}]*\}\s*$"), ""),  # attribute list
    (re.compile(r"(?<![\\\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?!\*)", re.DOTALL), r"\2"),
    (re.compile(r"(?<![\\\w])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL), r"\2"),
    (re.compile(r"~~(?=\S)(.+?)~~"), r"\1"),
)
_CODE = re.compile(r"(`+)(.+?)\1")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """Return the words of a line of Markdown, as a reader of the page sees them."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[2].strip() if match.re is _CODE else match[1])
        return f"\ue000{len(kept) - 1}\ue001"

    text = _ESCAPED.sub(keep, _CODE.sub(keep, text))
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    text = html.unescape(text)
    return normalise(re.sub(r"\ue000(\d+)\ue001", lambda match: kept[int(match[1])], text))
