"""Sources that tell different amounts, dates or counts of the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.claims import Facts, Said, facts
from bot.answering.claims.dates import Moment
from bot.answering.claims.names import proper_names
from bot.answering.claims.negation import shared_words
from bot.answering.claims.numbers import COUNTED, Quantity
from bot.answers import Citation, Disagreement, Step
from ingest.analysis import sentences
from ingest.documents import Passage

LEAST_ALIKE = 0.55
"""Share of the words of the shorter sentence that the other must have: both say one thing."""

MOST = 3
"""A reader compares no more than three pairs."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A sentence of a passage that tells an amount, a date or a count."""

    quote: str
    passage: Passage
    names: frozenset[str]
    """In lower case: what the sentence is about goes by them."""

    @property
    def said(self) -> Said:
        """The sentence in its language."""
        return Said(text=self.quote, language=self.passage.language)

    @property
    def facts(self) -> Facts:
        """What it tells."""
        return facts(self.said)


def disagreements(steps: Sequence[Step], read: Sequence[Passage]) -> tuple[Disagreement, ...]:
    """Return where another source contradicts what the steps cite.

    Rather silent than wrong: both sentences must share a name and most of their words, tell one
    kind of quantity and nothing but that differently, and speak of the same time. Citations are
    numbered on from those of the steps; those that the steps have keep their numbers.
    """
    cited = {(c.passage.id, c.quote): c for step in steps for c in step.citations}
    found, seen = list[Disagreement](), set[frozenset[str]]()
    told = [each for passage in _each_once(read) for each in _statements(passage, passage.text)]
    for citation in list(cited.values()):
        for ours in _statements(citation.passage, citation.quote):
            for theirs in told:
                pair = frozenset({ours.quote, theirs.quote})
                if pair not in seen and _disagree(ours, theirs):
                    seen.add(pair)
                    other = _cited(theirs, cited)
                    about = _about(ours, theirs)
                    found.append(Disagreement(about=about, citations=(citation, other)))
    return _numbered(found[:MOST], steps)


def _each_once(passages: Sequence[Passage]) -> list[Passage]:
    return list({passage.id: passage for passage in passages}.values())


def _statements(passage: Passage, text: str) -> Iterator[Statement]:
    for start, end in sentences(text, passage.language):
        quote = text[start:end].strip()
        said = Said(text=quote, language=passage.language)
        told = facts(said)
        if told.moments or told.quantities:
            names = frozenset(name.lower() for name in proper_names(said, told.spans))
            if names:
                yield Statement(quote=quote, passage=passage, names=names)


def _disagree(ours: Statement, theirs: Statement) -> bool:
    if not _are_two_sources(ours.passage, theirs.passage) or not ours.names & theirs.names:
        return False
    if not _tell_differently(ours.facts, theirs.facts):
        return False
    return min(_alike(ours, theirs), _alike(theirs, ours)) >= LEAST_ALIKE


def _are_two_sources(one: Passage, other: Passage) -> bool:
    """Documents differ, or what one document takes from elsewhere was seen on another day."""
    if one.document_id != other.document_id:
        return True
    return one.metadata.published != other.metadata.published


def _alike(one: Statement, other: Statement) -> float:
    mine = _blank(one)
    return shared_words(mine, _blank(other))


def _blank(statement: Statement) -> Said:
    """The sentence without its numbers and dates: what they are told of."""
    text, spans = statement.quote, sorted(statement.facts.spans, reverse=True)
    for start, end in spans:
        text = f"{text[:start]} {text[end:]}"
    return Said(text=text, language=statement.passage.language)


# --- what differs -----------------------------------------------------------------------------


def _tell_differently(ours: Facts, theirs: Facts) -> bool:
    """Tell whether one kind of quantity has no value in common, and no time sets them apart."""
    by_unit, others = _by_unit(ours.quantities), _by_unit(theirs.quantities)
    if set(by_unit) != set(others):
        return False
    differing = [unit for unit in by_unit if not _shares_value(by_unit[unit], others[unit])]
    if differing:
        return _same_time(ours.moments, theirs.moments)
    return _dates_differ(ours.moments, theirs.moments)


def _by_unit(quantities: Sequence[Quantity]) -> dict[str, list[Quantity]]:
    found: dict[str, list[Quantity]] = {}
    for each in quantities:
        if each.sure and each.unit != "ordinal":
            found.setdefault("count" if each.unit in COUNTED else each.unit, []).append(each)
    return found


def _shares_value(ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    return any(one.values & other.values for one in ours for other in theirs)


def _same_time(ours: Sequence[Moment], theirs: Sequence[Moment]) -> bool:
    """What was so in 2024 and is not in 2025 has changed; nobody disagrees."""
    mine, other = _years(ours), _years(theirs)
    return not mine or not other or bool(mine & other)


def _years(moments: Sequence[Moment]) -> set[int]:
    return {each.year for each in moments if each.year}


def _dates_differ(ours: Sequence[Moment], theirs: Sequence[Moment]) -> bool:
    """One date each, as exact as a month, in the same direction, and not the same."""
    mine = [each for each in ours if each.month]
    other = [each for each in theirs if each.month]
    if len(mine) != 1 or len(other) != 1 or len(ours) != 1 or len(theirs) != 1:
        return False
    one, two = mine[0], other[0]
    if bool(one.bound) and bool(two.bound) and one.bound != two.bound:
        return False
    loose = replace(one, bound=""), replace(two, bound="")
    return not loose[0].is_told_by(loose[1]) and not loose[1].is_told_by(loose[0])


# --- citations --------------------------------------------------------------------------------


def _about(ours: Statement, theirs: Statement) -> str:
    """Return the names that both share, as they stand in ours."""
    shared = ours.names & theirs.names
    told = proper_names(ours.said, ours.facts.spans)
    return " ".join(dict.fromkeys(name for name in told if name.lower() in shared))


def _cited(statement: Statement, cited: dict[tuple[str, str], Citation]) -> Citation:
    key = (statement.passage.id, statement.quote)
    return cited.get(key) or Citation(number=0, quote=statement.quote, passage=statement.passage)


def _numbered(found: Sequence[Disagreement], steps: Sequence[Step]) -> tuple[Disagreement, ...]:
    """Give numbers behind those of the steps to what only a disagreement cites."""
    numbers = {(c.passage.id, c.quote): c.number for step in steps for c in step.citations}
    numbered = []
    for each in found:
        citations = []
        for citation in each.citations:
            key = (citation.passage.id, citation.quote)
            number = numbers.setdefault(key, len(set(numbers.values())) + 1)
            citations.append(replace(citation, number=number))
        numbered.append(replace(each, citations=tuple(citations)))
    return tuple(numbered)
