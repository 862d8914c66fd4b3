"""Not, no, never, without: whether a text denies what its quotes affirm, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.claims.wording import Claim, Said, any_of, languages_of, listed
from ingest.analysis import sentences, stem, stems
from ingest.dictionary import word_list
from ingest.documents import Language

LEAST_SHARED = 0.3
"""A clause of the text is about a clause of a quote when so much of its words stand there."""

WHOLE_SHARED = 0.9
"""A text with so many of a sentence's words is that sentence, said again."""

_CUT = re.compile(r"[,;:–—/]")
_ASIDE = re.compile(r"\s*\(([^()]*)\)")

AS_LONG = 0.8
"""A text that has so many words of a sentence in another language leaves no clause out."""


@dataclass(frozen=True, kw_only=True)
class _Clause:
    words: frozenset[str]
    """Stems of what it is about, the denying words left out."""
    denials: int


def negations(said: Said) -> list[tuple[int, int]]:
    """Return the places of the words that deny; "not only" and "no later than" do not."""
    phrases = (*listed_words("harmless", said.language), *listed_words("not_only", said.language))
    harmless = [match.span() for match in _said(phrases).finditer(said.text)]
    return [
        match.span()
        for match in _denying(said.language).finditer(said.text)
        if not any(start <= match.start() < end for start, end in harmless)
    ]


def unsupported(said: Said, proved: Sequence[Said]) -> list[Claim]:
    """Return the first denial, or the first missing denial, that the quotes do not bear out."""
    if _turns_only_around(said, proved):
        return [Claim(kind="negation", text=said.text)]
    denied = len(negations(said))
    counts = [len(negations(sentence)) for sentence in proved]
    if not denied and not any(counts):
        return []
    if not denied or any(counts):
        nearest = _nearest(said, proved)
        if counts[nearest] == denied and _is_whole(said, proved[nearest]):
            return []
        lost = not denied and _is_translated(said, proved[nearest]) and counts[nearest] > 0
        if not lost and not _clash(said, proved):
            return []
    return [Claim(kind="negation", text=_denial(said))]


def whole_sentences(text: str, start: int, end: int, language: Language) -> list[Said]:
    """Return the sentences that a quote touches: a denial may stand before what is quoted."""
    return [
        Said(text=text[first:last], language=language)
        for first, last in sentences(text, language)
        if first < end and last > start
    ]


def _is_whole(said: Said, quote: Said) -> bool:
    """Tell whether the text says all of the sentence, so that counting denials is enough.

    Across languages it has to be: clauses are cut differently there.
    """
    if said.language != quote.language:
        return True
    return len(_content(said) & _content(quote)) >= WHOLE_SHARED * len(_content(quote))


def _is_translated(said: Said, quote: Said) -> bool:
    """Tell whether the text is the whole sentence in another language, going by its length."""
    if said.language == quote.language:
        return False
    return len(said.text.split()) >= AS_LONG * len(quote.text.split())


def _turns_only_around(said: Said, proved: Sequence[Said]) -> bool:
    """Tell whether "only" became "not only"."""
    if not _holds(said, "not_only") or any(_holds(quote, "not_only") for quote in proved):
        return False
    return any(_holds(quote, "only") for quote in proved)


def _holds(said: Said, key: str) -> bool:
    return bool(_said(listed_words(key, said.language)).search(said.text))


def _denial(said: Said) -> str:
    found = negations(said)
    return said.text[slice(*found[0])] if found else said.text


@cache
def _denying(language: Language | None) -> re.Pattern[str]:
    words = any_of(listed_words("not", language))
    return re.compile(rf"(?<!\w)(?:{words}|\w+n['’]t)(?!\w)", re.IGNORECASE)


@cache
def _said(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(phrases)})(?!\w)", re.IGNORECASE)


@cache
def _breaks(language: Language | None) -> re.Pattern[str]:
    words = any_of(listed_words("breaks", language))
    return re.compile(rf"{_CUT.pattern}|(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def listed_words(key: str, language: Language | None) -> tuple[str, ...]:
    """Return the words of the table of negation below one key."""
    return listed("negation", key, language)


# --- which clause is about which --------------------------------------------------------------


def _clash(said: Said, proved: Sequence[Said]) -> bool:
    """Tell whether a clause is denied on one side only."""
    theirs = [(clause, quote) for quote in proved for clause in _clauses(quote)]
    for clause in _clauses(said):
        shares = [_shared(clause, said, other, quote) for other, quote in theirs]
        best = max(shares, default=0.0)
        if best < LEAST_SHARED:
            if clause.denials % 2:
                return True
            continue
        alike = [theirs[at][0] for at, share in enumerate(shares) if share == best]
        if all(other.denials % 2 != clause.denials % 2 for other in alike):
            return True
    return False


def _clauses(said: Said) -> list[_Clause]:
    """Cut a text into clauses; what stands in brackets is one by itself."""
    asides = [m.group(1) for m in _ASIDE.finditer(said.text)]
    parts = [_ASIDE.sub(" ", said.text), *asides]
    return [clause for part in parts for clause in _cut(Said(text=part, language=said.language))]


def _cut(said: Said) -> list[_Clause]:
    denied = negations(said)
    found, start = list[_Clause](), 0
    cuts = [match.span() for match in _breaks(said.language).finditer(said.text)]
    for first, last in [*cuts, (len(said.text), len(said.text))]:
        inside = [span for span in denied if start <= span[0] < first]
        words = _content(Said(text=said.text[start:first], language=said.language))
        if words:
            found.append(_Clause(words=words, denials=len(inside)))
            start = last
        # A cut without words before it ("but not") goes with what follows.
    return found


def _content(said: Said) -> frozenset[str]:
    plain = _denying(said.language).sub(" ", said.text)
    return frozenset(found for each in languages_of(said.language) for found in stems(plain, each))


def shared_words(said: Said, quote: Said) -> float:
    """Return the share of a text's content words that the other has, translated if need be."""
    mine = _Clause(words=_content(said), denials=0)
    return _shared(mine, said, _Clause(words=_content(quote), denials=0), quote)


def _nearest(said: Said, proved: Sequence[Said]) -> int:
    shares = [shared_words(said, quote) for quote in proved]
    return shares.index(max(shares))


def _shared(clause: _Clause, said: Said, other: _Clause, quote: Said) -> float:
    """Return the share of the clause's words that the other one has, translated if need be."""
    if not clause.words:
        return 0.0
    if said.language == quote.language or not said.language or not quote.language:
        return len(clause.words & other.words) / len(clause.words)
    held = sum(
        bool(_translated(word, said.language, quote.language) & other.words)
        for word in clause.words
    )
    return held / len(clause.words)


@lru_cache(maxsize=20_000)
def _translated(word: str, language: Language, other: Language) -> frozenset[str]:
    found = {
        stem(part, other)
        for each in word_list().translations(word, language)
        if each.language == other
        for part in each.words
    }
    return frozenset({*found, word})
