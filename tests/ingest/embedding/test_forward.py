"""NumPy and torch are two roads to the same vectors."""

import subprocess
import sys

import numpy as np
import pytest

from ingest.embedding import TrilingualEmbedder
from ingest.embedding.trilingual import FEW

TEXTS = [
    "Welke stap zet ik eerst?",
    "Wartung",
    "Cobots in a small series: a field lab lets you try one before you buy. " * 30,
    "",
    "§ 5 GmbHG, NIS2, ISO 27001",
]


@pytest.fixture(scope="module")
def trilingual() -> TrilingualEmbedder:
    return TrilingualEmbedder(threads=1)


@pytest.mark.encoder
def test_a_few_texts_get_the_vectors_that_torch_gives_to_many(
    trilingual: TrilingualEmbedder,
) -> None:
    many = TEXTS * (FEW // len(TEXTS) + 1)
    by_torch = trilingual.embed_passages(many)[: len(TEXTS)]
    by_numpy = trilingual.embed_passages(TEXTS)
    # Half precision, where the processor has it, rounds in the fourth digit.
    assert (by_torch * by_numpy).sum(axis=1).min() > 0.9999


@pytest.mark.encoder
def test_what_lies_beyond_the_tokens_that_are_read_changes_nothing(
    trilingual: TrilingualEmbedder,
) -> None:
    long = "machine " * 400
    assert np.allclose(trilingual.embed_query(long), trilingual.embed_query(long + "wolken"))
    assert not np.allclose(trilingual.embed_query("machine"), trilingual.embed_query("wolken"))


def test_a_question_is_encoded_without_torch() -> None:
    program = (
        "import sys; from ingest.embedding import load_embedder; e = load_embedder('trilingual');"
        "e.embed_query('Waar begin ik?'); e.embed_passages(['a', 'b']);"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.encoder
def test_the_encoder_is_a_sentence_transformers_model(trilingual: TrilingualEmbedder) -> None:
    model = trilingual.model
    assert model.max_seq_length == 256
    (vector,) = model.encode(["Waar begin ik?"], show_progress_bar=False)
    assert vector @ trilingual.embed_query("Waar begin ik?") > 0.9999
