"""The transformer of MiniLM in ONNX Runtime: the vectors of torch, in half the time.

A process that answers questions encodes a handful of short texts. Importing torch and
sentence-transformers for them costs seconds and half a gigabyte; ONNX Runtime is there already
(Chroma needs it), and its graph of the six layers is a file of some kilobytes without weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ingest.embedding.protocol import Vectors
from ingest.errors import EmbedderError

Weights = dict[str, NDArray[np.float32]]

WORDS = "embeddings.word_embeddings.weight"
PLACES = "embeddings.position_embeddings.weight"
KINDS = "embeddings.token_type_embeddings.weight"
ERRORS_ONLY = 3


class Transformer:
    """Piece numbers to unit vectors, by mean pooling; so many texts at once as it has threads."""

    def __init__(self, graph: Path, weights: Weights, threads: int = 1) -> None:
        self._threads = threads
        self._words = weights[WORDS]
        self._places = weights[PLACES] + weights[KINDS][0]
        self._layers = _session(graph, weights)

    def encode(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """Return unit vectors, shape (texts, width), in the order of the texts."""
        if self._threads == 1 or len(texts) == 1:
            return np.stack([self._vector(text) for text in texts])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(self._vector, texts)))

    def _vector(self, pieces: Sequence[int]) -> Vectors:
        states = self._words[np.asarray(pieces)] + self._places[: len(pieces)]
        vector: Vectors = self._layers.run(None, {"pieces": states})[0]
        return vector


def _session(graph: Path, weights: Weights) -> onnxruntime.InferenceSession:
    """Hand the weights over by their names; the runtime packs them once for its kernels."""
    options = onnxruntime.SessionOptions()
    # Threads that wait in a loop would take the processor from whoever works beside us.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    names = [name for name in weights if name.startswith(("encoder.", "embeddings.LayerNorm."))]
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(weights[name]) for name in names]
    options.add_external_initializers(names, values)
    try:
        return onnxruntime.InferenceSession(
            graph.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except OSError as error:
        raise EmbedderError(
            f"The encoder file {graph.name} cannot be read ({error.strerror}); reinstall "
            "wegwijzer, or choose the embedder 'hashing' in WEGWIJZER_EMBEDDER."
        ) from error
