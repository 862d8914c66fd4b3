"""The sentences of the guides, read once."""

from __future__ import annotations

import pytest

from bench.scale import Sentence, guide_sentences
from ingest.embedding import HashingEmbedder


@pytest.fixture(scope="session")
def known() -> list[Sentence]:
    return guide_sentences(HashingEmbedder())
