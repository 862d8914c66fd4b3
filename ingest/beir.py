"""A BEIR folder as documents of an index: the same cutting, analysis and vectors as any corpus.

BEIR (Thakur et al. 2021) is a layout: corpus.jsonl with `_id`, `title`, `text`, and queries.jsonl
with `_id`, `text`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.chunking import passages_of
from ingest.cleaning import normalise, unwrap
from ingest.documents import Document, Metadata, Section, digest_of
from ingest.embedding import Embedder
from ingest.errors import SourceError
from ingest.index import SCHEMA, IndexBuilder, indexed_text
from ingest.language import settle
from ingest.sync import ROOM_ABOVE

AT_ONCE = 512
MOST_TOKENS = 220

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A document or a query of the set."""

    id: str
    text: str
    title: str = ""


def read_entries(path: Path) -> list[Entry]:
    """Return the lines of corpus.jsonl or queries.jsonl; raises SourceError naming the line."""
    try:
        # Not splitlines(): a text may hold other marks that count as line ends there.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read ({error}); give a BEIR folder") from error
    return [
        _entry(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    ]


def _entry(line: str, where: str) -> Entry:
    try:
        row: dict[str, Any] = json.loads(line)
        return Entry(id=str(row["_id"]), text=str(row["text"] or ""), title=row.get("title") or "")
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{where}: needs _id and text as JSON ({error}); mend the line"
        ) from error


def digest_of_corpus(path: Path, embedder_name: str) -> str:
    """Return a name for the index of this file; it changes with the encoder and the schema."""
    try:
        return digest_of(path.read_bytes(), embedder_name, str(SCHEMA))[:16]
    except OSError as error:
        raise SourceError(
            f"{path}: cannot be read ({error.strerror}); give a BEIR folder"
        ) from error


def document_of(entry: Entry) -> Document:
    """Return a document as the text reader would have made it; its title is its text if alone."""
    text = unwrap(normalise(entry.text or entry.title))
    return Document(
        uri=entry.id,
        format="text",
        digest=digest_of(entry.title, entry.text),
        metadata=Metadata(title=entry.title, language=settle(text, None)),
        sections=(Section(text=text),),
    )


def build(entries: Sequence[Entry], index: Path, embedder: Embedder, progress: Progress) -> int:
    """Publish an index of these documents and return how many passages it holds."""
    count = 0
    builder = IndexBuilder(
        index, embedder_name=embedder.name, dimension=embedder.dimension, rebuild=True
    )
    with builder:
        for start in range(0, len(entries), AT_ONCE):
            progress(start, len(entries), "indexing")
            count += _put(builder, entries[start : start + AT_ONCE], embedder)
        builder.publish()
    return count


def _put(builder: IndexBuilder, entries: Sequence[Entry], embedder: Embedder) -> int:
    documents = [document_of(entry) for entry in entries]
    room = min(MOST_TOKENS, embedder.max_tokens - ROOM_ABOVE)
    cut = [passages_of(document, embedder.count_tokens, room) for document in documents]
    vectors = embedder.embed_passages([indexed_text(p) for passages in cut for p in passages])
    at = 0
    for document, passages in zip(documents, cut, strict=True):
        builder.put(document, passages, vectors[at : at + len(passages)])
        at += len(passages)
    return at
