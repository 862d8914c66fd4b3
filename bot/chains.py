"""Our search as parts of a LangChain chain: a retriever and embeddings, page-exact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from bot.dialogue import language_of
from ingest.documents import Hit, Language
from ingest.embedding import Embedder


class PassageRetriever(BaseRetriever):
    """Passages as LangChain documents; their metadata name file, page, printed label and link.

    Make one with `PassageRetriever(search=bot.bootstrap.open_retriever(settings).search)`.
    """

    search: Callable[..., list[Hit]]
    k: int = 10
    default_language: Language = "nl"

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        language = language_of(query, self.default_language)
        return [_document(hit) for hit in self.search(query, language, self.k)]


class PassageEmbeddings(Embeddings):
    """The encoder of the index, for a vector store of one's own."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector a text."""
        rows: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return one unit vector."""
        row: list[float] = self._embedder.embed_query(text).tolist()
        return row


def _document(hit: Hit) -> Document:
    passage = hit.passage
    metadata: dict[str, Any] = {
        "title": passage.metadata.title,
        "publisher": passage.metadata.publisher,
        "source": passage.uri,
        "page": passage.locator.page,
        "page_label": passage.locator.page_label,
        "headings": list(passage.locator.headings),
        "language": passage.language,
        "url": passage.url,
        "score": hit.score,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
