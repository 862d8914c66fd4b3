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
from bot.places.gazetteer import WIDE_REGIONS, is_known_region
from bot.standing import contact_of, standing
from ingest.documents import LANGUAGES, Language, Record

REGION_BONUS = 0.25
WIDER_REGION_BONUS = 0.1
NEIGHBOUR_BONUS = 0.15
"""For a desk in a sub-region beside the asker's, or behind the border who looks across it."""

ELSEWHERE_PENALTY = 0.2
"""For a desk of another corner of the same country."""

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
            if record.id not in named and _is_outside(record):
                continue
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
        return contact_of(record, language, self.today)

    def status(self, record: Record) -> ContactStatus:
        """Return the status today; see bot.standing for what it rests on."""
        return standing(record, self.today).status

    def _fit(self, record: Record, question: Question) -> float:
        fit = -ENDED_PENALTY if self.status(record) == "ended" else 0.0
        fit += _nearness(record, question)
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


def _nearness(record: Record, question: Question) -> float:
    own, asked = set(record.region), set(question.regions)
    near = asked - WIDE_REGIONS
    if near & own:
        return REGION_BONUS
    if own & set(question.nearby):
        return NEIGHBOUR_BONUS
    if own & asked:
        return WIDER_REGION_BONUS
    return -ELSEWHERE_PENALTY if near and own and not own & WIDE_REGIONS else 0.0


def _is_outside(record: Record) -> bool:
    """A hub of Limburg or the north of the Netherlands is no desk for the two regions."""
    return bool(record.region) and not any(map(is_known_region, record.region))


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
