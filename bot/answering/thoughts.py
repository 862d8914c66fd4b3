"""Whole thoughts of a passage: one sentence, or two or three that only together say something.

A thought is one slice of the passage, to the letter: what lies between its sentences stays in it.
"""

from __future__ import annotations

from bot.answering.advice import (
    ADVISES,
    FEWEST_WORDS,
    MOST_WORDS,
    advice,
    is_gap,
    stands_alone,
    without_list_mark,
)
from bot.answering.signs import LIST_MARK
from bot.phrases import advice_cues
from ingest.analysis import sentences
from ingest.documents import Language, Passage

MOST_SENTENCES = 3
"""Of one thought; a list counts its lead-in and its items, and may have more of them."""

MOST_ITEMS = 6

Span = tuple[int, int]


def thoughts(passage: Passage) -> list[str]:
    """Return what can be quoted from the passage by itself, in reading order.

    A sentence takes with it the next one that points back and completes it ("Daarmee ...", "So
    ...", "This ..."); a few words too short to quote take the sentence behind them; a lead-in takes
    its whole list, or is left out where that is too long for a chat.
    """
    text, language = passage.text, passage.language
    spans = [_bare(text, span) for span in sentences(text, language)]
    found: list[str] = []
    position = 0
    while position < len(spans):
        length = _length(text, spans, position, language)
        quote = text[spans[position][0] : spans[position + length - 1][1]]
        if _is_whole(quote, length, passage):
            found.append(quote)
        position += length
    return found


def _bare(text: str, span: Span) -> Span:
    """Leave out the list mark before a sentence."""
    start, end = span
    start += without_list_mark(text[start:end])
    return start, max(start, end)


def _length(text: str, spans: list[Span], at: int, language: Language) -> int:
    """Return how many sentences from `at` on are one thought."""
    start, end = spans[at]
    first = text[start:end]
    if first.endswith(":"):
        return _list_length(text, spans, at)
    if first[-1:] not in (".", "!") or LIST_MARK.search(text[:end].rpartition("\n")[2]):
        return 1
    length = 1
    while at + length < len(spans) and length < MOST_SENTENCES:
        following = text[slice(*spans[at + length])]
        together = text[start : spans[at + length][1]]
        brief = length == 1 and len(first.split()) < FEWEST_WORDS
        advised = advice(first, language) >= ADVISES
        if not (advised and _goes_on(together, following, language, brief=brief)):
            break
        length += 1
    return length


def _goes_on(together: str, following: str, language: Language, *, brief: bool) -> bool:
    """Tell whether the sentence that follows belongs to the thought before it."""
    if "\n\n" in together or len(together.split()) > MOST_WORDS:
        return False
    if following[-1:] not in (".", "!") or is_gap(following, language):
        return False
    words = following.split()
    return brief or words[0].strip(",").casefold() in advice_cues(language, "completes")


def _list_length(text: str, spans: list[Span], at: int) -> int:
    """Return the length of a lead-in with its list; 1 where no list follows or it is too long."""
    end = at + 1
    while end < len(spans) and _is_item(text, spans[end]):
        end += 1
    words = len(text[spans[at][0] : spans[end - 1][1]].split())
    return end - at if words <= MOST_WORDS and end - at - 1 <= MOST_ITEMS else 1


def _is_item(text: str, span: Span) -> bool:
    line = text[: span[1]].rpartition("\n")[2]
    return bool(LIST_MARK.match(line)) and "\n" in text[: span[0]]


def _is_whole(quote: str, length: int, passage: Passage) -> bool:
    if not quote or quote.rstrip(".") == passage.metadata.title:
        return False
    if length > 1 and quote.splitlines()[0].rstrip().endswith(":"):
        # The list closes the thought, whether or not its last item ends with a full stop.
        return stands_alone(f"{quote.rstrip('.;,')}.", passage.language)
    return stands_alone(quote, passage.language)
