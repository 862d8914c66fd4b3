"""A cross-encoder reads question and passage together: slower than vectors, and a better judge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ingest.embedding.refusals import InOneSentence, refused
from ingest.embedding.stored import MOST_TOKENS, find_model

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

INSTEAD = "choose another cross-encoder or unset WEGWIJZER_RERANKER"


class Reranker(Protocol):
    """Judges how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return a score from 0 to 1 for each passage; raises EmbedderError."""
        ...


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers in a folder or on the hub, with its own prompts.

    Files are looked for at the first question; every method may raise EmbedderError.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self._name = name
        self._threads = threads

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Judge all passages in batches; what the model cannot read of a passage is cut."""
        import torch

        pairs = [(question, passage) for passage in passages]
        with InOneSentence(self._name, INSTEAD):
            found = self._model.predict(
                pairs, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False
            )
        if np.ndim(found) != 1:
            why = "it sorts pairs into classes instead of scoring them"
            raise refused(self._name, why, INSTEAD)
        return [float(score) for score in found]

    @cached_property
    def _model(self) -> CrossEncoder:
        stored = find_model(self._name, "torch", INSTEAD)
        import torch
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types here
        torch.set_num_threads(self._threads)
        model: CrossEncoder = CrossEncoder(
            str(stored.folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": torch.float32},
        )
        model.max_seq_length = min(model.max_seq_length or MOST_TOKENS, MOST_TOKENS)
        return model


def load_reranker(name: str, threads: int = 1) -> Reranker:
    """Return the cross-encoder of this name; weights are loaded at the first question."""
    return CrossEncoderReranker(name, threads)
