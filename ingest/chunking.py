"""Documents become passages: whole sentences under one heading of one page, short enough to encode.

Words at whitespace are counted apart: the tokens of a passage are the sum of its pieces' tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from ingest.analysis import sentences
from ingest.documents import Document, Language, Passage, Section
from ingest.language import detect, settle

CountTokens = Callable[[Sequence[str]], list[int]]
Span = tuple[int, int]

GOAL_WORDS = 110
"""Long enough to be about something, short enough that its vector is about one thing."""

MOST_LIST_WORDS = 150
"""A longer list is cut between its items rather than kept in one piece."""

LEAST_WORDS = 25
"""A shorter leftover joins its neighbour of the same section."""

SOONER, LATER = 0.85, 1.25
"""Shares of the intended length at which a passage may end because a paragraph does."""

LEAST_WORDS_TO_TELL = 12
"""A shorter passage is taken to be in its document's language: it holds mostly names."""

LAST_RESORT: Language = "en"
"""Language of a text that shows none, such as a list of numbers."""

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-*+•◦▪‣–]|\(?\d{1,3}[.)]|[a-z][.)])\s")


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """What is never cut again; `closes` where a paragraph ends with it."""

    start: int
    end: int
    words: int
    tokens: int
    item: bool = False
    closes: bool = False

    def with_next(self, other: _Piece) -> _Piece:
        return _Piece(
            start=self.start,
            end=other.end,
            words=self.words + other.words,
            tokens=self.tokens + other.tokens,
            item=other.item,
            closes=other.closes,
        )


def passages_of(
    document: Document, count_tokens: CountTokens, most_tokens: int = 220
) -> list[Passage]:
    """Return the passages in reading order, without overlap; a heading alone makes none.

    The headings that a section opens with stand in the locator and not in the passage, so that
    nobody quotes a heading as if it were a statement.
    """
    default = _default_language(document)
    passages: list[Passage] = []
    for section, offset in _placed(document):
        language = section.language or default
        for start, end in _spans(section, language, count_tokens, most_tokens):
            text = section.text[start:end]
            spoken = section.language or _language(text, default)
            passages.append(_passage(document, section, offset + start, text, spoken))
    return passages


def _passage(
    document: Document, section: Section, offset: int, text: str, language: Language
) -> Passage:
    metadata = document.metadata
    if section.url:
        metadata = replace(metadata, url=section.url, published=section.published)
    return Passage(
        document_id=document.id,
        text=text,
        language=language,
        locator=section.locator,
        offset=offset,
        uri=document.uri,
        metadata=metadata,
        record_id=document.record.id if document.record else None,
        paged=document.paged,
    )


def _placed(document: Document) -> Iterator[tuple[Section, int]]:
    """Yield each section with its position in `Document.pages()`."""
    used: dict[int, int] = {}
    for section in document.sections:
        page = section.locator.page
        offset = used.get(page, 0)
        used[page] = offset + len(section.text) + len("\n\n")
        yield section, offset


def _default_language(document: Document) -> Language:
    if document.metadata.language:
        return document.metadata.language
    return settle("\n".join(section.text for section in document.sections), None) or LAST_RESORT


def _language(text: str, default: Language) -> Language:
    return default if len(text.split()) < LEAST_WORDS_TO_TELL else detect(text, default)


def _spans(section: Section, language: Language, count: CountTokens, most: int) -> list[Span]:
    start = _body_start(section)
    pieces = list(_pieces(section.text, start, language, count, most))
    packed = _without_leftovers(_packed(_with_lead_ins(pieces, section.text, most), most), most)
    return [(piece.start, piece.end) for piece in packed]


def _body_start(section: Section) -> int:
    """Return where the text goes on behind the headings that it opens with."""
    headings = {_plain(heading) for heading in section.locator.headings}
    for line in _LINE.finditer(section.text):
        if line[0].strip() and _plain(line[0]) not in headings:
            return line.start()
    return len(section.text)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


# --- pieces -----------------------------------------------------------------------------------


def _pieces(
    text: str, start: int, language: Language, count: CountTokens, most: int
) -> Iterator[_Piece]:
    """Cut into sentences, and lists and tables into lines; only what is over-long is cut on."""
    cuts = [
        (span, item, span == spans[-1])
        for paragraph in _PARAGRAPH.finditer(text, start)
        for spans, item in [_cut(text, (paragraph.start(), paragraph.end()), language)]
        for span in spans
    ]
    tokens = count([text[begin:end] for (begin, end), _, _ in cuts]) if cuts else []
    for ((begin, end), item, closes), number in zip(cuts, tokens, strict=True):
        words = len(text[begin:end].split())
        piece = _Piece(
            start=begin, end=end, words=words, tokens=number, item=item, closes=closes
        )  # fmt: skip
        yield from [piece] if number <= most else _cut_on(piece, text, language, count, most)


def _cut(text: str, span: Span, language: Language) -> tuple[list[Span], bool]:
    """Return the spans of a paragraph, and whether they are items of a list."""
    begin, end = span
    lines = [_trimmed(text, *line.span()) for line in _LINE.finditer(text, begin, end)]
    lines = [line for line in lines if line[0] < line[1]]
    if len(lines) > 1 or any(_BULLET.match(text, *line) for line in lines):
        return lines, True
    return [part for line in lines for part in _sentences(text, line, language)], False


