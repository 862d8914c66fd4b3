"""Text that speaks to a language model instead of to a reader: never quoted, never sent.

Documents are data. A paragraph that gives orders to whoever reads it by machine ("ignore all
previous instructions") says nothing to an entrepreneur, so it is left out whole: an order often
goes on in the next sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from bot.phrases import cues
from ingest.documents import LANGUAGES, Passage

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
"""Characters that nobody sees, put between letters so that a search does not find the word."""

_MARKERS = re.compile(
    r"<\|?/?\s*(?:im_start|im_end|endoftext|system|assistant|user|instructions?|prompt|passage"
    r"|tool_calls?|function_calls?)\b[^>]*>"  # tags of a chat template
    r"|\[/?INST\]|<</?SYS>>|<!--|-->|\{\{|\}\}"
    r"|^\W*(?:system|assistant|developer|assistent)\W{0,3}:"  # a turn of a conversation
    r"|[\"'](?:role|tool_calls?|function_call|tool_name)[\"']\s*:"
    r"|\b(?:tool|function)_calls?\b"
    r"|!\[[^\]\n]*\]\(|\]\(\s*(?:data|javascript):",  # a picture that is fetched when it is shown
    re.IGNORECASE | re.MULTILINE,
)
_DISGUISES = re.compile(
    "[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]"  # letters as tags, text turned around
    "|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]"  # Cyrillic letters in a Latin word
    r"|(?<!\w)(?:\w[ ._*-]){7,}\w(?!\w)"  # s p a c e d  o u t
    r"|[A-Za-z0-9+]{80,}={0,2}"  # encoded
)

_FIRST_WORDS = re.compile(r"(?:\(\?<![^)]*\))*\\b(\((?:[^()]|\([^()]*\))*\)|\w+)")


def suspect(text: str) -> bool:
    """Tell whether the text, in whatever language, gives orders to a language model."""
    if _DISGUISES.search(text):
        return True
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    if _MARKERS.search(plain):
        return True
    flowing = " ".join(plain.split()).lower()
    return any(
        order.match(flowing, opener.start())
        for opener in _openers().finditer(flowing)
        for order in _orders()
    )


@lru_cache(maxsize=4096)
def tainted(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the paragraphs to leave out; after a colon the next one goes as well."""
    spans = []
    goes_on = False
    for paragraph in _PARAGRAPH.finditer(text):
        if goes_on or suspect(paragraph[0]):
            spans.append(paragraph.span())
            goes_on = paragraph[0].rstrip().endswith(":")
    return tuple(spans)


def is_titled_for_a_model(passage: Passage) -> bool:
    """Tell whether what stands above the passage speaks to a model: then nothing is quoted."""
    return any(suspect(text) for text in _above(passage))


def orders_of(passage: Passage) -> list[str]:
    """Return all that speaks to a model, in and above the passage."""
    inside = [passage.text[start:end] for start, end in tainted(passage.text)]
    return [*inside, *(text for text in _above(passage) if suspect(text))]


def _above(passage: Passage) -> tuple[str, ...]:
    metadata = passage.metadata
    return *passage.locator.headings, metadata.title, metadata.publisher


def overlaps(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    """Tell whether the span touches any of the others."""
    return any(start < span[1] and span[0] < end for start, end in spans)


def without_tainted(text: str) -> str:
    """Return the paragraphs that speak to a reader."""
    left, at = [], 0
    for start, end in tainted(text):
        left.append(text[at:start])
        at = end
    return "".join([*left, text[at:]]).strip()


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of all languages: an order need not be in that of its document."""
    found = [cue for language in LANGUAGES for cue in cues(language, "injections")]
    return tuple(re.compile(cue) for cue in found)


@cache
def _openers() -> re.Pattern[str]:
    """Match where an order can begin: trying each of them at each letter takes ten times as long.

    Every cue begins with \\b and its first word, or with \\b and a group of first words.
    """
    found = [_FIRST_WORDS.match(order.pattern) for order in _orders()]
    words = "|".join(first[1] for first in found if first)
    return re.compile(rf"\b(?=(?:{words})(?!\w))")
