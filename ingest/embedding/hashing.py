"""A stand-in without torch, for tests and for machines on which nothing else runs."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from ingest.embedding.protocol import Vectors


class HashingEmbedder:
    """Counts of hashed character n-grams: no torch and no meaning, but fast and the same anywhere.

    It finds what is spelled alike, in one language; a question in another language finds little.
    """

    name = "hashing-512"
    dimension = 512
    max_tokens = 256
    _gram = 4

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Hash every text; an empty text gets the first unit vector."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """Hash one text."""
        vector = np.zeros(self.dimension, np.float32)
        for word in text.casefold().split():
            padded = f" {word} "
            for start in range(max(1, len(padded) - self._gram + 1)):
                code = zlib.crc32(padded[start : start + self._gram].encode())
                vector[code % self.dimension] += 1.0 if code & 0x10000 else -1.0
        length = float(np.linalg.norm(vector))
        if length == 0.0:
            vector[0] = length = 1.0
        return vector / np.float32(length)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Estimate: a token per four letters of a word, at least one per word."""
        return [sum(1 + len(word) // 5 for word in text.split()) for text in texts]
