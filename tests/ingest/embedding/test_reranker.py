"""Cross-encoders by the name of their folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.embedding import load_reranker
from ingest.errors import EmbedderError

PASSAGES = ["een robot in de fabriek", "de zon schijnt", ""]


def made(folder: Path, a_body: Callable[..., Any], classes: int) -> Path:
    """A cross-encoder of one layer with seeded weights."""
    from transformers import BertForSequenceClassification

    names = {number: str(number) for number in range(classes)}
    BertForSequenceClassification(a_body(folder, id2label=names)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, a_body: Callable[..., Any]) -> Path:
    return made(tmp_path_factory.mktemp("rerankers") / "tiny", a_body, 1)


def test_scores_are_those_of_sentence_transformers_as_shares(folder: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    pairs = [("welke robot", passage) for passage in PASSAGES]
    expected = model.predict(pairs, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False)
    found = load_reranker(str(folder)).scores("welke robot", PASSAGES)
    assert found == pytest.approx(expected.tolist(), abs=1e-6)
    assert len(set(found)) == 3 and all(0.0 < score < 1.0 for score in found)


def test_a_long_passage_is_cut_and_no_error(folder: Path) -> None:
    reranker = load_reranker(str(folder))
    long = "robot " * 1000
    assert reranker.scores("robot", [long]) == reranker.scores("robot", [long + "zon"])


def test_nothing_is_loaded_before_the_first_question() -> None:
    program = (
        "import sys; from ingest.embedding import load_reranker; load_reranker('a/b');"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_classifier_is_refused(tmp_path: Path, a_body: Callable[..., Any]) -> None:
    folder = made(tmp_path / "classes", a_body, 3)
    with pytest.raises(EmbedderError, match="classes.*or unset WEGWIJZER_RERANKER"):
        load_reranker(str(folder)).scores("robot", PASSAGES)


def test_a_folder_without_a_model_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="neither modules.json.*unset WEGWIJZER_RERANKER"):
        load_reranker(str(tmp_path)).scores("robot", PASSAGES)


def test_an_unreachable_hub_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EmbedderError, match="'no/model' cannot be used.*WEGWIJZER_RERANKER"):
        load_reranker("no/model").scores("robot", PASSAGES)
