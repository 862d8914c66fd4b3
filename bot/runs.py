"""Queries of a judged set through the search: runs of documents, fused and of each search alone.

A run is a line per query and document: query-id, corpus-id, score, with tabs between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue import language_of
from bot.retrieval import Retriever
from ingest.documents import Language

POOL = 200
"""Candidates of each search: a judge looks at more documents than a person does."""

DOCUMENTS = 100
"""Documents of a query that a run tells."""

DEFAULT_LANGUAGE: Language = "en"
"""Of a query that is too short to tell."""

Progress = Callable[[int, int, str], None]
Ranking = list[tuple[str, float]]


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Rankings of documents for one query: fused, and each search alone."""

    fused: Ranking
    dense: Ranking
    lexical: Ranking


def runs_of(retriever: Retriever, queries: Sequence[str], progress: Progress) -> Iterator[Runs]:
    """Yield the rankings of each query, in order; documents by their address."""
    owners = {row.id: row.uri for row in retriever.index.documents()}
    for done, text in enumerate(queries):
        progress(done, len(queries), "asking")
        yield _runs(retriever, text, owners)


def _runs(retriever: Retriever, text: str, owners: Mapping[str, str]) -> Runs:
    index, language = retriever.index, language_of(text, DEFAULT_LANGUAGE)
    fused = retriever.documents(text, language, DOCUMENTS, pool=POOL)
    dense = index.dense(retriever.vector(retriever.spelled(text, language)), POOL)
    lexical = index.lexical(retriever.words(text, language), POOL)
    rows = index.candidates([name for name, _ in (*dense, *lexical)])
    address = {name: owners[owner] for name, owner in zip(rows.ids, rows.documents, strict=True)}
    return Runs(
        fused=[(owners[found.document_id], found.score) for found in fused],
        dense=_by_document(dense, address),
        lexical=_by_document(lexical, address),
    )


def _by_document(hits: Iterable[tuple[str, float]], address: Mapping[str, str]) -> Ranking:
    """Rank each document by its best passage."""
    best: dict[str, float] = {}
    for name, score in hits:
        best.setdefault(address[name], score)
    return list(best.items())[:DOCUMENTS]


def write_run(path: Path, queries: Sequence[str], rankings: Sequence[Ranking]) -> None:
    """Write a run file; nine digits, so that only real ties are ties."""
    lines = [
        f"{query}\t{document}\t{score:.9f}\n"
        for query, ranking in zip(queries, rankings, strict=True)
        for document, score in ranking
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
