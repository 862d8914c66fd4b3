"""The model that learns: the frozen body, rows of its own, and small adapters in the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import AutoModel

from ingest.encoder.training.teacher import body_folder

RANK = 16
"""Rank of the adapters (Hu et al. 2021, LoRA): 1.3 MB in half precision."""

LINEARS = ("query", "key", "value", "dense")


class Adapted(nn.Module):
    """A frozen linear layer with a low-rank change that starts at zero."""

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(rank, linear.in_features) / linear.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, inputs: Tensor) -> Tensor:
        """Apply the layer and its change."""
        changed = self.linear(inputs) + F.linear(F.linear(inputs, self.down), self.up)
        assert isinstance(changed, Tensor)
        return changed


class Student(nn.Module):
    """Texts as piece numbers in, unit vectors out."""

    def __init__(self, rows: NDArray[np.float32], known: int, rank: int = RANK) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(body_folder(), local_files_only=True).eval()
        self.body.requires_grad_(False)
        self.known = known
        self.old = nn.Parameter(torch.from_numpy(rows[:known].copy()))
        self.new = nn.Parameter(torch.from_numpy(rows[known:].copy()))
        self.adapters = nn.ModuleDict(dict(self._adapters(rank))) if rank else nn.ModuleDict()

    def forward(self, numbers: Tensor, mask: Tensor) -> Tensor:
        """Return unit vectors, shape (texts, 384), of padded piece numbers (texts, length)."""
        inner = numbers >= self.known
        old = F.embedding(numbers.clamp(max=self.known - 1), self.old, sparse=True)
        new = F.embedding((numbers - self.known).clamp(min=0), self.new, sparse=True)
        inputs = torch.where(inner.unsqueeze(-1), new, old)
        states = self.body(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1)
        return F.normalize((states * weights).sum(1) / weights.sum(1), dim=1)

    def rows(self) -> NDArray[np.float32]:
        """Return the rows of the body as changed, then the new ones."""
        return np.asarray(torch.cat([self.old, self.new]).detach().numpy(), np.float32)

    def changes(self) -> dict[str, NDArray[np.float16]]:
        """Return the adapters: layer name with ".down" and ".up" -> matrix."""
        found = {}
        for name, adapter in self.adapters.items():
            assert isinstance(adapter, Adapted)
            layer = name.replace("/", ".")
            found[f"{layer}.down"] = adapter.down.detach().numpy().astype(np.float16)
            found[f"{layer}.up"] = adapter.up.detach().numpy().astype(np.float16)
        return found

    def _adapters(self, rank: int) -> Iterator[tuple[str, Adapted]]:
        """Put an adapter in the place of every linear layer of the transformer blocks."""
        blocks = self.body.encoder
        found = [
            (name, layer)
            for name, layer in blocks.named_modules()
            if isinstance(layer, nn.Linear) and name.split(".")[-1] in LINEARS
        ]
        for name, layer in found:
            adapter = Adapted(layer, rank)
            parent, _, own = name.rpartition(".")
            setattr(blocks.get_submodule(parent), own, adapter)
            yield f"encoder/{name.replace('.', '/')}", adapter


def padded(pieces: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return piece numbers and mask, both of shape (texts, longest)."""
    longest = max(map(len, pieces))
    numbers = torch.zeros(len(pieces), longest, dtype=torch.long)
    mask = torch.zeros(len(pieces), longest)
    for row, text in enumerate(pieces):
        numbers[row, : len(text)] = torch.tensor(text)
        mask[row, : len(text)] = 1
    return numbers, mask
