"""Brings the index in line with a corpus: what is new, changed or gone, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from ingest.chunking import passages_of
from ingest.documents import Document, Language, Passage, Source, digest_of
from ingest.embedding import Embedder, Vectors
from ingest.errors import ReadError, SourceError
from ingest.index import (
    IndexBuilder,
    PassageIndex,
    check_published,
    indexed_text,
    published_documents,
)
from ingest.index.generations import number_of, published_generation_or_none
from ingest.readers import read, sniff

Progress = Callable[[int, int, str], None]
"""Called with done, total and what is being done: an address while reading, then "embedding"."""

EMBEDDED_AT_ONCE = 512
"""Passages between two calls of the progress; the embedder sorts them by length."""

ROOM_ABOVE = 36
"""Tokens that title and headings may take of what the encoder reads."""

_STUMBLES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, NotImplementedError,
    OSError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What a reader may still raise on bytes nobody foresaw; one file must not stop the others."""


@dataclass(frozen=True, kw_only=True)
class SyncPlan:
    """What an `apply` will do. `same` files are not read again."""

    new: tuple[Source, ...] = ()
    changed: tuple[Source, ...] = ()
    same: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unreadable: dict[str, str] = field(default_factory=dict)
    """Address -> why its bytes cannot be had."""
    twins: dict[str, str] = field(default_factory=dict)
    """Address -> another address with the same bytes."""
    indexed: frozenset[str] = frozenset()
    """Addresses that the index knows already."""
    rebuild: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing to read and nothing to remove."""
        return not (self.new or self.changed or self.gone)


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What became of one file; stable within one `schema` number of `wegwijzer ingest --json`."""

    uri: str
    status: str
    """ok, partly, unreadable, or the `status` of the ReadError that came up."""
    reason: str = ""
    format: str = ""
    title: str = ""
    language: Language | None = None
    pages: int = 0
    pages_without_text: tuple[int, ...] = ()
    passages: int = 0
    warnings: tuple[str, ...] = ()
    kept: bool = False
    """True when the file failed now, and the index goes on with what it read before."""

    @property
    def failed(self) -> bool:
        """Nothing of the file as it is now is in the index."""
        return self.status not in ("ok", "partly")


@dataclass(frozen=True, kw_only=True)
class SyncReport:
    """What an `apply` came to. `generation` is 0 while nothing was ever published."""

    files: tuple[FileReport, ...]
    added: int
    renewed: int
    same: int
    removed: tuple[str, ...]
    passages_removed: int
    embedded: int
    published: bool
    generation: int
    seconds: float

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The files of which nothing could be read."""
        return tuple(file for file in self.files if file.failed)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    report: FileReport
    document: Document | None = None
    passages: tuple[Passage, ...] = ()


def _silent(done: int, total: int, what: str) -> None:
    """Report progress to nobody."""


def plan(
    sources: Sequence[Source], index: Path, *, scope: str = "", rebuild: bool = False
) -> SyncPlan:
    """Compare bytes with the published generation; reads every source, and writes nothing.

    Only documents at or under the address `scope` can be gone. A rebuild takes all as new.
    """
    known = {} if rebuild else published_documents(index)
    digests, unreadable = _digests(sources)
    legible = [source for source in sources if source.uri in digests]
    found = {source.uri for source in sources}
    return SyncPlan(
        new=tuple(s for s in legible if s.uri not in known),
        changed=tuple(s for s in legible if known.get(s.uri, digests[s.uri]) != digests[s.uri]),
        same=tuple(s.uri for s in legible if known.get(s.uri) == digests[s.uri]),
        gone=tuple(u for u in sorted(known) if lies_under(u, scope) and u not in found),
        unreadable=unreadable,
        twins=_twins(known | digests, digests),
        indexed=frozenset(known),
        rebuild=rebuild,
    )


def lies_under(uri: str, scope: str) -> bool:
    """Tell whether the address is the scope itself or lies below it; "" is the whole corpus."""
    return not scope or uri == scope or uri.startswith(f"{scope}/")


def _digests(sources: Sequence[Source]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the digests by address, and the reasons of those that cannot be read."""
    digests: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    for source in sources:
        try:
            digests[source.uri] = digest_of(source.read())
        except SourceError as error:
            unreadable[source.uri] = str(error)
    return digests, unreadable


def _twins(all_digests: dict[str, str], digests: dict[str, str]) -> dict[str, str]:
    by_digest: dict[str, list[str]] = {}
    for uri, digest in sorted(all_digests.items()):
        by_digest.setdefault(digest, []).append(uri)
    others = {uri: [o for o in by_digest[digest] if o != uri] for uri, digest in digests.items()}
    return {uri: names[0] for uri, names in others.items() if names}


