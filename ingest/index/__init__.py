"""The index: one generation, published whole. The only place that knows Chroma and tantivy."""

from ingest.index.builder import IndexBuilder
from ingest.index.evidence import Evidence
from ingest.index.generations import published_generation
from ingest.index.query import Group, LexicalQuery, OtherWords, Word, plain_query, word_of
from ingest.index.search import PassageIndex, check_published, published_documents
from ingest.index.store import SCHEMA, Candidates, DocumentRow, indexed_text

__all__ = [
    "SCHEMA",
    "Candidates",
    "DocumentRow",
    "Evidence",
    "Group",
    "IndexBuilder",
    "LexicalQuery",
    "OtherWords",
    "PassageIndex",
    "Word",
    "check_published",
    "indexed_text",
    "plain_query",
    "published_documents",
    "published_generation",
    "word_of",
]
