from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.documents import Document, Metadata, Passage
from ingest.errors import IncompatibleIndexError, IndexStoreError
from ingest.index import (
    IndexBuilder,
    PassageIndex,
    indexed_text,
    published_documents,
    published_generation,
)

Publish = Callable[..., int]
ADocument = Callable[..., Document]
PassagesIn = Callable[[Document], list[Passage]]
Put = Callable[..., None]
BuilderOf = Callable[..., IndexBuilder]
Folders = Callable[[], list[str]]


# --- nothing is published halfway -------------------------------------------------------------


def state_of(index: Path) -> dict[str, bytes]:
    return {
        path.relative_to(index).as_posix(): path.read_bytes()
        for path in sorted(index.rglob("*"))
        if path.is_file() and path.name != ".writer"
    }


@pytest.mark.parametrize("rebuild", [False, True])
def test_leaving_without_publishing_changes_nothing(
    rebuild: bool,
    index: Path,
    publish: Publish,
    builder_of: BuilderOf,
    put: Put,
    a_document: ADocument,
    folders: Folders,
) -> None:
    publish(a_document("a.md", "Meet."))
    before = state_of(index)
    with builder_of(index, rebuild=rebuild) as builder:
        put(builder, a_document("b.md", "Kies."))
        builder.remove("a.md")
    assert state_of(index) == before
    assert folders() == ["g000001"]


def test_leaving_the_first_build_leaves_no_index(
    index: Path, builder_of: BuilderOf, put: Put, a_document: ADocument, folders: Folders
) -> None:
    with builder_of(index) as builder:
        put(builder, a_document("a.md", "Meet."))
    assert folders() == []
    assert published_generation(index) is None
    assert published_documents(index) == {}


def test_a_failure_in_the_middle_changes_nothing_and_frees_the_lock(
    index: Path,
    publish: Publish,
    builder_of: BuilderOf,
    put: Put,
    a_document: ADocument,
    folders: Folders,
) -> None:
    publish(a_document("a.md", "Meet."))
    before = state_of(index)

    def fail() -> None:
        with builder_of(index) as builder:
            put(builder, a_document("b.md", "Kies."))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert state_of(index) == before
    assert folders() == ["g000001"]
    assert publish(a_document("b.md", "Kies.")) == 2


def test_searches_that_do_not_agree_are_not_published(
    index: Path,
    publish: Publish,
    builder_of: BuilderOf,
    a_document: ADocument,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(a_document("a.md", "Meet."))
    before = state_of(index)
    monkeypatch.setattr("ingest.index.words.WordSearch.count", lambda words: 7)
    with pytest.raises(IndexStoreError, match="7 words for 2 passages.*--rebuild"):
        publish(a_document("b.md", "Kies."))
    assert state_of(index) == before
    assert folders() == ["g000001"]


def test_a_second_writer_is_refused_and_told_who_writes(
    index: Path, publish: Publish, builder_of: BuilderOf, put: Put, a_document: ADocument
) -> None:
    with builder_of(index) as first:
        put(first, a_document("a.md", "Meet."))
        with pytest.raises(IndexStoreError, match=rf"process {os.getpid()}\b.*try again"):
            publish(a_document("b.md", "Kies."))
        first.publish()
    assert published_documents(index).keys() == {"a.md"}
    assert publish(a_document("b.md", "Kies.")) == 2


def test_another_encoder_is_refused_and_told_the_command(
    index: Path, publish: Publish, a_document: ADocument, folders: Folders
) -> None:
    publish(a_document("a.md", "Meet."))
    again = f"hashing-512.*wegwijzer ingest --rebuild --index {index}"
    with pytest.raises(IncompatibleIndexError, match=again):
        publish(a_document("b.md", "Kies."), embedder_name="ander")
    assert folders() == ["g000001"]
    assert publish(a_document("b.md", "Kies."), embedder_name="ander", rebuild=True) == 2
    assert PassageIndex.open(index, "ander").count() == 1


def test_what_the_embedder_sees_begins_with_the_title_and_the_last_headings(
    a_document: ADocument, passages_in: PassagesIn
) -> None:
    document = a_document("a.md", "Meet.", metadata=Metadata(title="Gids"))
    (passage,) = passages_in(document)
    assert indexed_text(passage) == "Gids. Begin\nMeet."