def apply(
    plan: SyncPlan,
    index: Path,
    embedder: Embedder,
    *,
    most_tokens: int = 220,
    progress: Progress = _silent,
) -> SyncReport:
    """Read, embed and publish in one step; raises IndexStoreError or EmbedderError.

    An index of another encoder is refused even when nothing changed. A passage never has more
    tokens than the encoder reads, whatever `most_tokens` says.

    A file that fails is reported and leaves what the index knows of it as it was. When nothing
    was read and nothing is gone, nothing is published.
    """
    start = time.perf_counter()
    if not plan.rebuild:
        check_published(index, embedder.name)
    room = min(most_tokens, embedder.max_tokens - ROOM_ABOVE)
    readings = list(_readings(plan, embedder, room, progress))
    good = [reading for reading in readings if reading.document]
    removed = embedded = 0
    if good or plan.gone:
        with IndexBuilder(
            index, embedder_name=embedder.name, dimension=embedder.dimension, rebuild=plan.rebuild
        ) as builder:
            embedded = _write(good, builder, _known(plan, index, good), embedder, progress)
            removed = sum(builder.remove(uri) for uri in plan.gone)
            builder.publish()
    return SyncReport(
        files=tuple(reading.report for reading in readings),
        added=sum(reading.report.uri not in plan.indexed for reading in good),
        renewed=sum(reading.report.uri in plan.indexed for reading in good),
        same=len(plan.same),
        removed=plan.gone,
        passages_removed=removed,
        embedded=embedded,
        published=bool(good or plan.gone),
        generation=number_of(published_generation_or_none(index)),
        seconds=time.perf_counter() - start,
    )


# --- reading ----------------------------------------------------------------------------------


def _readings(
    plan: SyncPlan, embedder: Embedder, most_tokens: int, progress: Progress
) -> Iterator[_Reading]:
    sources = sorted((*plan.new, *plan.changed), key=lambda source: source.uri)
    for done, source in enumerate(sources):
        progress(done, len(sources), source.uri)
        reading = _reading(source, embedder, most_tokens)
        yield replace(reading, report=_placed(reading.report, plan))
    if sources:
        progress(len(sources), len(sources), sources[-1].uri)
    for uri, reason in plan.unreadable.items():
        report = FileReport(uri=uri, status="unreadable", reason=reason)
        yield _Reading(report=_placed(report, plan))


def _placed(report: FileReport, plan: SyncPlan) -> FileReport:
    """Add what only the plan knows: older passages that stay, and a twin under another name."""
    twin = plan.twins.get(report.uri)
    told = (f"the same file as {twin}: keep one of the two",) if twin else ()
    kept = report.failed and report.uri in plan.indexed
    return replace(report, warnings=(*report.warnings, *told), kept=kept)


def _reading(source: Source, embedder: Embedder, most_tokens: int) -> _Reading:
    try:
        data = source.read()
    except SourceError as error:
        return _failure(source.uri, "", "unreadable", str(error))
    name = ""
    try:
        name = sniff(data, source.uri) if data else ""
        document = read(replace(source, read=partial(bytes, data)))
        passages = passages_of(document, embedder.count_tokens, most_tokens)
    except ReadError as error:
        return _failure(source.uri, name, error.status, str(error))
    except _STUMBLES as error:
        reason = f"{source.uri}: the reader stumbled ({type(error).__name__}: {error})."
        return _failure(source.uri, name, "broken", f"{reason} Save the file anew and report this.")
    return _Reading(
        report=_told(document, passages), document=document, passages=tuple(passages)
    )  # fmt: skip


def _failure(uri: str, name: str, status: str, reason: str) -> _Reading:
    return _Reading(report=FileReport(uri=uri, format=name, status=status, reason=reason))


def _told(document: Document, passages: Sequence[Passage]) -> FileReport:
    pages = document.pages()
    lacking = tuple(page for page, text in pages.items() if not text.strip())
    nothing = () if passages else ("holds nothing that can be quoted",)
    return FileReport(
        uri=document.uri,
        status="partly" if lacking else "ok",
        reason="; ".join(document.warnings) if lacking else "",
        format=document.format,
        title=document.metadata.title,
        language=document.metadata.language,
        pages=len(pages),
        pages_without_text=lacking,
        passages=len(passages),
        warnings=(*document.warnings, *nothing),
    )


# --- writing ----------------------------------------------------------------------------------


def _known(plan: SyncPlan, index: Path, good: Sequence[_Reading]) -> list[Passage]:
    """Return the passages whose vectors still hold: under another title a text means another."""
    passages = {p.id: p for r in good if r.report.uri in plan.indexed for p in r.passages}
    if not passages:
        return []
    before = PassageIndex.open(index).passages(passages)
    return [p for p in before.values() if indexed_text(p) == indexed_text(passages[p.id])]


def _write(
    good: Sequence[_Reading],
    builder: IndexBuilder,
    known: Sequence[Passage],
    embedder: Embedder,
    progress: Progress,
) -> int:
    """Put the documents; return how many passages had to be embedded."""
    vectors = builder.unchanged_vectors([passage.id for passage in known])
    fresh = [p for reading in good for p in reading.passages if p.id not in vectors]
    by_text = _embedded(list(dict.fromkeys(map(indexed_text, fresh))), embedder, progress)
    vectors |= {passage.id: by_text[indexed_text(passage)] for passage in fresh}
    for reading in good:
        rows = [vectors[passage.id] for passage in reading.passages]
        matrix = np.stack(rows) if rows else np.zeros((0, embedder.dimension), np.float32)
        assert reading.document
        builder.put(reading.document, reading.passages, matrix)
    return len(fresh)


def _embedded(texts: Sequence[str], embedder: Embedder, progress: Progress) -> dict[str, Vectors]:
    found: dict[str, Vectors] = {}
    for start in range(0, len(texts), EMBEDDED_AT_ONCE):
        progress(start, len(texts), "embedding")
        some = texts[start : start + EMBEDDED_AT_ONCE]
        found.update(zip(some, embedder.embed_passages(some), strict=True))
    if texts:
        progress(len(texts), len(texts), "embedding")
    return found
