import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import EMBEDDERS, HashingEmbedder, TrilingualEmbedder, load_embedder
from ingest.errors import EmbedderError


@pytest.fixture(scope="module")
def trilingual() -> TrilingualEmbedder:
    return TrilingualEmbedder(threads=1)


def test_an_unknown_embedder_is_refused_with_the_choices() -> None:
    with pytest.raises(EmbedderError, match="hashing, trilingual"):
        load_embedder("word2vec")


@pytest.mark.parametrize("name", sorted(EMBEDDERS))
def test_every_embedder_counts_more_tokens_in_a_longer_text(name: str) -> None:
    short, long = load_embedder(name).count_tokens(["een machine", "een machine in de fabriek"])
    assert 0 < short < long


def test_hashing_gives_unit_vectors_and_likes_what_is_spelled_alike() -> None:
    vectors = HashingEmbedder().embed_passages(["digitale tweeling", "Digitale Tweelingen", "zon"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert vectors[0] @ vectors[1] > 0.7 > vectors[0] @ vectors[2]


def test_hashing_has_a_vector_for_no_words_at_all() -> None:
    assert np.linalg.norm(HashingEmbedder().embed_query("  ")) == 1.0


def test_nothing_to_embed_gives_an_empty_array_of_the_right_width() -> None:
    assert HashingEmbedder().embed_passages([]).shape == (0, 512)


def test_a_missing_encoder_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"rows_int8\.npz"):
        _ = TrilingualEmbedder(folder=tmp_path).name


def test_counting_and_naming_do_not_load_torch() -> None:
    program = (
        "import sys; from ingest.embedding import load_embedder; e = load_embedder('trilingual');"
        "e.count_tokens(['a']); e.name; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.encoder
def test_a_sentence_lies_near_its_translation_in_all_three_languages(
    trilingual: TrilingualEmbedder,
) -> None:
    same = [
        "Hoe begin ik met een digitale tweeling?",
        "Wie fange ich mit einem digitalen Zwilling an?",
    ]
    query = trilingual.embed_query("How do I start with a digital twin?")
    near = trilingual.embed_passages(same) @ query
    assert min(near) > 0.4
    assert min(near) > trilingual.embed_query("Das Wetter ist heute schön.") @ query + 0.3


@pytest.mark.encoder
def test_vectors_do_not_depend_on_their_neighbours_in_the_batch(
    trilingual: TrilingualEmbedder,
) -> None:
    texts = ["kort", "een veel langere zin over onderhoud van machines " * 8, "Wartung"]
    together = trilingual.embed_passages(texts)
    alone = np.stack([trilingual.embed_query(text) for text in texts])
    # Half precision rounds by the shape of the batch; what counts is the direction.
    assert (together * alone).sum(axis=1).min() > 0.9999
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


@pytest.mark.encoder
def test_counting_is_not_cut_after_the_model_was_loaded(trilingual: TrilingualEmbedder) -> None:
    trilingual.embed_query("eerst laden")
    assert trilingual.count_tokens(["machine " * 600]) == [600]
