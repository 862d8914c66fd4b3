"""The transformer of MiniLM in NumPy: the same vectors as torch, ready in a fraction of a second.

A process that answers questions encodes a handful of short texts. Importing torch and
sentence-transformers for them costs seconds and half a gigabyte; six layers of BERT (Devlin et al.
2019, with the exact GELU) are this one file. Texts of a batch are packed end to end, so that short
ones do not pay for long ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from threadpoolctl import ThreadpoolController

from ingest.embedding.protocol import Vectors

Weights = dict[str, NDArray[np.float32]]

HEADS = 12
EPSILON = np.float32(1e-12)
TOKENS_AT_ONCE = 2_000
"""Bounds the memory of a batch; larger ones are no faster."""


@dataclass(frozen=True)
class _Norm:
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __call__(self, states: Vectors) -> Vectors:
        centred = states - states.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(centred.shape[1])
        return np.asarray(centred / np.sqrt(variance + EPSILON) * self.weight + self.bias)


@dataclass(frozen=True)
class _Linear:
    weight: NDArray[np.float32]
    """Shape (inputs, outputs): transposed once, not at every call."""
    bias: NDArray[np.float32]

    def __call__(self, states: Vectors) -> Vectors:
        return np.asarray(states @ self.weight + self.bias)


@dataclass(frozen=True)
class _Layer:
    attention: _Linear
    attended: _Linear
    attended_norm: _Norm
    wide: _Linear
    narrow: _Linear
    norm: _Norm

    def __call__(self, states: Vectors, spans: Sequence[tuple[int, int]]) -> Vectors:
        mixed = self.attention(states)
        context = np.concatenate([_attend(mixed[start:end]) for start, end in spans])
        states = self.attended_norm(self.attended(context) + states)
        wide = self.wide(states)
        wide *= np.float32(0.5) * (1 + erf(wide * np.float32(np.sqrt(0.5))))
        return self.norm(self.narrow(wide) + states)


def _attend(mixed: Vectors) -> Vectors:
    """Self-attention of one text; `mixed` holds queries, keys and values side by side."""
    length, width = mixed.shape[0], mixed.shape[1] // 3
    heads = mixed.reshape(length, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
    likeness = heads[0] @ heads[1].transpose(0, 2, 1)
    likeness *= np.float32(1 / np.sqrt(width // HEADS))
    likeness -= likeness.max(axis=-1, keepdims=True)
    np.exp(likeness, out=likeness)
    likeness /= likeness.sum(axis=-1, keepdims=True)
    return np.asarray((likeness @ heads[2]).transpose(1, 0, 2).reshape(length, width))


class Transformer:
    """Piece numbers to unit vectors, by mean pooling; on so many threads of the processor."""

    def __init__(self, weights: Weights, threads: int = 1) -> None:
        self._weights = weights
        self._threads = threads
        self._words = weights["embeddings.word_embeddings.weight"]
        kinds = weights["embeddings.token_type_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"] + kinds[0]
        self._norm = self._norm_of("embeddings.LayerNorm")
        count = sum(name.endswith("intermediate.dense.weight") for name in weights)
        self._layers = [self._layer(f"encoder.layer.{number}") for number in range(count)]

    def encode(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """Return unit vectors, shape (texts, width), in the order of the texts."""
        found = np.zeros((len(texts), self._words.shape[1]), np.float32)
        with self._pools.limit(limits=self._threads, user_api="blas"):
            start = 0
            while start < len(texts):
                end = _batch_end(texts, start)
                found[start:end] = self._packed(texts[start:end])
                start = end
        return found

    def _packed(self, texts: Sequence[Sequence[int]]) -> Vectors:
        ends = np.cumsum([len(text) for text in texts])
        spans = list(zip([0, *ends[:-1]], ends, strict=True))
        numbers = np.concatenate([np.asarray(text) for text in texts])
        places = np.concatenate([self._places[: len(text)] for text in texts])
        states = self._norm(self._words[numbers] + places)
        for layer in self._layers:
            states = layer(states, spans)
        vectors = np.stack([states[start:end].mean(axis=0) for start, end in spans])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    @cached_property
    def _pools(self) -> ThreadpoolController:
        return ThreadpoolController()

    def _layer(self, name: str) -> _Layer:
        own = [self._linear(f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        return _Layer(
            attention=_Linear(
                np.concatenate([part.weight for part in own], axis=1),
                np.concatenate([part.bias for part in own]),
            ),
            attended=self._linear(f"{name}.attention.output.dense"),
            attended_norm=self._norm_of(f"{name}.attention.output.LayerNorm"),
            wide=self._linear(f"{name}.intermediate.dense"),
            narrow=self._linear(f"{name}.output.dense"),
            norm=self._norm_of(f"{name}.output.LayerNorm"),
        )

    def _linear(self, name: str) -> _Linear:
        weight = np.ascontiguousarray(self._weights[f"{name}.weight"].T)
        return _Linear(weight, self._weights[f"{name}.bias"])

    def _norm_of(self, name: str) -> _Norm:
        return _Norm(self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])


def _batch_end(texts: Sequence[Sequence[int]], start: int) -> int:
    tokens, end = 0, start
    while end < len(texts) and (end == start or tokens + len(texts[end]) <= TOKENS_AT_ONCE):
        tokens += len(texts[end])
        end += 1
    return end
