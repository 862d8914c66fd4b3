"""What a text claims, and whether its quotes say so: amounts, dates, names, countries, negation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.claims import dates, names, negation, numbers
from bot.answering.claims.dates import Moment
from bot.answering.claims.numbers import Quantity
from bot.answering.claims.wording import Claim, ClaimKind, Said, blanked

__all__ = ["Claim", "ClaimKind", "Facts", "Said", "facts", "unsupported"]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The dates and the numbers of a text; what is read as a date is no number."""

    moments: tuple[Moment, ...]
    quantities: tuple[Quantity, ...]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where they stand."""
        moments = [(each.start, each.end) for each in self.moments]
        return moments + [(each.start, each.end) for each in self.quantities]


@lru_cache(maxsize=2_000)
def facts(said: Said) -> Facts:
    """Return the dates and numbers of a text."""
    moments = dates.moments(said)
    masked = blanked(said.text, [(each.start, each.end) for each in moments])
    found = numbers.quantities(said, masked)
    return Facts(moments=tuple(moments), quantities=tuple(found))


def unsupported(
    said: Said, quotes: Sequence[Said], context: Sequence[Said] | None = None
) -> tuple[Claim, ...]:
    """Return what the text claims and no quote says; () when all of it is proved.

    `context` are the whole sentences that the quotes are taken from (default: the quotes): a
    denial in what was left out of a quote still counts.
    """
    told = facts(said)
    proved = [facts(quote) for quote in quotes]
    moments = [each for one in proved for each in one.moments]
    quantities = [each for one in proved for each in one.quantities]
    countries = [(start, end) for _, start, end in names.countries(said)]
    return (
        *dates.unsupported(told.moments, moments, said.text),
        *numbers.unsupported(told.quantities, quantities, said.text),
        *names.unsupported_countries(said, quotes),
        *names.unsupported_names(said, quotes, [*told.spans, *countries]),
        *negation.unsupported(said, quotes if context is None else context),
    )
