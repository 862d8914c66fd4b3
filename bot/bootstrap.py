"""Settings to assistant: the only place where the parts meet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.answering import Drafter
from bot.answering.extractive import ExtractiveDrafter
from bot.answering.route import PhaseClassifier
from bot.answering.shapes import ShapeClassifier
from bot.answering.ways_out import WaysOut
from bot.assistant import Assistant
from bot.conversation import Memory
from bot.database import LongMemory
from bot.retrieval import Retriever
from bot.settings import Settings
from bot.terms import FieldTerms
from ingest.documents import Language
from ingest.embedding import Embedder, Reranker, load_embedder, load_reranker
from ingest.index import PassageIndex
from ingest.thesaurus import Thesaurus


def open_retriever(settings: Settings, embedder: Embedder | None = None) -> Retriever:
    """Open the index; raises IndexStoreError or EmbedderError in words for the operator."""
    chosen = embedder or load_embedder(settings.embedder, threads=settings.threads)
    opened = retriever_over(settings.index, chosen, settings.thesaurus)
    return replace(opened, reranker=reranker_of(settings))


def reranker_of(settings: Settings) -> Reranker | None:
    """Return the cross-encoder of the settings; None where they name none."""
    return load_reranker(settings.reranker, settings.threads) if settings.reranker else None


def retriever_over(index: Path, embedder: Embedder, thesaurus: Path | None = None) -> Retriever:
    """Open this index with this encoder and the terms of the field (default: those that ship)."""
    opened = PassageIndex.open(index, embedder.name)
    terms = FieldTerms(opened, Thesaurus.load(thesaurus))
    return Retriever(index=opened, embedder=embedder, terms=terms)


def open_memory(settings: Settings) -> Memory:
    """Open the database of conversations; raises StorageError."""
    return LongMemory(settings.database, settings.keep_days)


def open_assistant(
    settings: Settings, embedder: Embedder | None = None, memory: Memory | None = None
) -> Assistant:
    """Put the assistant together; raises what `open_retriever` raises, and SettingsError.

    Without a memory, turns and profiles are kept as long as the process lives.
    """
    retriever = open_retriever(settings, embedder)
    opened = assistant_over(retriever, settings.language, _drafter(settings, retriever))
    return replace(opened, memory=memory) if memory else opened


def assistant_over(
    retriever: Retriever, language: Language = "nl", drafter: Drafter | None = None
) -> Assistant:
    """Put the assistant together over this retriever; without a drafter, the extractive one."""
    return Assistant(
        retriever=retriever,
        drafter=drafter or _extractive(retriever),
        vocabulary=retriever.index,
        records=retriever.index.records,
        default_language=language,
        ways_out=WaysOut(embedder=retriever.embedder),
    )


def _extractive(retriever: Retriever) -> ExtractiveDrafter:
    embedder = retriever.embedder
    return ExtractiveDrafter(
        embedder=embedder,
        vocabulary=retriever.index,
        phases=PhaseClassifier(embedder),
        shapes=ShapeClassifier(embedder=embedder),
        kinds=lambda: {record.id: record.kind for record in retriever.index.records()},
    )


def _drafter(settings: Settings, retriever: Retriever) -> Drafter:
    """Return the drafter without a language model, or the one with it around that."""
    if not settings.model:
        return _extractive(retriever)
    # Imported here: LangChain and its providers take seconds that nobody needs without a model.
    from bot.answering.generative import GenerativeDrafter
    from bot.answering.model import open_model

    key = settings.model_key.get_secret_value() if settings.model_key else None
    seconds = settings.model_timeout
    model = open_model(settings.model, url=settings.model_url, key=key, seconds=seconds)
    return GenerativeDrafter(
        fallback=_extractive(retriever),
        model=model,
        embedder=retriever.embedder,
        vocabulary=retriever.index,
        seconds=seconds,
    )
