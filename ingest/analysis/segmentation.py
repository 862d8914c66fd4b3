"""Where sentences begin and end: rules for Dutch, German and English, exact to the character.

A sentence cut in two is quoted wrongly, a joined pair is only long. So where a full stop may be
part of an abbreviation, an ordinal number or a name, it does not end the sentence.
"""

from __future__ import annotations

import re

from ingest.documents import Language

_WITHIN = """
aanv afb afd alg allg amtl anm aufl bearb betr bez bezgl bijl bijv bspw bzgl bzw ca cf d.h dept dhr
dipl dir dr drs ebd einschl engl entspr erl evt evtl exkl ext fa gem ges ggf ggü hr hrsg ing inkl
insb insbes int ir jr max mej mevr mgr mind mio mld mln mr mrd mrs mw ong prof ref resp rev s.a sog
st str tel tsd t.a.v urspr verg verl vgl vert vs wg zgl zgn zul zzgl jan feb febr mrt mär apr jun
jul aug sep sept okt oct nov dec dez incl i.e e.g
"""
_COUNTED = """
abb abs art artt bd bl blz ch chap fig figs hfdst hoofdst jg kap lfd lid no nos nr nrs num p pag
par ph pp s sec sect tab vol z ziff
"""
_LAST = """
enz etc usw usf ltd inc corp gmbh bv b.v nv n.v ag kg e.v ev n.chr v.chr a.m p.m al
"""
_MONTH_NAMES = """
januari februari maart april mei juni juli augustus september oktober november december januar
jänner februar feber märz mai juni juli august dezember january february march may june july
october
"""
_STARTERS = """
Aber Alle Also Am An Andere Auch Auf Aus Bei Beim Bis Da Dabei Dadurch Dafür Daher Damit Danach
Dann Daran Darauf Darum Das Dazu Dem Den Denn Der Deshalb Die Dies Diese Dieser Dieses Doch Dort
Durch Ein Eine Einen Einer Eines Er Erst Es Für Hier Hierfür Ich Ihr Ihre Im In Ist Jede Jeder
Jedes Kein Keine Man Mit Nach Nicht Nun Nur Ob Obwohl Oder Ohne Prüfen Seit Seitdem Sie Sind So
Sobald Über Um Und Unter Viele Vom Von Vor Wann Warum Was Weil Wenn Wer Werden Wie Wir Wird Wo
Während Zu Zudem Zum Zur Zuerst Zusätzlich
"""

_ABBREVIATIONS = frozenset(_WITHIN.split())
"""Something always follows these within the sentence."""

_BEFORE_A_NUMBER = frozenset(_COUNTED.split())
"""Abbreviations only where a number follows: "Nr. 5", but "dieser Art. Die"."""

_MAY_END = frozenset(_LAST.split())
"""These may close a sentence, and do where a capital follows."""

_MONTHS = frozenset(_MONTH_NAMES.split())
_GERMAN_STARTERS = frozenset(_STARTERS.split())
"""A German number with a full stop is an ordinal ("am 3. Mai"), unless one of these follows."""

_BREAK = re.compile(r"\n+")
_MARK = re.compile(r"[ \t]*(?:[•‣▪▫◦●○■□➢➔►✓✔*–-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t]+")
_END = re.compile(
    r"[.!?…]+"
    r"(?:[\"'”’“»«)\]]+)?"  # what closes with the sentence
    r"(?:\[\d{1,3}\]|[¹²³⁰-⁹]+)*"  # a note behind it
    r"(?=[ \t]+(?P<open>[\"'„“”‘’«»(\[]*)(?P<next>\S))"
)
_WORD_BEFORE = re.compile(r"(?:[^\s\W]|[.&])*$", re.UNICODE)
_CLOSED = re.compile(r"[.!?:;…][\"'”’“»)\]]*$")
_TRAILING = 40
"""A line longer than this without an end may go on in the next; a shorter one is a heading."""


def sentences(text: str, language: Language) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence, without the white space around it.

    Headings, list items and table rows on a line of their own count as sentences; a list mark
    belongs to its item. Only white space lies between the spans.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _lines(text):
        spans += _in_line(text, start, end, language)
    return spans


def _lines(text: str) -> list[tuple[int, int]]:
    """Return the spans of lines; a line that plainly goes on takes the next one with it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _BREAK.finditer(text):
        if not _goes_on(text[start : gap.start()], gap[0], text[gap.end() :][:40]):
            spans.append((start, gap.start()))
            start = gap.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[slice(*span)].strip()]


def _goes_on(line: str, gap: str, following: str) -> bool:
    if len(gap) > 1 or len(line) <= _TRAILING or _CLOSED.search(line.rstrip()):
        return False
    return following[:1].islower() and not _MARK.match(following)


def _in_line(text: str, start: int, end: int, language: Language) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begin = start
    mark = _MARK.match(text, start, end)
    for match in _END.finditer(text, mark.end() if mark else start, end):
        before = text[begin : match.start()]
        if _ends(before, match[0], match["next"], text[match.start("next") : end], language):
            spans.append((begin, match.end()))
            begin = match.end()
    spans.append((begin, end))
    stripped = (_stripped(text, *span) for span in spans)
    return [span for span in stripped if span[0] < span[1]]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip()))


def _ends(before: str, end: str, first: str, after: str, language: Language) -> bool:
    """Tell whether the mark `end` between `before` and `after` closes a sentence."""
    if first.islower():
        return False
    if end[0] in "!?" or not before:
        return first.isalnum() or first in "§€$"
    if end.startswith(("..", "…")):
        return True
    word = re.split(r"\W", after, maxsplit=1)[0]
    found = _WORD_BEFORE.search(before)
    last = found[0].lstrip(".") if found else ""
    if len(end) > 1 and end[1:].strip("0123456789[]¹²³") and not last.isdigit():
        # A bracket or quote closes here: "(bijv.)" goes on, "Dat is zo.)" ends.
        return last.lower() not in _ABBREVIATIONS
    if last.isdigit():
        return _number_ends(before, last, word, language)
    return not _is_short_form(last, first)


def _number_ends(before: str, last: str, word: str, language: Language) -> bool:
    """Tell "am 6. Dezember" and "§ 5 Abs. 2. Satz" from "seit 2021. Die"."""
    if word.lower() in _MONTHS:
        return False
    if language != "de" or len(last) > 2:
        return True
    if re.search(r"\d[.,:]?\d*[.,:]$", before[: -len(last)]):
        return True  # the last figures of an amount or a date: "6.12.25. Der", "1.50. Das"
    return word in _GERMAN_STARTERS


def _is_short_form(last: str, first: str) -> bool:
    """Tell whether the full stop belongs to the word: "bijv.", "z.B.", "J. de Vries"."""
    lower = last.lower()
    if lower in _MAY_END:
        return not first.isupper()
    if lower in _BEFORE_A_NUMBER:
        return first.isdigit() or len(lower) == 1
    letters = lower.split(".")
    return lower in _ABBREVIATIONS or (
        all(0 < len(letter) <= 2 for letter in letters)
        and (len(letters) > 1 or (len(lower) == 1 and lower.isalpha()))
    )
