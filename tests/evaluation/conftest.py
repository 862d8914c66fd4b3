"""One index of the whole corpus, built once with the real encoder, and assistants on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.answers import Reply
from bot.assistant import Assistant
from bot.bootstrap import open_assistant
from bot.conversation import Message
from bot.settings import Settings
from ingest.embedding import Embedder, load_embedder
from ingest.sources import corpus_sources
from ingest.sync import apply, plan

CORPUS = Path(__file__).parents[2] / "corpus"
THREADS = 2

Ask = Callable[[str], Reply]
Built = Callable[[Path, Path], Path]


@pytest.fixture(scope="session")
def corpus() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder(threads=THREADS)


@pytest.fixture(scope="session")
def built(embedder: Embedder) -> Built:
    """Index a corpus folder as `wegwijzer ingest` does, and return where the index stands."""

    def build(folder: Path, index: Path) -> Path:
        report = apply(plan(corpus_sources(folder), index), index, embedder)
        assert report.published and not report.failed
        return index

    return build


@pytest.fixture(scope="session")
def corpus_index(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole corpus; copy it before changing it."""
    return built(CORPUS, tmp_path_factory.mktemp("corpus") / "index")


@pytest.fixture(scope="session")
def assistant_on(embedder: Embedder) -> Callable[[Path], Assistant]:
    return lambda index: open_assistant(Settings(index=index), embedder)


@pytest.fixture(scope="session")
def ask_on(assistant_on: Callable[[Path], Assistant]) -> Callable[[Path], Ask]:
    """Open an assistant once; what comes back puts a question to it."""

    def opened(index: Path) -> Ask:
        assistant = assistant_on(index)
        return lambda text: assistant.reply(Message(text=text, conversation_id="evaluation"))

    return opened


@pytest.fixture(scope="session")
def ask(ask_on: Callable[[Path], Ask], corpus_index: Path) -> Ask:
    """Put a question to the assistant on the whole corpus; each is answered once."""
    return cache(ask_on(corpus_index))
