"""The forward index: which words a passage holds, so that every candidate is scored exactly.

An inverted index finds passages by words. Asked what a hundred given passages hold, it walks
through all that hold the words; here each of them is one short row of numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
Floats = NDArray[np.float32]

MOST_COUNTED = 255
SIEVE_BITS = 14
_SIEVE = np.uint32((1 << SIEVE_BITS) - 1)


@dataclass(frozen=True)
class HeldWords:
    """The words of one passage. A term is kept as its CRC-32: one pair in 2^32 collides."""

    length: int
    """Number of stems, repetitions included."""
    stems: bytes
    """Different stems, 4 bytes each."""
    counts: bytes
    """How often the passage holds each stem, 1 byte each."""
    grams: bytes
    """Different character 5-grams, 4 bytes each."""


NO_WORDS = HeldWords(0, b"", b"", b"")


def held_words(stems: Sequence[str], grams: Iterable[str]) -> HeldWords:
    """Return what is kept of a passage with these stems and grams."""
    counted = Counter(stems)
    often = [min(count, MOST_COUNTED) for count in counted.values()]
    return HeldWords(
        length=len(stems),
        stems=numbers(counted).tobytes(),
        counts=bytes(often),
        grams=numbers(dict.fromkeys(grams)).tobytes(),
    )


def numbers(terms: Iterable[str]) -> Numbers:
    """Return the number of each term."""
    return np.fromiter((crc32(term.encode()) for term in terms), np.uint32)


def stem_counts(stems: Sequence[str], rows: Sequence[HeldWords]) -> Floats:
    """Return how often each row holds each stem, shape (rows, stems)."""
    found = np.zeros((len(rows), len(stems)), np.float32)
    row, stem, at = _matches(stems, [each.stems for each in rows])
    counts = np.frombuffer(b"".join(each.counts for each in rows), np.uint8)
    found[row, stem] = counts[at]
    return found


def grams_held(grams: Sequence[str], rows: Sequence[HeldWords]) -> Floats:
    """Return 1 where a row holds a gram and 0 elsewhere, shape (rows, grams)."""
    found = np.zeros((len(rows), len(grams)), np.float32)
    row, gram, _ = _matches(grams, [each.grams for each in rows])
    found[row, gram] = 1.0
    return found


_Places = NDArray[np.intp]


def _matches(terms: Sequence[str], rows: Sequence[bytes]) -> tuple[_Places, _Places, _Places]:
    """Return where a row holds a term: number of the row, of the term, and place among all."""
    held = np.frombuffer(b"".join(rows), np.uint32)
    if not terms or not len(held):
        nothing = np.zeros(0, np.intp)
        return nothing, nothing, nothing
    wanted = numbers(terms)
    order = np.argsort(wanted)
    ordered = wanted[order]
    # Most of what is held is not wanted, and its low bits tell so already.
    likely = np.zeros(1 << SIEVE_BITS, np.bool_)
    likely[wanted & _SIEVE] = True
    at = np.flatnonzero(likely[held & _SIEVE])
    nearest = np.minimum(np.searchsorted(ordered, held[at]), len(ordered) - 1)
    same = ordered[nearest] == held[at]
    at, nearest = at[same], nearest[same]
    ends = np.cumsum([len(row) // 4 for row in rows])
    return np.searchsorted(ends, at, side="right"), order[nearest], at
