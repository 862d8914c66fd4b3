"""Draft to answer: what cannot be proved from its own quotes is dropped, never repaired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.answering.claims import Claim, Said, unsupported
from bot.answering.claims.negation import whole_sentences
from bot.answering.quoting import locate
from bot.answers import ROUTE, Citation, DraftStep, Step
from bot.phrases import language_name, phase_name, phrase
from ingest.analysis import sentences
from ingest.documents import LANGUAGES, Language, Passage
from ingest.language import detect_or_none


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A draft step after the check: what is left of it, and what was wrong with the rest."""

    text: str
    """The sentences that hold; empty when none does."""
    quotes: tuple[tuple[str, Passage], ...]
    """The quotes as they stand in their passages."""
    failed: tuple[Claim, ...]

    @property
    def holds(self) -> bool:
        """Tell whether anything is left to be shown."""
        return bool(self.text and self.quotes)


def ground(drafts: Sequence[DraftStep]) -> tuple[Step, ...]:
    """Return the steps that hold, their citations numbered in reading order.

    A quote that does not stand in its passage is dropped, and so is a sentence that claims what
    no quote of its step says. A step without a sentence or without a quote is dropped.
    """
    numbers: dict[tuple[str, str], int] = {}
    steps = []
    for draft in drafts:
        checked = check(draft)
        if checked.holds:
            cited = dict.fromkeys(checked.quotes)
            citations = tuple(_cite(quote, passage, numbers) for quote, passage in cited)
            steps.append(Step(phase=draft.phase, text=checked.text, citations=citations))
    return tuple(steps)


def check(draft: DraftStep) -> Checked:
    """Return what is left of one step, and every claim that failed, for a drafter to mend."""
    quotes, failed = list[tuple[str, Passage]](), list[Claim]()
    for quote, passage in draft.quotes:
        place = locate(quote, passage.text)
        if place:
            quotes.append((passage.text[slice(*place)], passage))
        else:
            failed.append(Claim(kind="quote", text=quote))
    told = _sentences(draft.text, quotes)
    wrong = [_wrong(sentence, quotes) for sentence in told]
    kept = [sentence.text for sentence, claims in zip(told, wrong, strict=True) if not claims]
    failed += [claim for claims in wrong for claim in claims]
    text = draft.text if len(kept) == len(told) else " ".join(kept)
    return Checked(text=text if kept else "", quotes=tuple(quotes), failed=tuple(failed))


def _cite(quote: str, passage: Passage, numbers: dict[tuple[str, str], int]) -> Citation:
    number = numbers.setdefault((passage.id, quote), len(numbers) + 1)
    return Citation(number=number, quote=quote, passage=passage)


def _sentences(text: str, quotes: Sequence[tuple[str, Passage]]) -> list[Said]:
    if not quotes or not text.strip():
        return []
    language = _language(text, quotes)
    return [
        Said(text=text[start:end].strip(), language=language)
        for start, end in sentences(text, language)
        if text[start:end].strip()
    ]


def _language(text: str, quotes: Sequence[tuple[str, Passage]]) -> Language:
    """The language of a text that copies a quote is the quote's; else its words tell."""
    for quote, passage in quotes:
        if _bare(text) == _bare(quote):
            return passage.language
    return detect_or_none(text) or quotes[0][1].language


def _wrong(sentence: Said, quotes: Sequence[tuple[str, Passage]]) -> list[Claim]:
    """Return what the sentence claims beyond its quotes; one that is copied claims nothing more."""
    if _is_own_heading(sentence.text, quotes) or _bare(sentence.text) in _copied(quotes):
        return []
    told = Said(text=_LIST_MARK.sub("", sentence.text), language=sentence.language)
    proofs = [Said(text=quote, language=passage.language) for quote, passage in quotes]
    return list(unsupported(told, proofs, _context(quotes)))


_LIST_MARK = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")


def _copied(quotes: Sequence[tuple[str, Passage]]) -> frozenset[str]:
    """Quotes and whole sentences of quotes. Half a sentence may have lost its "not"."""
    return frozenset(
        _bare(part)
        for quote, passage in quotes
        for part in (quote, *(quote[a:b] for a, b in sentences(quote, passage.language)))
    )


def _context(quotes: Sequence[tuple[str, Passage]]) -> list[Said]:
    found = list[Said]()
    for quote, passage in quotes:
        start = passage.text.find(quote)
        found += whole_sentences(passage.text, start, start + len(quote), passage.language)
    return found


def _bare(text: str) -> str:
    return " ".join(text.split()).strip("“”\"' ")


def _is_own_heading(text: str, quotes: Sequence[tuple[str, Passage]]) -> bool:
    """Tell whether the bot itself says so above a quote in another language."""
    return any(text in _headings(passage.language) for _, passage in quotes)


@cache
def _headings(quoted: Language) -> frozenset[str]:
    found = set[str]()
    for asked in LANGUAGES:
        name = language_name(asked, quoted)
        found.add(phrase(asked, "foreign_fact", language=name))
        for phase in ROUTE:
            words = {"phase": phase_name(asked, phase), "language": name}
            found.add(phrase(asked, "foreign_step", **words))
    return frozenset(found)
