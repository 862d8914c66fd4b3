"""What an encoder of texts must be able to do, whichever model it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Texts in, unit vectors out; two embedders of the same `name` give the same vectors."""

    @property
    def name(self) -> str:
        """Stamp that an index keeps; it changes when the vectors would."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """What lies beyond this many tokens of a text is not seen."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimension), each row of length 1."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return one vector of length 1."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return tokens per text, without the two that mark begin and end; cheap, no torch."""
        ...
