"""A document becomes passages: whole sentences of one section of one page, never more tokens
than the encoder reads.

No overlap between passages: a sentence has one home, so that it is never cited twice, and its
heading, which is indexed with every passage, carries the context.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.analysis import sentences
from ingest.documents import Document, Language, Passage, Section
from ingest.language import detect

CountTokens = Callable[[Sequence[str]], list[int]]

PASSAGE_TOKENS = 220
"""Most tokens of a passage; the encoder reads 256, the rest is for title and headings."""

PASSAGE_WORDS = 120
"""A passage is closed at the end of the sentence or list that reaches this."""

TINY_WORDS = 25
"""A last passage shorter than this joins the one before it in its section, where it fits."""

_LIST_ITEM = re.compile(r"(?:[•‣▪▫◦●○■□➢➔►✓✔*–-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t]+\S")
_SENTENCE_CLOSED = re.compile(r"[.!?…][\"'”’“»)\]]*$")


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A run of text that is not divided: a sentence, or several that only make sense together."""

    start: int
    end: int
    words: int
    tokens: int

    def with_next(self, other: _Piece) -> _Piece:
        return _Piece(
            start=self.start,
            end=other.end,
            words=self.words + other.words,
            tokens=self.tokens + other.tokens,
        )


def passages_of(
    document: Document, count_tokens: CountTokens, cap: int = PASSAGE_TOKENS
) -> tuple[Passage, ...]:
    """Return the passages in reading order; `text` stands at `offset` in the text of its page."""
    found: list[Passage] = []
    ends: dict[int, int] = {}
    for section in document.sections:
        page = section.locator.page
        # Document.pages() joins the sections of a page with a blank line.
        base = ends[page] + 2 if page in ends else 0
        ends[page] = base + len(section.text)
        for piece in _pieces(section, document, count_tokens, cap):
            text = section.text[piece.start : piece.end]
            found.append(_passage(document, section, text, base + piece.start))
    return tuple(found)


def _passage(document: Document, section: Section, text: str, offset: int) -> Passage:
    return Passage(
        document_id=document.id,
        text=text,
        language=section.language or detect(text, _default_language(document)),
        locator=section.locator,
        offset=offset,
        uri=document.uri,
        metadata=document.metadata,
        record_id=document.record.id if document.record else None,
        paged=document.paged,
    )


def _default_language(document: Document) -> Language:
    return document.metadata.language or "en"


def _pieces(
    section: Section, document: Document, count_tokens: CountTokens, cap: int
) -> list[_Piece]:
    language = section.language or detect(section.text, _default_language(document))
    text = section.text
    spans = sentences(text, language)
    counts = count_tokens([text[start:end] for start, end in spans]) if spans else []
    singles: list[_Piece] = []
    for (start, end), tokens in zip(spans, counts, strict=True):
        piece = _Piece(start=start, end=end, words=len(text[start:end].split()), tokens=tokens)
        singles += [piece] if tokens <= cap else _cut(text, piece, count_tokens, cap)
    return _filled(_glued(text, singles, cap), cap)


def _cut(text: str, piece: _Piece, count_tokens: CountTokens, cap: int) -> Iterator[_Piece]:
    """Divide a sentence that is too long (a table, a word list) between words, or within one."""
    matches = list(re.finditer(r"\S{1,40}", text[piece.start : piece.end]))
    counts = count_tokens([match[0] for match in matches])
    current: _Piece | None = None
    for match, tokens in zip(matches, counts, strict=True):
        start = piece.start + match.start()
        word = _Piece(start=start, end=piece.start + match.end(), words=1, tokens=tokens)
        if current and current.tokens + tokens > cap:
            yield current
            current = None
        current = current.with_next(word) if current else word
    if current:
        yield current


def _glued(text: str, singles: Sequence[_Piece], cap: int) -> list[_Piece]:
    """Join what belongs together: a heading and its first sentence, a lead-in and its list.

    A list that does not fit as a whole keeps its lead-in with as many items as fit.
    """
    found: list[_Piece] = []
    in_list = False
    for piece in singles:
        before = found[-1] if found else None
        leads = before is not None and _leads(text[before.start : before.end], text, before.end)
        item = bool(_LIST_ITEM.match(text, piece.start))
        continues = in_list and (item or text[before.end : piece.start] == " ") if before else False
        if before and (leads or continues) and before.tokens + piece.tokens <= cap:
            found[-1] = before.with_next(piece)
        else:
            found.append(piece)
        in_list = (leads and item) or bool(continues)
    return found


def _leads(piece: str, text: str, end: int) -> bool:
    """Tell whether the last line of the piece announces what follows: "Doe dit:" or a heading."""
    last = piece.rpartition("\n")[2]
    if last.endswith(":"):
        return True
    is_line = text[end : end + 1] == "\n"
    return is_line and not _LIST_ITEM.match(last) and not _SENTENCE_CLOSED.search(last)


def _filled(pieces: Sequence[_Piece], cap: int) -> list[_Piece]:
    """Fill passages up to the words aimed at; a tiny rest goes to the passage before it."""
    found: list[_Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if before and _has_room(before, piece, cap):
            found[-1] = before.with_next(piece)
        else:
            found.append(piece)
    if len(found) > 1 and found[-1].words < TINY_WORDS:
        joined = found[-2].with_next(found[-1])
        if joined.tokens <= cap:
            found[-2:] = [joined]
    return found


def _has_room(before: _Piece, piece: _Piece, cap: int) -> bool:
    if before.tokens + piece.tokens > cap or before.words >= PASSAGE_WORDS:
        return False
    # Overshoot by no more than the passage would fall short without the piece.
    return before.words + piece.words - PASSAGE_WORDS <= PASSAGE_WORDS - before.words
