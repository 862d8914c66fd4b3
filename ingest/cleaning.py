"""Takes the layout out of a text and leaves its words alone: quotes are checked to the letter.

Three steps, each usable alone: characters (`normalise`), lines that a page repeats
(`without_running_lines`) and lines that belong to one paragraph (`paragraphs`, `unwrap`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

Vocabulary = Counter[str]
"""Words of a document, lower case, with their number; compounds with their hyphen."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a page and where it stands, in points, counted from the bottom left."""

    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    size: float = 0.0
    at_edge: bool = False
    """True in the top or bottom margin, where running heads and page numbers stand."""
    has_cells: bool = False
    """True when a gap far wider than a space parts the line, as between the cells of a table."""


# --- characters ---------------------------------------------------------------------------

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0de\uf02d\uf06e\uf0e0", "•")
_SPACES = dict.fromkeys(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t",
    " ",
)
# The joiner U+200D stays: emoji are built with it.
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff\u180e\ufffe\uffff", "")
_BREAKS = dict.fromkeys("\u2028\u2029\x0b\x0c\x85", "\n")
_CONTROL = dict.fromkeys(
    (chr(code) for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t\x0b\x0c\x85"),
    "",
)
_TABLE = str.maketrans({**_LIGATURES, **_BULLETS, **_CONTROL, **_SPACES, **_INVISIBLE, **_BREAKS})


def normalise(text: str) -> str:
    """Return NFC text with plain spaces, `\\n` line ends and no invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    text = re.sub(r" {2,}", " ", unicodedata.normalize("NFC", text))
    return re.sub(r" ?\n ?", "\n", text).strip()


# --- words broken over two lines -------------------------------------------------------------

_HYPHENS = "-\u2010\u00ad\u2011"
_WORD = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
_LAST_PART = re.compile(rf"(\w+)[{_HYPHENS}]$")
_FIRST_PART = re.compile(r"\w+")
_JOINING_WORDS = frozenset(
    ["und", "oder", "bzw", "sowie", "noch", "bis", "en", "of", "and", "or", "to", "als", "resp"]
)
"""After these a hyphen at the line end stands for an omitted part: "Ein- und Verkauf"."""


def vocabulary(lines: Iterable[str]) -> Vocabulary:
    """Count the words that stand whole within a line; the judge of words that do not."""
    words: Vocabulary = Counter()
    for line in lines:
        found = _WORD.findall(line.lower().replace("\u2010", "-").replace("\u2011", "-"))
        words.update(found[1:-1] if _LAST_PART.search(line) else found[1:])
    return words


def _keeps_hyphen(left: str, right: str, words: Vocabulary) -> bool:
    whole = words[(left + right).lower()]
    hyphenated = words[f"{left}-{right}".lower()]
    if whole != hyphenated:
        return hyphenated > whole
    if left.isupper() and right.isupper() and len(right) > 2:
        return False  # a heading in capitals
    return right[0].isupper() or not right[0].isalpha() or _stands_for_itself(left)


def _stands_for_itself(part: str) -> bool:
    """Abbreviations and single letters are never the first half of a broken word."""
    return (
        len(part) == 1
        or part.lower() in ("self", "non", "ex")
        or any(character.isdigit() for character in part)
        or sum(character.isupper() for character in part) > 1
    )


def join_lines(first: str, second: str, words: Vocabulary) -> str:
    """Return the two lines as one, without the hyphen of a broken word.

    "Her-" + "ausforderung" is one word, "MKB-" + "bedrijf" and "hoog-" + "risico" (where the text
    has "hoog-risico" elsewhere) keep their hyphen, "Ein-" + "und" keeps hyphen and space.
    """
    left, right = _LAST_PART.search(first), _FIRST_PART.match(second)
    if not left or not right:
        return f"{first} {second}"
    stem = first[:-1]
    if right[0].lower() in _JOINING_WORDS and not words[(left[1] + right[0]).lower()]:
        return f"{stem}- {second}"
    return f"{stem}-{second}" if _keeps_hyphen(left[1], right[0], words) else stem + second


# --- lines that the page repeats -------------------------------------------------------------

_NUMBER = re.compile(r"\d+")
_BARE_PAGE_NUMBER = re.compile(
    r"(?:(?:seite|page|pagina|blz\.?|p\.|s\.)\s*)?[-–—|]?\s*(\d{1,4}|[ivxlc]+)"
    r"(?:\s*(?:/|von|of|van)\s*\d{1,4})?\s*[-–—|]?",
    re.IGNORECASE,
)
_COUNTED_HEADING = re.compile(
    r"^(?:stap|schritt|step|phase|fase|kapitel|hoofdstuk|chapter|teil|deel|part|artikel|article)\b",
    re.IGNORECASE,
)
_EDGE_LINES = 2
"""Lines looked at from the top and the bottom of a page that tells no positions."""


def _edges(page: Sequence[Line]) -> list[int]:
    """Return the indices of the lines that may be head or foot."""
    if any(line.size for line in page):
        return [index for index, line in enumerate(page) if line.at_edge]
    last = len(page) - _EDGE_LINES
    return [index for index in range(len(page)) if index < _EDGE_LINES or index >= last]


def _keys(line: Line, page: int, label: str | None, small: float) -> set[str]:
    """Return what the line shares with the running lines of other pages, besides its own words.

    A number counts from `page` ("Report 17" on page 19 is "report #-2"), the printed label of the
    page is no word, and in print below the size `small` the first two words at one height will do:
    the rest of a running head is the title of the chapter.
    """
    text = line.text.casefold()
    keys = {text}
    words = text.split()
    if label and label in (words[0], words[-1]):
        keys.add(" ".join("#label" if word == label else word for word in words))
    if line.size < small and len(words) > 2:
        keys.add(f"{line.bottom:.0f}: {words[0]} {words[1]}")
    if not _COUNTED_HEADING.match(text):
        for number in _NUMBER.finditer(text):
            offset = int(number[0][:6]) - page
            keys.add(f"{text[: number.start()]}#{offset}{text[number.end() :]}")
    return keys


def _runs(pages: Sequence[int], total: int) -> bool:
    """Tell whether a line comes back often enough: left and right pages may take turns."""
    if total <= 3:
        return len(pages) >= 2
    near = sum(after - before <= 2 for before, after in zip(pages, pages[1:], strict=False))
    return near >= 2


def _is_own_number(text: str, page: int, label: str | None) -> bool:
    match = _BARE_PAGE_NUMBER.fullmatch(text)
    return match is not None and match[1].casefold() in (str(page), label)


def without_running_lines(
    pages: Sequence[Sequence[Line]], labels: Sequence[str | None] = ()
) -> list[list[Line]]:
    """Return the pages without running heads, running feet and printed page numbers.

    Only lines at the edge of a page are ever removed, and only when nearby pages repeat them.
    """
    small = 0.9 * median([line.size for page in pages for line in page] or [0.0])
    known = [label and label.casefold() for label in labels]
    known += [None] * (len(pages) - len(known))
    keys = [
        {index: _keys(page[index], number, label, small) for index in _edges(page)}
        for number, (page, label) in enumerate(zip(pages, known, strict=True), start=1)
    ]
    running = _running(keys)
    return [
        [
            line
            for index, line in enumerate(page)
            if index not in found
            or not (found[index] & running or _is_own_number(line.text, number, label))
        ]
        for number, (page, found, label) in enumerate(zip(pages, keys, known, strict=True), start=1)
    ]


def _running(keys: Sequence[dict[int, set[str]]]) -> set[str]:
    """Return the keys that enough pages share."""
    seen: dict[str, list[int]] = {}
    for number, found in enumerate(keys, start=1):
        for key in {key for line in found.values() for key in line}:
            seen.setdefault(key, []).append(number)
    return {key for key, numbers in seen.items() if _runs(numbers, len(keys))}


# --- lines that form a paragraph -------------------------------------------------------------

_MONTH = r"(?:jan|feb|m[aä]r|mrt|maart|apr|ma[iy]|mei|jun|jul|aug|sep|o[ck]t|nov|de[cz])"
_ITEM = re.compile(
    r"(?:[•‣▪▫◦●○■□➢➔►✓✔*–-]|o(?= [A-ZÄÖÜa-z]))\s+\S"
    rf"|(?:\d{{1,2}}|[a-z])[.)]\s+(?!{_MONTH})[^\W\d_]"
    r"|\(?(?:\d{1,2}|[a-z])\)\s+\S",
    re.IGNORECASE,
)
_CONTENTS_LINE = re.compile(r"\w\W*\s(?:\d{1,3}|[ivxl]+|[A-Z]-\d{1,3})$")
"""A line of a table of contents ends in a page number, and so does the next."""

_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")


def starts_item(text: str) -> bool:
    """Tell whether the line opens with a list marker; a date ("1. Januar") is none."""
    return bool(_ITEM.match(text))


def _stacked(above: Line, below: Line) -> bool:
    """Tell whether `below` stands under `above` in the same column."""
    return below.bottom < above.bottom and below.left < above.right and above.left < below.right


def _pitch(lines: Sequence[Line]) -> float:
    steps = [a.bottom - b.bottom for a, b in zip(lines, lines[1:], strict=False) if _stacked(a, b)]
    return median(steps) if steps else 0.0


def _column_right(lines: Sequence[Line], index: int) -> float:
    """Return how far to the right the lines around `index` that share its column reach."""
    line = lines[index]
    around = lines[max(0, index - 12) : index + 13]
    return max(other.right for other in around if abs(other.left - line.left) < 4 * line.size)


def _separator(lines: Sequence[Line], index: int, pitch: float, in_item: bool) -> str:
    """Return what stands between line `index` and the next: "", "\\n" or "\\n\\n"."""
    line, following = lines[index], lines[index + 1]
    if starts_item(following.text):
        return "\n"
    if line.text[-1:] in _HYPHENS and following.text[:1].islower():
        return ""
    if _CONTENTS_LINE.search(line.text) and _CONTENTS_LINE.search(following.text):
        return "\n"
    ended = bool(_SENTENCE_END.search(line.text))
    if abs(line.size - following.size) > 0.08 * max(line.size, following.size):
        return "\n\n"
    if following.has_cells:
        return "\n"
    if not _stacked(line, following):
        return "\n\n" if ended else ""
    return _separator_in_column(lines, index, pitch, ended, in_item)


def _separator_in_column(
    lines: Sequence[Line], index: int, pitch: float, ended: bool, in_item: bool
) -> str:
    """Return what stands between two lines of one type size under each other."""
    line, following = lines[index], lines[index + 1]
    if pitch and line.bottom - following.bottom > 1.35 * pitch:
        return "\n\n"
    width = max(_column_right(lines, index) - line.left, 1.0)
    filled = (line.right - line.left) / width
    if ended and (filled < 0.85 or (following.left > line.left + line.size / 2 and not in_item)):
        return "\n\n"
    return "\n" if filled < 0.6 or _had_room(line, following, width) else ""


def _had_room(line: Line, following: Line, width: float) -> bool:
    """Tell whether the next word would have fitted: then the line ends on purpose, as in a list."""
    space = width - (line.right - line.left)
    per_character = (line.right - line.left) / max(len(line.text), 1)
    first_word = len(following.text.split(" ")[0]) + 1
    return space > 0.12 * width and space > 1.3 * first_word * per_character


def paragraphs(lines: Sequence[Line], words: Vocabulary) -> str:
    """Join the lines of a page into paragraphs (blank line) and list or table lines (`\\n`)."""
    lines = [line for line in lines if line.text]
    if not lines:
        return ""
    pitch = _pitch(lines)
    text, in_item = lines[0].text, starts_item(lines[0].text)
    for index, line in enumerate(lines[1:]):
        separator = _separator(lines, index, pitch, in_item)
        if separator:
            text += separator + line.text
            in_item = starts_item(line.text)
        else:
            head, newline, tail = text.rpartition("\n")
            text = head + newline + join_lines(tail, line.text, words)
    return text


def unwrap(text: str) -> str:
    """Join the lines of a hard-wrapped plain text; short lines, lists and blank lines stay."""
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text)]
    words = vocabulary(line for block in blocks for line in block)
    return "\n\n".join(_unwrapped(block, words) for block in blocks)


_WRAP_WIDTHS = range(50, 121)
"""A text wrapped by hand or by a mail program has its longest line in this range."""


def _unwrapped(block: Sequence[str], words: Vocabulary) -> str:
    widest = max(len(line) for line in block)
    text = block[0]
    for line, following in zip(block, block[1:], strict=False):
        full = widest in _WRAP_WIDTHS and len(line) + len(following.split(" ")[0]) >= 0.9 * widest
        if full and not starts_item(following):
            head, newline, tail = text.rpartition("\n")
            text = head + newline + join_lines(tail, following, words)
        else:
            text += "\n" + following
    return text


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one line per row: "header: value; header: value" under a header of short cells."""
    filled = [[" ".join(cell.split()) for cell in row] for row in rows if any(map(str.strip, row))]
    if len(filled) < 2 or len(filled[0]) < 2 or not _is_header(filled[0]):
        return ["; ".join(cell for cell in dict.fromkeys(row) if cell) for row in filled]
    header = filled[0]
    return [_labelled(header, row) for row in filled[1:]]


def _is_header(row: Sequence[str]) -> bool:
    return all(0 < len(cell) <= 60 for cell in row) and len(set(row)) == len(row)


def _labelled(header: Sequence[str], row: Sequence[str]) -> str:
    pairs = [
        f"{header[column]}: {cell}" if column < len(header) else cell
        for column, cell in enumerate(row)
        if cell
    ]
    return "; ".join(pairs)
