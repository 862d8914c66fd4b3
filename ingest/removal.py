"""Takes one document out of the index at once, and looks afterwards whether it is really gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import Passage
from ingest.errors import IndexStoreError
from ingest.index import DocumentRow, IndexBuilder, PassageIndex, plain_query

_LOOKED_FOR = 300
"""Characters of a passage that are searched for; the hits are compared with its whole text."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was removed. `also_in` names other documents in which the same text still stands."""

    id: str
    uri: str
    title: str
    passages_removed: int
    generation: int
    still_found: bool
    also_in: tuple[str, ...]


def find_document(index: PassageIndex, target: str) -> DocumentRow:
    """Return the document with this address or id; raises IndexStoreError when there is none."""
    for row in index.documents():
        if target in (row.uri, row.id):
            return row
    raise IndexStoreError(
        f"{target}: no document of the index has this address or id; "
        "see them with: wegwijzer documents list"
    )


def remove(index: Path, target: str) -> Receipt:
    """Publish a generation without the document, and search that generation for its text."""
    opened = PassageIndex.open(index)
    row = find_document(opened, target)
    before = opened.document_passages(row.id)
    meta = opened.meta()
    with IndexBuilder(
        index, embedder_name=meta["embedder"], dimension=int(meta["dimension"])
    ) as builder:
        removed = builder.remove(row.uri)
        generation = builder.publish()
    after = PassageIndex.open(index, meta["embedder"])
    copies = list(_copies(after, before))
    return Receipt(
        id=row.id,
        uri=row.uri,
        title=row.metadata.title,
        passages_removed=removed,
        generation=generation,
        still_found=bool(after.passages(p.id for p in before))
        or any(copy.document_id == row.id for copy in copies)
        or row.id in {other.id for other in after.documents()},
        also_in=tuple(sorted({copy.uri for copy in copies if copy.document_id != row.id})),
    )


def _copies(index: PassageIndex, passages: Iterable[Passage]) -> Iterable[Passage]:
    """Yield the passages of the index that say the same as one of these."""
    for passage in passages:
        found = [name for name, _ in index.lexical(plain_query(passage.text[:_LOOKED_FOR]), 10)]
        yield from (p for p in index.passages(found).values() if p.text == passage.text)
