"""Settings to assistant: the only place where the parts meet."""

from __future__ import annotations

from bot.answering.extractive import ExtractiveDrafter
from bot.answering.route import PhaseClassifier
from bot.assistant import Assistant
from bot.retrieval import Retriever
from bot.settings import Settings
from ingest.embedding import Embedder, load_embedder
from ingest.index import PassageIndex


def open_retriever(settings: Settings, embedder: Embedder | None = None) -> Retriever:
    """Open the index; raises IndexStoreError or EmbedderError in words for the operator."""
    chosen = embedder or load_embedder(settings.embedder, threads=settings.threads)
    return Retriever(index=PassageIndex.open(settings.index, chosen.name), embedder=chosen)


def open_assistant(settings: Settings, embedder: Embedder | None = None) -> Assistant:
    """Put the assistant together; raises what `open_retriever` raises."""
    retriever = open_retriever(settings, embedder)
    drafter = ExtractiveDrafter(
        embedder=retriever.embedder,
        vocabulary=retriever.index,
        phases=PhaseClassifier(retriever.embedder),
    )
    return Assistant(
        retriever=retriever,
        drafter=drafter,
        vocabulary=retriever.index,
        records=retriever.index.records,
        default_language=settings.language,
    )
