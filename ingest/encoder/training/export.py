"""What ships: int8 rows with one scale each, adapters in half precision, and the tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

ROWS = "rows_int8.npz"
TOKENIZER = "tokenizer.json"
LEAST_CHANGE = 0.05
"""A row of the body that moved by a smaller share of its length is not stored."""


def quantised(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return int8 rows and their scales; row * scale is within half a step of the original."""
    scale = np.abs(rows).max(axis=1) / 127
    scale[scale == 0] = 1.0
    stored = scale.astype(np.float16)
    steps = np.round(rows / stored.astype(np.float32)[:, None])
    return np.clip(steps, -127, 127).astype(np.int8), stored


def write(
    folder: Path,
    tokenizer: Tokenizer,
    body: NDArray[np.float32],
    rows: NDArray[np.float32],
    changes: dict[str, NDArray[np.float16]],
) -> None:
    """Write both files. `rows` has the changed rows of the body first, then the new ones."""
    folder.mkdir(parents=True, exist_ok=True)
    moved = np.linalg.norm(rows[: len(body)] - body, axis=1)
    changed = np.flatnonzero(moved > LEAST_CHANGE * np.linalg.norm(body, axis=1).clip(min=1e-6))
    steps, scale = quantised(np.concatenate([rows[changed], rows[len(body) :]]))
    named = {f"adapter:{name}": matrix for name, matrix in changes.items()}
    arrays: dict[str, Any] = {"idx": changed.astype(np.int32), "q": steps, "scale": scale, **named}
    np.savez_compressed(folder / ROWS, **arrays)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
