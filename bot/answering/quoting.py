"""Finds what somebody claims to have quoted, and returns the whole sentences it stands in.

White space and hyphenation are normalised, nothing fuzzier; what comes back is always the
passage's own text. Half a sentence can say the opposite of the whole one, so it is made whole.
"""

from __future__ import annotations

import re

from bot.answering.advice import FEWEST_WORDS, MOST_WORDS, without_list_mark
from bot.answering.injection import overlaps, tainted
from ingest.analysis import sentences
from ingest.documents import Passage

_BROKEN_WORD = re.compile(r"(?<=\w)[-\u2010]\s*\n\s*(?=[a-zà-ÿß])")
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")

Span = tuple[int, int]


def whole_quote(quote: str, passage: Passage) -> str | None:
    """Return the sentences of the passage that hold the quote, or None if it is not there.

    None as well where it is too short or too long to be a quote, or part of a paragraph that
    speaks to a language model.
    """
    place = _place(quote, passage.text)
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


def _place(quote: str, text: str) -> Span | None:
    sought, _ = _normalised(quote.strip().strip('“”„"»«'))
    if not sought:
        return None
    kept, origins = _normalised(text)
    at = kept.find(sought)
    if at < 0:
        return None
    return origins[at], origins[at + len(sought) - 1] + 1


def _normalised(text: str) -> tuple[str, list[int]]:
    """Return the text without line breaks and broken words, and where each letter came from."""
    broken = {at for match in _BROKEN_WORD.finditer(text) for at in range(*match.span())}
    letters: list[str] = []
    origins: list[int] = []
    for at, letter in enumerate(text):
        if at in broken or letter in _INVISIBLE:
            continue
        if letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                origins.append(at)
            continue
        letters.append(letter.translate(_HYPHENS))
        origins.append(at)
    return "".join(letters).rstrip(), origins
