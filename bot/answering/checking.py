"""Proposal to draft step: what a language model wrote, checked before anybody reads it.

`ground` has the last word about figures, names and quotes, as for every drafter. What stands here
is only needed where somebody writes sentences of their own: that a sentence says what its quotes
say, in the asker's language, and brings nothing along that no source has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answering.evidence import Vocabulary
from bot.answering.grounding import ground
from bot.answering.injection import suspect
from bot.answering.prompting import MOST_TEXT_WORDS
from bot.answering.proposals import Proposal, ProposedQuote
from bot.answering.widening import whole_quote
from bot.answers import DraftStep
from bot.phrases import cues
from ingest.analysis import sentences, stems
from ingest.documents import Language, Passage
from ingest.embedding import Embedder
from ingest.language import detect_or_none

LEAST_CLOSENESS = 0.65
"""Least cosine of a written sentence with its quotes.

Of the register's sentences and their translations 98 in 100 lie above 0.73, of sentences about
different things 99 in 100 below 0.63.
"""

LEAST_SHARED = 0.6
"""Share of a written sentence's words that its quotes in the same language must hold."""

MOST_QUOTES = 3
SURE_LANGUAGE = 0.95

_FOREIGN_MATTER = re.compile(
    r"https?:|www\.|\w+://|\b[\w.+-]+@\w|(?<!\w)[@#]\w|\]\(|[<>{}\\`|]|\[[^\]]*\]:"
    r"|\b[\w-]+\.(?:[a-z]{2,}\.)?(?:nl|de|com|eu|org|net|info|io|app|dev|xyz|biz|ly|me|ai)\b"
)
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)")
_ITEM_MARK = re.compile(r"^\s*(?:[-*•#]+|\d{1,2}[.)])\s+")
_CITATION_MARK = re.compile(r"\s*\[\d{1,2}(?:\s*,\s*\d{1,2})*\]")

_WORD = re.compile(r"[^\W\d]\w*(?:[-'’]\w+)*")

Quote = tuple[str, Passage]

_UNSUPPORTED = "its text says something that its quotes do not say"


class UnusableError(ValueError):
    """The step cannot be shown; the message says why, in words for a language model."""


@dataclass(frozen=True, kw_only=True)
class Checker:
    """Turns a proposal into a draft step, or says what is wrong with it."""

    embedder: Embedder
    vocabulary: Vocabulary
    passages: Sequence[Passage]
    """As they were numbered in the question, from 1."""
    language: Language
    orders: Sequence[str] = ()
    """What documents say to a language model: a word that only stands there is none of ours."""

    @cached_property
    def _ordered(self) -> frozenset[str]:
        return frozenset(stem for order in self.orders for stem in stems(order, self.language))

    def step(self, proposal: Proposal) -> DraftStep:
        """Return the step with whole sentences as quotes; raises UnusableError."""
        text = written(proposal.text)
        quotes = self._quotes(proposal.quotes)
        self._check_language(text)
        _check_claims(text, self.language, quotes)
        for sentence in _sentences(text, self.language):
            self._check_support(sentence, quotes)
        step = DraftStep(phase=proposal.phase, text=text, quotes=quotes)
        if not ground([step]):
            raise UnusableError("its text has a figure, date or name that its quotes lack")
        return step

    def _quotes(self, proposed: Sequence[ProposedQuote]) -> tuple[Quote, ...]:
        if not proposed:
            raise UnusableError("it has no quote")
        return tuple(dict.fromkeys(self._quote(quote) for quote in proposed[:MOST_QUOTES]))

    def _quote(self, proposed: ProposedQuote) -> Quote:
        if not 1 <= proposed.passage <= len(self.passages):
            raise UnusableError(f"there is no passage {proposed.passage}")
        passage = self.passages[proposed.passage - 1]
        found = whole_quote(proposed.quote, passage)
        if found is None:
            said = " ".join(proposed.quote.split())[:80]
            raise UnusableError(f'passage {proposed.passage} has no sentence "{said}"')
        return found, passage

    def _check_language(self, text: str) -> None:
        seen = detect_or_none(text, SURE_LANGUAGE)
        if seen and seen != self.language:
            raise UnusableError("its text is in the wrong language")

    def _check_support(self, sentence: str, quotes: Sequence[Quote]) -> None:
        said = " ".join(quote for quote, _ in quotes)
        if sentence in said:
            return
        own = [quote for quote, passage in quotes if passage.language == self.language]
        if own and _shared(sentence, " ".join(own), self.language) < LEAST_SHARED:
            raise UnusableError(_UNSUPPORTED)
        self._check_words(sentence, said)
        told = [part for quote, passage in quotes for part in _sentences(quote, passage.language)]
        vectors = self.embedder.embed_passages([sentence, said, *told])
        if float((vectors[1:] @ vectors[0]).max()) < LEAST_CLOSENESS:
            raise UnusableError(_UNSUPPORTED)

    def _check_words(self, sentence: str, said: str) -> None:
        """A word that no source knows, such as the ahoy of a pirate, comes from somewhere else."""
        for word in _WORD.findall(sentence):
            if word not in said and not self._is_ours(stems(word, self.language), said):
                raise UnusableError("its text has words that no passage knows")

    def _is_ours(self, roots: Sequence[str], said: str) -> bool:
        held = set(stems(said, self.language))
        ours = [root for root in roots if root in held or root not in self._ordered]
        return not roots or any(root in held or self.vocabulary.known(root) for root in ours)


def written(text: str) -> str:
    """Return the text without emphasis and marks; raises UnusableError for links and the like."""
    bare = _CITATION_MARK.sub("", _ITEM_MARK.sub("", _EMPHASIS.sub("", text)))
    flowing = " ".join(bare.split())
    if not flowing:
        raise UnusableError("it has no text")
    if len(flowing.split()) > MOST_TEXT_WORDS + 15:
        raise UnusableError(f"its text is longer than {MOST_TEXT_WORDS} words")
    if _FOREIGN_MATTER.search(flowing):
        raise UnusableError("its text has a link, an address, a mention or markup")
    if suspect(text):
        raise UnusableError("its text is no sentence for the asker")
    return flowing


def _check_claims(text: str, language: Language, quotes: Sequence[Quote]) -> None:
    """What is open, closed, compulsory or free is only so where a quote says it."""
    for row, claim in enumerate(cues(language, "claims")):
        if not re.search(claim, text, re.IGNORECASE):
            continue
        if not any(_claims(quote, passage.language, row) for quote, passage in quotes):
            raise UnusableError("it claims that something is open, closed, compulsory or free")


def _claims(quote: str, language: Language, row: int) -> bool:
    return bool(re.search(cues(language, "claims")[row], quote, re.IGNORECASE))


def _sentences(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


def _shared(sentence: str, said: str, language: Language) -> float:
    words = stems(sentence, language)
    held = set(stems(said, language))
    return sum(word in held for word in words) / len(words) if words else 1.0
