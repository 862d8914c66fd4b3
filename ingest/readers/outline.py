"""Blocks in reading order become sections under their headings, for formats without pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.documents import Locator, Section


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading (`level` from 1 on), a list item or table line (`item`), or a paragraph."""

    text: str
    level: int | None = None
    item: bool = False


def sections_of(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Return one section per heading that has a body; the heading is also its first paragraph.

    A heading without a body of its own stands before the next one, so that no word is lost.
    """
    sections: list[Section] = []
    path: dict[int, str] = {}
    pending: list[Block] = []
    for block in blocks:
        if block.level is not None:
            if any(waiting.level is None for waiting in pending):
                sections.append(_section(pending, path))
                pending = []
            for level in [level for level in path if level >= block.level]:
                del path[level]
            path[block.level] = block.text
        pending.append(block)
    return (*sections, _section(pending, path)) if pending else tuple(sections)


def _section(blocks: list[Block], path: dict[int, str]) -> Section:
    text = blocks[0].text
    for before, block in zip(blocks, blocks[1:], strict=False):
        text += ("\n" if before.item and block.item else "\n\n") + block.text
    headings = tuple(path[level] for level in sorted(path))
    return Section(text=text, locator=Locator(headings=headings))
