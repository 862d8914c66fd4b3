"""Which organisation, grant or rule fits this asker, today."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapidfuzz import fuzz
from wordfreq import zipf_frequency

from bot.answers import Contact, ContactStatus, Question
from ingest.documents import LANGUAGES, Language, Record

REGION_BONUS = 0.25
WIDER_REGION_BONUS = 0.1
WIDE_REGIONS = {"Overijssel", "Gelderland", "NRW", "NL", "DE", "EU"}
"""Provinces and countries: a desk in the asker's own corner of them is nearer."""

COUNTRY_PENALTY = 0.3
ENDED_PENALTY = 0.5
NAMED_BONUS = 1.0
STARTER_BONUS = 0.2
HOME_REGIONS = {
    "NL": {"Overijssel", "Gelderland"},
    "DE": {"NRW", "Münsterland"},
}

LEAST_HELP_SCORE = 0.38
LEAST_SCORE = 0.5
"""Below this, a record is about something else; tuned on the project's own questions."""

STALE_AFTER_DAYS = 270
"""A grant that nobody has seen open for nine months is not shown as open."""

EVERYDAY_ZIPF = 3.65
"""Words at least this frequent (Zipf scale of wordfreq) need their capitals to be a name."""

SHORTEST_FUZZY_NAME = 6
_TYPO_RATIO = 90.0


@dataclass(frozen=True, kw_only=True)
class Register:
    """The records of one index generation, seen from today."""

    records: tuple[Record, ...]
    today: date

    def named_in(self, text: str) -> tuple[Record, ...]:
        """Return the records whose name or alias stands in the text, small typos forgiven."""
        return tuple(record for record in self.records if self._is_named(record, text))

    def names_a_doubtful_desk(self, text: str) -> bool:
        """Tell whether the text names an organisation that nobody has confirmed since 2024."""
        named = self.named_in(text)
        return any(r.kind == "organisation" and r.status != "confirmed" for r in named)

    def contacts(
        self,
        question: Question,
        scores: Mapping[str, float],
        k: int = 3,
        *,
        start: bool = False,
        least: float = LEAST_SCORE,
    ) -> tuple[Contact, ...]:
        """Return at most k contacts, best first. `scores` maps record ids to relevance (0 to 1).

        With `start`, desks that advise beginners count as relevant too.
        """
        named = {record.id for record in self.named_in(question.text)}
        ranked = []
        for record in self.records:
            score = scores.get(record.id, 0.0) + NAMED_BONUS * (record.id in named)
            alive = self.status(record) != "ended"
            if start and alive and self._helps_starters(record, question):
                score = max(score, least) + STARTER_BONUS
            if record.kind != "rule" and score >= least:
                ranked.append((score + self._fit(record, question), record))
        ranked.sort(key=lambda pair: (-pair[0], pair[1].id))
        return tuple(self.contact(record, question.language) for _, record in ranked[:k])

    def abroad(self, question: Question) -> tuple[Record, ...]:
        """Return the records that hold only in a country that the question is not about."""
        return tuple(record for record in self.records if _is_abroad(record, question))

    def contact(self, record: Record, language: Language) -> Contact:
        """Return the record as it is shown: with its status today and when it was last seen."""
        return Contact(
            id=record.id,
            name=record.name,
            why=record.does[language],
            url=record.address,
            country=record.country,
            status=self.status(record),
            seen_on=record.seen_on,
            note=record.note.get(language, ""),
            apply_before_start=bool(record.apply_before_start),
        )

    def status(self, record: Record) -> ContactStatus:
        """Return the status today. A grant is open only inside a window that is known and fresh."""
        if record.status == "ended" or (record.valid_until and record.valid_until < self.today):
            return "ended"
        if record.kind != "grant":
            return record.status
        if record.valid_from and record.valid_from > self.today:
            return "not_yet_open"
        return "open" if self._is_seen_open(record) else "unknown"

    def _is_seen_open(self, record: Record) -> bool:
        """A window with both ends known, seen lately: anything less is not "open"."""
        if not (record.valid_from and record.valid_until and record.seen_on):
            return False
        age = (self.today - earliest_day(record.seen_on)).days
        return record.status == "confirmed" and age <= STALE_AFTER_DAYS

    def _fit(self, record: Record, question: Question) -> float:
        fit = -ENDED_PENALTY if self.status(record) == "ended" else 0.0
        near = set(question.regions) - WIDE_REGIONS
        if near & set(record.region):
            fit += REGION_BONUS
        elif set(record.region) & set(question.regions):
            fit += WIDER_REGION_BONUS
        return fit - COUNTRY_PENALTY if _is_abroad(record, question) else fit

    @staticmethod
    def _helps_starters(record: Record, question: Question) -> bool:
        """A desk for beginners in the asker's region; without one, in the regions of the bot."""
        homes = [HOME_REGIONS[country] for country in question.countries if country in HOME_REGIONS]
        regions = set(question.regions).union(*(homes or HOME_REGIONS.values()))
        advises = {"advice", "scan"} & set(record.activities)
        return bool(advises and set(record.region) & regions and record.kind != "grant")

    @staticmethod
    def _is_named(record: Record, text: str) -> bool:
        return any(_names(name, text) for name in (record.name, *record.aliases))


def _is_abroad(record: Record, question: Question) -> bool:
    asked = set(question.countries)
    return bool(asked) and not set(record.country) & (asked | {"EU"})


def earliest_day(day: str) -> date:
    """Return the first day that an ISO date, year-month or year can mean: never too fresh."""
    year, month, number = [*map(int, day.split("-")), 1, 1][:3]
    return date(year, month, number)


def _names(name: str, text: str) -> bool:
    """Tell whether the name stands in the text as words of its own."""
    if _pattern(name).search(text):
        return True
    if len(name) < SHORTEST_FUZZY_NAME:
        return False
    return _fuzzy(name.casefold(), text.casefold().split())


@cache
def _pattern(name: str) -> re.Pattern[str]:
    flags = re.NOFLAG if _is_everyday_word(name) else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", flags)


@cache
def _is_everyday_word(name: str) -> bool:
    """EEN, SLIM and MID are names only in capitals: in small letters they are words."""
    return any(zipf_frequency(name, language) >= EVERYDAY_ZIPF for language in LANGUAGES)


def _fuzzy(name: str, words: Sequence[str]) -> bool:
    """Compare with every run of as many words as the name has."""
    length = len(name.split())
    runs = (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
    return any(fuzz.ratio(name, run) >= _TYPO_RATIO for run in runs)
