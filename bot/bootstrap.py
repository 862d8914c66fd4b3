"""Settings to assistant: the only place where the parts meet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.answering.extractive import ExtractiveDrafter
from bot.answering.route import PhaseClassifier
from bot.answering.ways_out import WaysOut
from bot.assistant import Assistant
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


def open_assistant(settings: Settings, embedder: Embedder | None = None) -> Assistant:
    """Put the assistant together; raises what `open_retriever` raises."""
    return assistant_over(open_retriever(settings, embedder), settings.language)


def assistant_over(retriever: Retriever, language: Language = "nl") -> Assistant:
    """Put the assistant together over this retriever."""
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
        default_language=language,
        ways_out=WaysOut(embedder=retriever.embedder),
    )
