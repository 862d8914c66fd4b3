"""Where a quote stands in its passage: to the letter, but for white space and line ends."""

from __future__ import annotations

import re

_SOFT_HYPHEN = "\u00ad"
_PIECE = re.compile(
    r"(?P<joint>(?<=\w)[-\u2010\u00ad][ \t]*\r?\n\s*(?=\w))|(?P<space>\s+)|(?P<other>.)", re.DOTALL
)


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Return start and end of the quote in the text, or None where it does not stand.

    A quote begins and ends where words do: "000 euro" is not to be had from "30.000 euro".
    """
    if not quote.strip():
        return None
    place = _whole(text, quote)
    if place:
        return place
    for hyphen in ("", "-"):
        plain, places = _plain(text, hyphen)
        found = _whole(plain, _plain(quote, hyphen)[0].strip())
        if found:
            return places[found[0]], places[found[1] - 1] + 1
    return None


def _whole(text: str, quote: str) -> tuple[int, int] | None:
    """Return the first place where the quote stands and cuts no word or number in two."""
    start = text.find(quote) if quote else -1
    while start >= 0:
        end = start + len(quote)
        if not (_cuts(text, start) or _cuts(text, end)):
            return start, end
        start = text.find(quote, start + 1)
    return None


def _cuts(text: str, at: int) -> bool:
    """Tell whether a word or a number goes on across this place."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return True
    number = text[max(0, at - 2) : at + 2]
    return bool(re.search(r"\d[.,]\d", number))


def _plain(text: str, hyphen: str) -> tuple[str, list[int]]:
    """Return the text on one line, and for each of its characters the place in the original.

    A hyphen at the end of a line may belong to the word or not: `hyphen` is what it becomes.
    """
    characters, places = list[str](), list[int]()
    for match in _PIECE.finditer(text):
        kept = _kept(match, hyphen)
        characters += kept
        places += [match.start()] * len(kept)
    return "".join(characters), places


def _kept(match: re.Match[str], hyphen: str) -> str:
    if match.lastgroup == "joint":
        return hyphen
    if match.lastgroup == "space":
        return " "
    return "" if match.group() == _SOFT_HYPHEN else match.group()
