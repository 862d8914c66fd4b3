"""A report while it is set: its text, its sources, its counters and its page labels."""

import html
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib.colors import Color, HexColor

LABELS = {"front": ("ROMAN_LOWER", ""), "body": ("ARABIC", ""), "annex": ("ARABIC", "A-")}
WORDS: dict[str, dict[str, Any]] = {
    "nl": {
        "source": "Bron",
        "seen": "gezien",
        "undated": "zonder datum",
        "table": "Tabel",
        "months": "januari februari maart april mei juni juli augustus september oktober november "
        "december",
        "day": "{day} {month} {year}",
    },
    "de": {
        "source": "Quelle",
        "seen": "gesehen",
        "undated": "ohne Datum",
        "table": "Tabelle",
        "months": "Januar Februar März April Mai Juni Juli August September Oktober November "
        "Dezember",
        "day": "{day}. {month} {year}",
    },
    "en": {
        "source": "Source",
        "seen": "seen",
        "undated": "undated",
        "table": "Table",
        "months": "January February March April May June July August September October November "
        "December",
        "day": "{day} {month} {year}",
    },
}


@dataclass(kw_only=True)
class Report:
    """One text: its front matter, its lines, and what is counted while it is set."""

    meta: dict[str, Any]
    lines: list[str]
    sources: dict[str, dict[str, str]]
    cited: list[str] = field(default_factory=list)
    chapter: int = 0
    tables: int = 0
    anchors: int = 0
    part: str = "front"
    starts: dict[str, int] = field(default_factory=dict)
    running: str = ""

    @property
    def words(self) -> dict[str, Any]:
        """The fixed words of the report's language."""
        return WORDS[self.meta["language"]]

    @property
    def accent(self) -> Color:
        """The colour of headings and rules."""
        return HexColor(self.meta["accent"])

    def seen(self, date: str) -> str:
        """Say when a page was seen, or that it bears no date."""
        return f"{self.words['seen']} {self.date(date)}" if date else str(self.words["undated"])

    def date(self, date: str) -> str:
        """Write an ISO date, a year-month or a year as the report's language does."""
        year, *rest = date.split("-")
        if not rest:
            return year
        month = self.words["months"].split()[int(rest[0]) - 1]
        if len(rest) == 1:
            return f"{month} {year}"
        return str(self.words["day"].format(day=int(rest[1]), month=month, year=year))

    def cite(self, key: str) -> str:
        """Name a source, its date and its number in the list of sources."""
        if key not in self.cited:
            self.cited.append(key)
        source = self.sources[key]
        body = f'<a href="{html.escape(source["address"])}">{html.escape(source["body"])}</a>'
        number = self.cited.index(key) + 1
        return f"{body}, {self.seen(source['seen'])} [{number}]"

    def label(self, page: int) -> str:
        """Turn a page of the file into the label printed on it."""
        reached = [(start, part) for part, start in self.starts.items() if start <= page]
        start, part = max(reached, default=(1, "front"))
        style, prefix = LABELS[part]
        number = page - start + 1
        return prefix + (roman(number) if style == "ROMAN_LOWER" else str(number))


def roman(number: int) -> str:
    """Write a small number in lower-case Roman figures."""
    text = ""
    for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            text, number = text + sign, number - value
    return text


def read_report(path: Path, sources: dict[str, dict[str, str]]) -> Report:
    """Read one text and put its soft hyphens into the words listed for it."""
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = yaml.safe_load(head)
    for word in sorted(meta.pop("hyphenation", "").split(), key=len, reverse=True):
        text = text.replace(word.replace("-", ""), word.replace("-", "\xad"))
    return Report(meta=meta, lines=text.splitlines(), sources=sources)
