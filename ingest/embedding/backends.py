"""What runs a model: torch through sentence-transformers, or its ONNX file without torch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.protocol import Vectors
from ingest.embedding.refusals import refused
from ingest.embedding.stored import GRAPH, WITHOUT, Prompts, StoredModel

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Task = Literal["query", "document"]
Run = Callable[[Mapping[str, NDArray[np.int64]]], Vectors]
"""Inputs of shape (1, tokens) by name, to states of shape (1, tokens, width)."""

BATCH = 8
"""Small: every text of a batch is padded to its longest."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("last_hidden_state", "token_embeddings")
STEPS = ("Transformer", "Pooling", "Normalize")

POOLINGS: dict[str, Callable[[Vectors], Vectors]] = {
    "mean": lambda states: np.asarray(states.mean(axis=0)),
    "cls": lambda states: states[0],
    "lasttoken": lambda states: states[-1],
}
"""States of one text, without padding, to one vector."""

_OLD_NAMES = {"mean_tokens": "mean", "cls_token": "cls", "lasttoken": "lasttoken"}


class BackEnd(Protocol):
    """Runs a model."""

    def encode(self, texts: Sequence[str], prompt: str, task: Task) -> Vectors:
        """Return a row of length 1 for each text, the prompt put before it."""
        ...


class TorchBackEnd:
    """The model as sentence-transformers runs it, in full precision."""

    def __init__(self, stored: StoredModel, threads: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types here
        torch.set_num_threads(threads)
        # Half precision, as some are stored, is slow on a processor.
        self._model = SentenceTransformer(
            str(stored.folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": torch.float32},
        )
        if isinstance(self._model.max_seq_length, int):
            self._model.max_seq_length = stored.most_tokens

    def encode(self, texts: Sequence[str], prompt: str, task: Task) -> Vectors:
        """Encode in batches of like length; the task chooses the side of a two-sided model."""
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        vectors = encode(list(texts), prompt=prompt, batch_size=BATCH, show_progress_bar=False)
        return of_length_1(np.asarray(vectors, np.float32))


class GraphBackEnd:
    """The ONNX file of a model, tokenizer and pooling around it; text by text, so unpadded."""

    def __init__(
        self, run: Run, inputs: Collection[str], tokenizer: Tokenizer, pool: Callable[..., Vectors]
    ) -> None:
        self._run = run
        self._inputs = inputs
        self._tokenizer = tokenizer
        self._pool = pool

    def encode(self, texts: Sequence[str], prompt: str, task: Task) -> Vectors:
        """Encode one text after the other; there is one side only, so the task is not asked."""
        return of_length_1(np.stack([self._vector(prompt + text) for text in texts]))

    def _vector(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        given = dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True))
        states = self._run({name: given[name] for name in self._inputs})
        return self._pool(states[0])


def load_back_end(stored: StoredModel, threads: int) -> BackEnd:
    """Return what runs the model; raises EmbedderError, or what the library raises."""
    if stored.back_end == "torch":
        return TorchBackEnd(stored, threads)
    pool = _pooling_of(stored)
    tokenizer = tokenizer_of(stored)
    if not tokenizer:
        raise refused(stored.name, f"it has no tokenizer.json, which {stored.back_end} needs")
    tokenizer.enable_truncation(stored.most_tokens)
    run, inputs = _GRAPHS[stored.back_end](stored, threads)
    return GraphBackEnd(run, inputs, tokenizer, pool)


def tokenizer_of(stored: StoredModel) -> Tokenizer | None:
    """Return the tokenizer, neither cutting nor padding; None when the model has no such file."""
    if not stored.tokenizer:
        return None
    from tokenizers import Tokenizer, normalizers

    tokenizer = Tokenizer.from_str(stored.tokenizer)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    if stored.transformer.get("do_lower_case"):
        own = [tokenizer.normalizer] if tokenizer.normalizer else []
        tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), *own])
    return tokenizer


def of_length_1(vectors: Vectors) -> Vectors:
    """Scale each row; one of zeros, as of a text without known words, becomes a unit vector."""
    scaled = vectors.copy()
    scaled[~scaled.any(axis=1), 0] = 1.0
    scaled /= np.linalg.norm(scaled, axis=1, keepdims=True)
    return scaled


def _pooling_of(stored: StoredModel) -> Callable[..., Vectors]:
    """Return how one vector is made of many; raises EmbedderError for what only torch can."""
    steps = [kind.rpartition(".")[2] for kind, _ in stored.modules]
    settings = stored.settings(stored.modules[min(1, len(steps) - 1)][1], "config.json")
    mode = settings.get("pooling_mode") or [
        mode for name, mode in _OLD_NAMES.items() if settings.get(f"pooling_mode_{name}")
    ]
    modes = [mode] if isinstance(mode, str) else list(mode) or ["mean"]
    prompted = settings.get("include_prompt", True) or stored.prompts == Prompts()
    if tuple(steps) not in (STEPS[:2], STEPS) or len(modes) != 1 or not prompted:
        raise _only_torch(stored, f"of its steps ({', '.join(steps)})")
    if modes[0] not in POOLINGS:
        raise _only_torch(stored, f"of its pooling ({modes[0]})")
    return POOLINGS[modes[0]]


def _onnx(stored: StoredModel, threads: int) -> tuple[Run, list[str]]:
    runtime = import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    session = runtime.InferenceSession(
        str(stored.folder / GRAPH), options, providers=["CPUExecutionProvider"]
    )
    inputs = [node.name for node in session.get_inputs()]
    output = _output_of(stored, inputs, [node.name for node in session.get_outputs()])
    return (lambda given: session.run([output], given)[0]), inputs


def _openvino(stored: StoredModel, threads: int) -> tuple[Run, list[str]]:
    core = import_module("openvino").Core()
    settings: dict[str, Any] = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    compiled = core.compile_model(str(stored.folder / GRAPH), "CPU", settings)
    inputs = [port.any_name for port in compiled.inputs]
    output = _output_of(stored, inputs, [port.any_name for port in compiled.outputs])
    return (lambda given: np.asarray(compiled(dict(given))[output])), inputs


_GRAPHS = {"onnx": _onnx, "openvino": _openvino}


def _output_of(stored: StoredModel, inputs: Collection[str], outputs: Collection[str]) -> str:
    """Return the name of the states of the tokens; raises EmbedderError when there are none."""
    if not set(inputs) <= set(INPUTS):
        raise _only_torch(stored, f"{GRAPH} wants more than tokens ({', '.join(inputs)})")
    for name in OUTPUTS:
        if name in outputs:
            return name
    raise _only_torch(stored, f"{GRAPH} gives no states of tokens ({', '.join(outputs)})")


def _only_torch(stored: StoredModel, because: str) -> Exception:
    return refused(
        stored.name,
        f"{stored.back_end} cannot run it because {because}",
        WITHOUT[stored.back_end],
    )
