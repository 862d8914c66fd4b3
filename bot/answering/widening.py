"""Finds what somebody claims to have quoted, and returns the whole sentences it stands in.

What comes back is always the passage's own text. Half a sentence can say the opposite of the whole
one, so it is made whole.
"""

from __future__ import annotations

from bot.answering.advice import FEWEST_WORDS, MOST_WORDS, without_list_mark
from bot.answering.injection import overlaps, tainted
from bot.answering.quoting import locate
from ingest.analysis import sentences
from ingest.documents import Passage

Span = tuple[int, int]


def whole_quote(quote: str, passage: Passage) -> str | None:
    """Return the sentences of the passage that hold the quote, or None if it is not there.

    None as well where it is too short or too long to be a quote, or part of a paragraph that
    speaks to a language model.
    """
    place = locate(quote.strip().strip('“”„"»«'), passage.text)
    if place is None:
        return None
    start, end = _widened(place, passage)
    start += without_list_mark(passage.text[start:end])
    found = passage.text[start:end].strip()
    if not FEWEST_WORDS <= len(found.split()) <= 2 * MOST_WORDS or "\ufffd" in found:
        return None
    return None if overlaps((start, end), tainted(passage.text)) else found


def _widened(place: Span, passage: Passage) -> Span:
    spans = sentences(passage.text, passage.language)
    touched = [span for span in spans if overlaps(span, [place])]
    return (touched[0][0], touched[-1][1]) if touched else place
