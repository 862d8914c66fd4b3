"""Documents of one page in several languages become rows: what says the same stands together.

A row that is shifted by one teaches the wrong thing, a missing row teaches nothing. So where two
documents disagree, the part that disagrees is left out and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ingest.analysis import sentences
from ingest.documents import LANGUAGES, Language
from ingest.encoder.training.blocks import HOLE, Block, slug_of

Texts = dict[Language, str]
Page = Sequence[Block]
_T = TypeVar("_T")

LONGEST_PARAGRAPH = 400
"""Characters of a paragraph that may be a row as it is, where its sentences do not match."""

SHORTEST_TEXT = 3
MOST_STRETCH = 2.5
"""A translation that is longer or shorter than by this is none, or not of the same text."""

LONGEST_ANCHOR_WORD = 25
"""Longer ones in an anchor are the remains of something that was no text."""


def aligned(pages: Mapping[Language, Page]) -> Iterator[Texts]:
    """Return what says the same in at least two of these documents, in their order.

    Block by block where all have the same kinds of blocks in the same order, else section by
    section between headings that agree.
    """
    pages = {language: page for language, page in pages.items() if page}
    if len({_kinds(page) for page in pages.values()}) == 1:
        yield from _block_by_block(pages)
        return
    for sections in _matching_sections(pages):
        heads = {name: _head(part) for name, part in sections.items()}
        yield from _block_by_block(heads)
        bodies = {name: part[len(heads[name]) :] for name, part in sections.items()}
        yield from _block_by_block(_agreeing(bodies, _kinds))


def by_key(pages: Mapping[Language, Mapping[str, str]]) -> Iterator[Texts]:
    """Return the texts that have the same key in at least two languages.

    In the order of the English ones, then of the others.
    """
    order = sorted(pages, key=lambda language: language != "en")
    for key in dict.fromkeys(key for language in order for key in pages[language]):
        texts = {name: pages[name][key] for name in LANGUAGES if key in pages.get(name, {})}
        if len(texts) > 1:
            yield texts


def anchor_rows(pages: Mapping[Language, Page]) -> Iterator[Texts]:
    """Return each translated heading with the English words of its anchor."""
    for language, page in pages.items():
        for block in page if language != "en" else ():
            english = _words_of(block.anchor)
            if english and english.casefold() != block.text.casefold():
                yield {language: block.text, "en": english}


def kept(texts: Texts) -> Texts | None:
    """Return the texts that are fit for a row, or None if fewer than two are.

    Each is measured against the English one, or the first where there is none: a text is left out
    if it is the same, less than SHORTEST_TEXT long, without letters or out of proportion.
    """
    usable: Texts = {}
    for language in LANGUAGES:
        text = " ".join(texts.get(language, "").split())
        if len(text) >= SHORTEST_TEXT and HOLE not in text and any(map(str.isalpha, text)):
            usable[language] = text
    measure: Language = "en" if "en" in usable else next(iter(usable), "en")
    fit = {
        language: text
        for language, text in usable.items()
        if language == measure or _may_translate(text, usable[measure])
    }
    return fit if len(fit) > 1 else None


def distinct(
    rows: Iterable[_T], key: Callable[[_T], Hashable], seen: set[Hashable]
) -> Iterator[_T]:
    """Return the rows whose key was not seen before, and add their keys to `seen`."""
    for row in rows:
        if key(row) not in seen:
            seen.add(key(row))
            yield row


def _may_translate(text: str, measure: str) -> bool:
    return text != measure and 1 / MOST_STRETCH < len(text) / len(measure) < MOST_STRETCH


def _words_of(anchor: str) -> str:
    """Return the words of an anchor, or "" if it is a number or holds what was no text."""
    words = anchor.replace("-", " ").split()
    if any(len(word) > LONGEST_ANCHOR_WORD for word in words):
        return ""
    return " ".join(words) if re.search("[a-z]{3}", anchor) else ""


def _kinds(page: Page) -> tuple[str, ...]:
    return tuple(block.kind for block in page)


def _head(section: Page) -> Page:
    """Return the heading of the section; what stands above the first heading has none."""
    return section[:1] if section[0].is_heading else ()


def _agreeing(
    items: Mapping[Language, _T], feature: Callable[[_T], Hashable]
) -> dict[Language, _T]:
    """Return those that share a feature: the largest group, and of equals the one with English."""
    groups: dict[Hashable, dict[Language, _T]] = {}
    for language, item in items.items():
        groups.setdefault(feature(item), {})[language] = item
    return max(groups.values(), key=lambda group: (len(group), "en" in group), default={})


def _block_by_block(pages: Mapping[Language, Page]) -> Iterator[Texts]:
    if len(pages) < 2:
        return
    for blocks in zip(*pages.values(), strict=True):
        yield from _within({name: block.text for name, block in zip(pages, blocks, strict=True)})


def _within(texts: Texts) -> Iterator[Texts]:
    """Return the sentences of one block, or the block itself where they do not match."""
    parts = {name: _sentences(text, name) for name, text in texts.items()}
    agreeing = _agreeing(parts, len)
    short = all(len(text) < LONGEST_PARAGRAPH for text in texts.values())
    if len(agreeing) < len(parts) and short:
        yield texts
    elif len(agreeing) > 1:
        for row in zip(*agreeing.values(), strict=True):
            yield dict(zip(agreeing, row, strict=True))


def _sentences(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


def _matching_sections(pages: Mapping[Language, Page]) -> Iterator[dict[Language, Page]]:
    """Return the sections under the same heading, of the languages that have it.

    Headings are the same by their anchors, which translations leave in English; without these only
    documents with the same levels of headings in the same order are compared.
    """
    cut = {language: _sections(page) for language, page in pages.items()}
    named = {language: _by_anchor(parts, language) for language, parts in cut.items()}
    if all(len(named[language]) > 1 for language in cut):
        anchors = dict.fromkeys(anchor for parts in named.values() for anchor in parts)
        for anchor in anchors:
            found = {name: named[name][anchor] for name in cut if anchor in named[name]}
            yield _agreeing(found, lambda part: part[0].kind)
        return
    same = _agreeing(cut, lambda parts: tuple(part[0].kind for part in parts))
    for parts in zip(*same.values(), strict=True):
        yield dict(zip(same, parts, strict=True))


def _sections(page: Page) -> list[Page]:
    starts = [place for place, block in enumerate(page) if block.is_heading or place == 0]
    return [page[start:end] for start, end in zip(starts, [*starts[1:], len(page)], strict=True)]


def _by_anchor(parts: Sequence[Page], language: Language) -> dict[str, Page]:
    """Return the sections whose anchor names one of them only."""
    found: dict[str, list[Page]] = {}
    for part in parts:
        first = part[0]
        anchor = first.anchor or (slug_of(first.text) if language == "en" else "")
        if anchor and first.is_heading:
            found.setdefault(anchor, []).append(part)
    return {anchor: parts[0] for anchor, parts in found.items() if len(parts) == 1}
