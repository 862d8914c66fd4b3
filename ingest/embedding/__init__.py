"""Texts become vectors: the protocol, the trilingual encoder, and what can stand in for it."""

from __future__ import annotations

from collections.abc import Callable

from ingest.embedding.hashing import HashingEmbedder
from ingest.embedding.models import ModelEmbedder, is_model_name
from ingest.embedding.protocol import Embedder, Vectors
from ingest.embedding.reranker import Reranker, load_reranker
from ingest.embedding.trilingual import TrilingualEmbedder
from ingest.errors import EmbedderError

__all__ = [
    "DEFAULT_EMBEDDER",
    "EMBEDDERS",
    "Embedder",
    "HashingEmbedder",
    "ModelEmbedder",
    "Reranker",
    "TrilingualEmbedder",
    "Vectors",
    "load_embedder",
    "load_reranker",
]

DEFAULT_EMBEDDER = "trilingual"

EMBEDDERS: dict[str, Callable[[int], Embedder]] = {
    "trilingual": lambda threads: TrilingualEmbedder(threads),
    "hashing": lambda threads: HashingEmbedder(),
}


def load_embedder(name: str = DEFAULT_EMBEDDER, threads: int = 1) -> Embedder:
    """Return the embedder of this name; weights are loaded at the first text.

    The name is one of the table's, or that of a sentence-transformers model (docs/models.md). Use
    one thread where questions are served (two torch threads stall beside a busy neighbour) and two
    where an index is built.
    """
    if name in EMBEDDERS:
        return EMBEDDERS[name](threads)
    if is_model_name(name):
        return ModelEmbedder(name, threads)
    choices = ", ".join(sorted(EMBEDDERS))
    raise EmbedderError(
        f"There is no embedder {name!r}; choose one of: {choices}, or a sentence-transformers "
        "model by its folder or its name on the hub (owner/model)."
    )
