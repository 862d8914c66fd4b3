"""ONNX Runtime and torch are two roads to the same vectors."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import TrilingualEmbedder, trilingual
from ingest.embedding.forward import Transformer
from ingest.embedding.trilingual import ENCODER_FOLDER, FEW, GRAPH
from ingest.encoder.training import graph
from ingest.errors import EmbedderError

TEXTS = [
    "Welke stap zet ik eerst?",
    "Wartung",
    "Cobots in a small series: a field lab lets you try one before you buy. " * 30,
    "",
    "§ 5 GmbHG, NIS2, ISO 27001",
]


@pytest.fixture(scope="module")
def embedder() -> TrilingualEmbedder:
    return TrilingualEmbedder(threads=2)


@pytest.mark.encoder
def test_texts_get_the_vectors_that_torch_gives_them(embedder: TrilingualEmbedder) -> None:
    by_torch = embedder.model.encode(TEXTS, show_progress_bar=False)
    assert (by_torch * embedder.embed_passages(TEXTS)).sum(axis=1).min() > 0.99999


@pytest.mark.encoder
def test_many_texts_get_the_same_vectors_in_half_precision(
    embedder: TrilingualEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = TEXTS * (FEW // len(TEXTS) + 1)
    by_runtime = embedder.embed_passages(TEXTS)
    monkeypatch.setattr(trilingual, "has_half_precision", lambda: True)
    by_torch = embedder.embed_passages(many)[: len(TEXTS)]
    # It rounds in the fourth digit.
    assert (by_torch * by_runtime).sum(axis=1).min() > 0.999


@pytest.mark.parametrize(
    ("told", "able"), [("flags : fpu avx2 avx512_bf16", True), ("flags : fpu avx2", False)]
)
def test_the_processor_tells_whether_it_has_half_precision(
    told: str, able: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trilingual, "PROCESSOR", tmp_path / "cpuinfo")
    assert not trilingual.has_half_precision()
    (tmp_path / "cpuinfo").write_text(told)
    assert trilingual.has_half_precision() == able


def test_the_graph_that_ships_is_the_one_that_its_script_writes() -> None:
    assert (ENCODER_FOLDER / GRAPH).read_bytes() == graph.model().SerializeToString()


def test_a_missing_graph_names_the_next_step(tmp_path: Path) -> None:
    weights = {
        name: np.zeros((2, 4), np.float32)
        for name in ("word", "position", "token_type")
        for name in (f"embeddings.{name}_embeddings.weight",)
    }
    with pytest.raises(EmbedderError, match="graph.onnx cannot be read.*reinstall"):
        Transformer(tmp_path / GRAPH, weights)


@pytest.mark.encoder
def test_what_lies_beyond_the_tokens_that_are_read_changes_nothing(
    embedder: TrilingualEmbedder,
) -> None:
    long = "machine " * 400
    assert np.allclose(embedder.embed_query(long), embedder.embed_query(long + "wolken"))
    assert not np.allclose(embedder.embed_query("machine"), embedder.embed_query("wolken"))


def test_a_question_is_encoded_without_torch() -> None:
    program = (
        "import sys; from ingest.embedding import load_embedder; e = load_embedder('trilingual');"
        "e.embed_query('Waar begin ik?'); e.embed_passages(['a', 'b']);"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.encoder
def test_the_encoder_is_a_sentence_transformers_model(embedder: TrilingualEmbedder) -> None:
    model = embedder.model
    assert model.max_seq_length == 256
    (vector,) = model.encode(["Waar begin ik?"], show_progress_bar=False)
    assert vector @ embedder.embed_query("Waar begin ik?") > 0.9999