def _sentences(text: str, span: Span, language: Language) -> list[Span]:
    """Return the sentences, trimmed; what stands between two of them belongs to the first."""
    begin, end = span
    starts = [begin + start for start, _ in sentences(text[begin:end], language)]
    edges = [begin, *(start for start in starts if begin < start < end), end]
    parts = [_trimmed(text, *edge) for edge in zip(edges, edges[1:], strict=False)]
    return [part for part in parts if part[0] < part[1]]


def _trimmed(text: str, begin: int, end: int) -> Span:
    part = text[begin:end]
    return begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())


def _cut_on(
    piece: _Piece, text: str, language: Language, count: CountTokens, most: int
) -> list[_Piece]:
    """Cut a piece that is too long by itself at sentences, then at words."""
    spans = _sentences(text, (piece.start, piece.end), language) if piece.item else []
    if len(spans) < 2:
        spans = [
            (piece.start + word.start(), piece.start + word.end())
            for word in re.finditer(r"\S+", text[piece.start : piece.end])
        ]
    found: list[_Piece] = []
    for (begin, end), tokens in zip(spans, count([text[b:e] for b, e in spans]), strict=True):
        words = len(text[begin:end].split())
        part = _Piece(start=begin, end=end, words=words, tokens=tokens, item=piece.item)
        if tokens > most:
            again = _cut_on(part, text, language, count, most) if words > 1 else None
            found += again or _cut_word(part, text, count, most)
        elif found and words == 1 and found[-1].tokens + tokens <= most:
            found[-1] = found[-1].with_next(part)
        else:
            found.append(part)
    return found


def _cut_word(piece: _Piece, text: str, count: CountTokens, most: int) -> list[_Piece]:
    """Halve a word without end, such as encoded data, until its parts fit."""
    middle = (piece.start + piece.end) // 2
    if piece.tokens <= most or middle == piece.start:
        return [piece]
    spans = [(piece.start, middle), (middle, piece.end)]
    counted = zip(spans, count([text[begin:end] for begin, end in spans]), strict=True)
    halves = [_Piece(start=b, end=e, words=1, tokens=number) for (b, e), number in counted]
    return [part for half in halves for part in _cut_word(half, text, count, most)]


# --- packing ----------------------------------------------------------------------------------


def _with_lead_ins(pieces: Sequence[_Piece], text: str, most: int) -> list[_Piece]:
    """Join "You need:" with the list below it, or with its first item where the list is long."""
    joined: list[_Piece] = []
    position = 0
    while position < len(pieces):
        length = _list_length(pieces, position, text, most)
        whole = pieces[position]
        for piece in pieces[position + 1 : position + length]:
            whole = whole.with_next(piece)
        joined.append(whole)
        position += length
    return joined


def _list_length(pieces: Sequence[_Piece], at: int, text: str, most: int) -> int:
    """Return how many pieces from `at` on stay together."""
    lead = pieces[at]
    if not text[lead.start : lead.end].endswith(":") or _BULLET.match(text, lead.start):
        return 1
    end = at + 1
    while end < len(pieces) and pieces[end].item and not (end > at + 1 and pieces[end - 1].closes):
        end += 1
    for stop in (end, at + 2):
        chosen = pieces[at:stop]
        fits = sum(piece.tokens for piece in chosen) <= most
        brief = stop == at + 2 or sum(piece.words for piece in chosen) <= MOST_LIST_WORDS
        if at + 1 < stop <= end and fits and brief:
            return stop - at
    return 1


def _packed(pieces: Sequence[_Piece], most: int) -> list[_Piece]:
    """Fill passages of like length one after the other, ending with a paragraph where one ends."""
    words = sum(piece.words for piece in pieces)
    tokens = sum(piece.tokens for piece in pieces)
    goal = words / max(1, round(words / GOAL_WORDS), ceil(tokens / most))
    packed: list[_Piece] = []
    for piece, rest in zip(pieces, _rests(pieces), strict=True):
        if packed and not _is_full(packed[-1], piece, rest, goal, most):
            packed[-1] = packed[-1].with_next(piece)
        else:
            packed.append(piece)
    return packed


def _rests(pieces: Sequence[_Piece]) -> list[int]:
    """Return for each piece the words from it to the end of its paragraph."""
    rests: list[int] = []
    for piece in reversed(pieces):
        rests.append(piece.words + (0 if piece.closes or not rests else rests[-1]))
    return rests[::-1]


def _is_full(filled: _Piece, piece: _Piece, rest: int, goal: float, most: int) -> bool:
    if filled.tokens + piece.tokens > most:
        return True
    if filled.closes:
        return filled.words + piece.words / 2 > SOONER * goal
    return filled.words + piece.words / 2 > goal and filled.words + rest > LATER * goal


def _without_leftovers(packed: Sequence[_Piece], most: int) -> list[_Piece]:
    kept: list[_Piece] = []
    for piece in packed:
        tiny = bool(kept) and min(piece.words, kept[-1].words) < LEAST_WORDS
        if tiny and kept[-1].tokens + piece.tokens <= most:
            kept[-1] = kept[-1].with_next(piece)
        else:
            kept.append(piece)
    return kept
