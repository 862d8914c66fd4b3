from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.bootstrap import open_retriever
from bot.chains import PassageEmbeddings, PassageRetriever
from bot.settings import Settings
from ingest.embedding import HashingEmbedder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def chained(small_index: Path) -> PassageRetriever:
    settings = Settings(index=small_index, embedder="hashing")
    return PassageRetriever(search=open_retriever(settings).search, k=2)


def test_a_chain_gets_the_passages_that_the_search_finds(chained: PassageRetriever) -> None:
    documents = chained.invoke("Wie testen wir einen Roboter im Testlabor?")
    assert len(documents) == 2
    first = documents[0]
    assert first.metadata["source"] == "guides/robot.de.md"
    assert (first.metadata["page"], first.metadata["page_label"]) == (1, None)
    assert first.metadata["headings"] == ["Begin"]
    assert first.metadata["score"] >= documents[1].metadata["score"]


def test_embeddings_are_those_of_the_encoder() -> None:
    embedder = HashingEmbedder()
    embeddings = PassageEmbeddings(embedder)
    assert np.allclose(embeddings.embed_query("werkbon"), embedder.embed_query("werkbon"))
    rows = embeddings.embed_documents(["werkbon", "Laufzettel"])
    assert np.allclose(rows, embedder.embed_passages(["werkbon", "Laufzettel"]))


def test_the_example_runs_from_question_to_text(
    small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "hashing")
    example = [sys.executable, "docs/examples/chain.py", "Hoe test ik een robot in een fieldlab?"]
    told = subprocess.run(
        [*example, "--index", str(small_index)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Test een robot in een fieldlab voordat je hem koopt." in told.stdout
