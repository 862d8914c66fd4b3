"""Rows become lessons: which text is moved to which English vector, and how often it is seen."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tokenizers import Tokenizer

from ingest.documents import Language
from ingest.encoder.training.distil import Lesson
from ingest.encoder.training.rows import OWN_SENTENCES, WORD_LIST, Row, joined
from ingest.encoder.training.vocabulary import NEW_LANGUAGES

LONGEST_CHARACTERS = 420
ENGLISH_SHARE = 0.12
"""So many English texts are learned too: what the body knows must stay where it is."""

REPEATS = {"tatoeba": 2, "mozilla-www": 2, "libreoffice-help": 1, WORD_LIST: 1, OWN_SENTENCES: 4}
SHARES = {"ms-d365bc": 0.35, "ms-nav": 0.4, "ms-d365ops-slug": 0.3, "ms-d365po": 0.4}
"""Software manuals are most of what there is, and all alike: a part of them says as much."""


@dataclass
class Targets:
    """English texts, each once, under the number by which lessons know it."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number_of(self, text: str) -> int:
        """Return the number of the text, a new one if it was not seen before."""
        return self.numbers.setdefault(text, len(self.numbers))

    @property
    def texts(self) -> list[str]:
        """Return the texts in the order of their numbers."""
        return list(self.numbers)


def english_of(row: Row) -> str:
    """Return what the English model reads; alternatives of a word list stand between commas."""
    text = row.texts.get("en", "")
    return text.replace("; ", ", ") if row.source == WORD_LIST else text


def lessons_of(
    rows: Sequence[Row], tokenizer: Tokenizer, targets: Targets, *, passages: int, seed: int
) -> list[Lesson]:
    """Return the lessons of one pass: sentences, words, and so many joined passages a language."""
    chance = random.Random(seed)
    texts = list(_sentences(rows, chance))
    for language in NEW_LANGUAGES:
        made = joined(rows, ("en", language), seed)
        chance.shuffle(made)
        made.sort(key=lambda row: row.source != OWN_SENTENCES)
        texts += [(row.texts[language], row.texts["en"]) for row in made[:passages]]
        texts += [(row.texts["en"], row.texts["en"]) for row in made[: passages // 8]]
    pieces = tokenizer.encode_batch_fast([text for text, _ in texts])
    return [
        Lesson(pieces=tuple(encoding.ids), target=targets.number_of(english))
        for encoding, (_, english) in zip(pieces, texts, strict=True)
    ]


def _sentences(rows: Sequence[Row], chance: random.Random) -> Iterator[tuple[str, str]]:
    for row in rows:
        english = english_of(row)
        if not english or len(english) > LONGEST_CHARACTERS:
            continue
        if chance.random() > SHARES.get(row.source, 1.0):
            continue
        for text in _foreign(row, NEW_LANGUAGES):
            yield from [(text, english)] * REPEATS.get(row.source, 1)
        if chance.random() < ENGLISH_SHARE:
            yield english, english


def _foreign(row: Row, languages: Sequence[Language]) -> Iterator[str]:
    for language in languages:
        text = row.texts.get(language, "")
        if row.source == WORD_LIST:
            yield from filter(None, text.split("; "))
        elif text:
            yield text
