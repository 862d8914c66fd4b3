"""The index: one generation, published whole. The only place that knows Chroma and tantivy."""

from ingest.index.builder import IndexBuilder
from ingest.index.generations import published_generation
from ingest.index.search import PassageIndex, check_published, published_documents
from ingest.index.store import DocumentRow, indexed_text

__all__ = [
    "DocumentRow",
    "IndexBuilder",
    "PassageIndex",
    "check_published",
    "indexed_text",
    "published_documents",
    "published_generation",
]
