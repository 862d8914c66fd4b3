"""Any sentence-transformers model by its name, with the prompts that it was taught with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.documents import digest_of
from ingest.embedding.backends import BackEnd, Task, load_back_end, tokenizer_of
from ingest.embedding.protocol import Vectors
from ingest.embedding.refusals import InOneSentence, refused
from ingest.embedding.stored import BackEndName, StoredModel, find_model

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerBase

BACK_ENDS: tuple[BackEndName, ...] = ("torch", "onnx", "openvino")

LEAST_TOKENS = 80
"""A model that reads fewer has no room for a passage below its title and headings."""


def is_model_name(name: str) -> bool:
    """Tell whether a name can be a model's: a folder that is there, or a path or hub name."""
    _, rest = _split(name)
    return "/" in rest or os.sep in rest or Path(rest).is_dir()


class ModelEmbedder:
    """A model in a folder or on the hub, such as "intfloat/multilingual-e5-small".

    "onnx:" or "openvino:" before the name runs the ONNX file that the model brings instead of
    torch. Files are looked for at the first use; all methods may raise EmbedderError.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self._back_end_name, self._model_name = _split(name)
        self._threads = threads

    @cached_property
    def name(self) -> str:
        """Stamp of settings, weights, prompts and back end."""
        stored, prompts = self._stored, self._stored.prompts
        stamp = digest_of(stored.stamp, stored.back_end, prompts.query, prompts.passage)
        return f"{stored.label}@{stamp[:12]}"

    @cached_property
    def dimension(self) -> int:
        """Length of every vector; loads the model."""
        return len(self.embed_query("."))

    @cached_property
    def max_tokens(self) -> int:
        """What the model reads, or 512 if that is less, without the prompt of a passage."""
        found = self._stored.most_tokens - sum(self.count_tokens([self._stored.prompts.passage]))
        if found < LEAST_TOKENS:
            raise refused(
                self._model_name, f"it reads {found} tokens, and passages need {LEAST_TOKENS}"
            )
        return found

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode with the prompt of a passage before each text."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._encode(texts, self._stored.prompts.passage, "document")

    def embed_query(self, text: str) -> Vectors:
        """Encode with the prompt of a query before the text."""
        vector: Vectors = self._encode([text], self._stored.prompts.query, "query")[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count with the tokenizers library; a model without tokenizer.json needs transformers."""
        if self._tokenizer:
            encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
            return [len(encoding.ids) for encoding in encodings]
        found = self._slow_tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in found["input_ids"]]

    def _encode(self, texts: Sequence[str], prompt: str, task: Task) -> Vectors:
        with InOneSentence(self._model_name):
            return self._back_end.encode(texts, prompt, task)

    @cached_property
    def _stored(self) -> StoredModel:
        return find_model(self._model_name, self._back_end_name)

    @cached_property
    def _back_end(self) -> BackEnd:
        return load_back_end(self._stored, self._threads)

    @cached_property
    def _tokenizer(self) -> Tokenizer | None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        with InOneSentence(self._model_name):
            return tokenizer_of(self._stored)

    @cached_property
    def _slow_tokenizer(self) -> PreTrainedTokenizerBase:
        from transformers import AutoTokenizer

        with InOneSentence(self._model_name):
            place = self._stored.folder / self._stored.modules[0][1]
            return AutoTokenizer.from_pretrained(str(place), local_files_only=True)


def _split(name: str) -> tuple[BackEndName, str]:
    """Return back end and model; a folder or hub name never begins like that."""
    for back_end in BACK_ENDS:
        if name.startswith(f"{back_end}:"):
            return back_end, name.removeprefix(f"{back_end}:")
    return "torch", name
