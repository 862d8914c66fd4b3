"""A model of our own making: too small to know anything, with prompts as the large ones have."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

PROMPTS = {"query": "query: ", "passage": "passage: "}
SIGNS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", "."]
VOCABULARY = [*SIGNS, *ascii_lowercase, *(f"##{letter}" for letter in ascii_lowercase)]


@pytest.fixture(scope="session")
def quiet() -> Iterator[None]:
    """Keep the progress of transformers out of the report, as the embedder does."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types here
    yield
    logging.enable_progress_bar()  # type: ignore[no-untyped-call]


@pytest.fixture(scope="session")
def vocabulary() -> list[str]:
    """Word pieces of the model, in the order of their numbers."""
    return VOCABULARY


@pytest.fixture(scope="session")
def a_body(quiet: None) -> Callable[..., Any]:
    """Write a tokenizer into a folder and return the settings of a body of one layer, seeded."""

    def settings(folder: Path, **more: object) -> Any:  # noqa: ANN401 - transformers is imported late
        import torch
        from transformers import BertConfig, BertTokenizer

        folder.mkdir()
        (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
        BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
        torch.manual_seed(7)
        given: dict[str, Any] = {
            "vocab_size": len(VOCABULARY),
            "hidden_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "max_position_embeddings": 128,
            **more,
        }
        return BertConfig(**given)

    return settings


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, a_body: Callable[..., Any]) -> Path:
    """A model of one layer with seeded weights, saved by sentence-transformers with prompts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    body, folder = (tmp_path_factory.mktemp("models") / name for name in ("body", "tiny"))
    BertModel(a_body(body)).save_pretrained(body)
    steps = [Transformer(str(body)), Pooling(32, pooling_mode="mean")]
    model = SentenceTransformer(modules=steps, prompts=PROMPTS, device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copytree(original, tmp_path / "tiny"))
