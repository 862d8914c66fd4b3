from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.documents import Document, Locator, Metadata, Passage, Record, Section
from ingest.embedding import HashingEmbedder
from ingest.index import (
    IndexBuilder,
    PassageIndex,
    indexed_text,
    published_documents,
    published_generation,
)

RARE = "kwartelzeepkaravaan"
COSINE_ERROR = 0.002

Publish = Callable[..., int]
ADocument = Callable[..., Document]
PassagesIn = Callable[[Document], list[Passage]]
Put = Callable[..., None]
BuilderOf = Callable[..., IndexBuilder]
Folders = Callable[[], list[str]]


def files_with(folder: Path, text: str) -> list[str]:
    """Names of the files whose bytes hold the text, as UTF-8 or as UTF-16."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes().lower() if path.is_file() else b""
        if text.encode() in data or text.encode("utf-16-le") in data:
            found.append(path.relative_to(folder).as_posix())
    return found


# --- what is put is there ---------------------------------------------------------------------


def test_every_field_of_a_passage_comes_back(
    index: Path,
    publish: Publish,
    passages_in: PassagesIn,
    full_metadata: Metadata,
    a_record: Record,
) -> None:
    locator = Locator(page=12, page_label="iv", headings=("Deel “1”", "§ 2 – Größe"))
    document = Document(
        uri="reports/meten.pdf",
        format="pdf",
        digest="d1",
        metadata=full_metadata,
        sections=(Section(text="Meet de stilstand.\nNoteer ’m.", locator=locator, language="nl"),),
        record=a_record,
        paged=True,
    )
    publish(document)
    (passage,) = passages_in(document)
    opened = PassageIndex.open(index)
    assert opened.passages([passage.id]) == {passage.id: passage}
    assert opened.document_passages(document.id) == (passage,)
    assert opened.records() == (a_record,)
    (row,) = opened.documents()
    assert (row.id, row.uri, row.digest, row.format) == (document.id, document.uri, "d1", "pdf")
    assert (row.pages, row.passages, row.metadata) == (1, 1, full_metadata)


def test_metadata_that_nobody_gave_comes_back_as_nothing(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet.", metadata=Metadata()))
    (row,) = PassageIndex.open(index).documents()
    assert row.metadata == Metadata()


def test_an_offset_comes_back(
    index: Path,
    builder_of: BuilderOf,
    a_document: ADocument,
    passages_in: PassagesIn,
    embedder: HashingEmbedder,
) -> None:
    document = a_document("a.md", "Meet eerst. Kies dan.")
    part = passages_in(document)[0].moved(12, "Kies dan.")
    with builder_of(index) as builder:
        builder.put(document, [part], embedder.embed_passages([part.text]))
        builder.publish()
    assert PassageIndex.open(index).document_passages(document.id) == (part,)


def test_passages_come_back_in_reading_order(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    texts = [f"Zin nummer {number} van de gids." for number in range(30)]
    document = a_document("a.md", *texts)
    publish(document)
    found = PassageIndex.open(index).document_passages(document.id)
    assert [passage.text for passage in found] == texts


def test_vectors_come_back_nearly_exact(
    index: Path,
    publish: Publish,
    a_document: ADocument,
    passages_in: PassagesIn,
    embedder: HashingEmbedder,
) -> None:
    document = a_document("a.md", *(f"Stap {number}: meet de stilstand." for number in range(20)))
    publish(document)
    passages = passages_in(document)
    stored = PassageIndex.open(index).vectors([passage.id for passage in passages])
    assert len(stored) == len(passages)
    asked = embedder.embed_query("stilstand meten")
    for passage in passages:
        exact = embedder.embed_query(indexed_text(passage))
        assert abs(float(stored[passage.id] @ exact) - 1.0) < COSINE_ERROR
        assert abs(float((stored[passage.id] - exact) @ asked)) < COSINE_ERROR


def test_more_passages_than_one_call_of_the_stores_takes_are_all_there(
    index: Path, publish: Publish, a_document: ADocument, passages_in: PassagesIn
) -> None:
    document = a_document("a.md", *(f"Stap {number} van velen." for number in range(2100)))
    publish(document)
    opened = PassageIndex.open(index)
    ids = [passage.id for passage in passages_in(document)]
    assert opened.count() == len(opened.vectors(ids)) == len(opened.passages(ids)) == 2100
    assert opened.lexical("2077", 5)[0][0] == ids[2077]


def test_the_stamp_tells_what_the_index_was_built_with(
    index: Path, publish: Publish, a_document: ADocument, embedder: HashingEmbedder
) -> None:
    publish(a_document("a.md", "Meet."))
    meta = PassageIndex.open(index).meta()
    assert (meta["embedder"], meta["dimension"]) == (embedder.name, str(embedder.dimension))
    assert {"schema", "created"} <= meta.keys()


def test_documents_are_added_to_those_that_are_there(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    assert publish(a_document("a.md", "Meet de stilstand.")) == 1
    assert publish(a_document("b.md", "Kies een robot.")) == 2
    opened = PassageIndex.open(index)
    assert [row.uri for row in opened.documents()] == ["a.md", "b.md"]
    assert opened.count() == 2
    assert opened.known("robot") and opened.known("stilstand")
    assert published_documents(index).keys() == {"a.md", "b.md"}


def test_only_the_published_generation_stays(
    index: Path, publish: Publish, a_document: ADocument, folders: Folders
) -> None:
    for number in range(3):
        publish(a_document(f"{number}.md", "Meet."))
    assert folders() == ["g000003"]
    published = published_generation(index)
    assert published and published.is_dir()


def test_a_passage_that_stands_twice_in_a_document_is_kept_once(
    index: Path,
    builder_of: BuilderOf,
    a_document: ADocument,
    passages_in: PassagesIn,
    embedder: HashingEmbedder,
) -> None:
    document = a_document("a.md", "Meet de stilstand.", "Kies een robot.")
    passages = passages_in(document)
    twice = [*passages, passages[0]]
    with builder_of(index) as builder:
        builder.put(document, twice, embedder.embed_passages([p.text for p in twice]))
        builder.publish()
    opened = PassageIndex.open(index)
    assert sorted(p.id for p in opened.document_passages(document.id)) == sorted(
        p.id for p in passages
    )
    assert len(opened.dense(embedder.embed_query("stilstand"), 9)) == 2
    assert len(opened.lexical("stilstand robot", 9)) == 2


def test_the_same_text_in_two_documents_is_two_passages(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet de stilstand."), a_document("b.md", "Meet de stilstand."))
    opened = PassageIndex.open(index)
    found = opened.passages([name for name, _ in opened.lexical("stilstand", 9)])
    assert sorted(passage.uri for passage in found.values()) == ["a.md", "b.md"]


def test_a_document_without_passages_is_listed(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("leeg.md"))
    opened = PassageIndex.open(index)
    assert [(row.uri, row.passages) for row in opened.documents()] == [("leeg.md", 0)]
    assert opened.count() == 0


# --- replacing and removing -------------------------------------------------------------------


def test_put_replaces_what_stood_at_the_address(
    index: Path, publish: Publish, a_document: ADocument, embedder: HashingEmbedder
) -> None:
    publish(a_document("a.md", f"Meet de {RARE}.", "Dit blijft."), a_document("b.md", "Ook dit."))
    publish(a_document("a.md", "Kies een robot.", "Dit blijft."))
    opened = PassageIndex.open(index)
    texts = {
        passage.text for row in opened.documents() for passage in opened.document_passages(row.id)
    }
    assert texts == {"Kies een robot.", "Dit blijft.", "Ook dit."}
    assert opened.count() == len(opened.dense(embedder.embed_query("robot"), 9)) == 3
    assert not opened.known(RARE)
    assert files_with(index, RARE) == []


def test_put_twice_in_one_build_keeps_the_last(
    index: Path, publish: Publish, a_document: ADocument, embedder: HashingEmbedder
) -> None:
    publish(a_document("z.md", "Er was al iets."))
    publish(
        a_document("a.md", f"Meet de {RARE}.", "Dit blijft."),
        a_document("a.md", "Kies een robot.", "Dit blijft."),
    )
    opened = PassageIndex.open(index)
    assert opened.count() == len(opened.dense(embedder.embed_query("robot"), 9)) == 3
    assert files_with(index, RARE) == []


def test_remove_tells_how_many_passages_went(
    index: Path, publish: Publish, builder_of: BuilderOf, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet.", "Kies.", "Koop."), a_document("b.md", "Blijf."))
    with builder_of(index) as builder:
        assert builder.remove("a.md") == 3
        assert builder.remove("a.md") == 0
        assert builder.remove("nooit.md") == 0
        builder.publish()
    opened = PassageIndex.open(index)
    assert [row.uri for row in opened.documents()] == ["b.md"]


@pytest.mark.parametrize("others", [0, 1, 40])
def test_removed_text_stands_in_no_file_of_the_index(
    others: int, index: Path, publish: Publish, a_document: ADocument, full_metadata: Metadata
) -> None:
    """Whether the vectors are copied or written anew, and when nothing is left."""
    gone = a_document("weg.md", f"Vraag naar de {RARE} van Jansen.", metadata=full_metadata)
    publish(gone, *(a_document(f"{n}.md", f"Stap {n} blijft staan.") for n in range(others)))
    assert files_with(index, RARE)
    publish(remove=("weg.md",))
    traces = (RARE, RARE[:8], "Jansen", "weg.md", full_metadata.title, gone.id)
    assert {trace: files_with(index, trace.lower()) for trace in traces} == dict.fromkeys(
        traces, []
    )
    assert PassageIndex.open(index).count() == others


def test_an_index_can_be_emptied_and_filled_again(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet."))
    publish(remove=("a.md",))
    assert PassageIndex.open(index).count() == 0
    publish(a_document("a.md", "Meet."))
    assert [hit for hit, _ in PassageIndex.open(index).lexical("meet", 3)]


def test_many_changes_leave_the_three_stores_alike(
    index: Path, publish: Publish, a_document: ADocument, embedder: HashingEmbedder
) -> None:
    """Past the share of removed vectors the vectors are written anew; below it they are kept."""
    publish(*(a_document(f"{n}.md", f"Stap {n} staat er al.") for n in range(10)))
    for n in range(10):
        publish(a_document(f"{n}.md", f"Stap {n} is nu anders."))
        opened = PassageIndex.open(index)
        found = {name for name, _ in opened.dense(embedder.embed_query("stap"), 20)}
        assert found == {name for name, _ in opened.lexical("stap", 20)}
        assert len(found) == 10 and opened.passages(found).keys() == found


def test_known_vectors_need_no_embedding(
    index: Path,
    publish: Publish,
    builder_of: BuilderOf,
    a_document: ADocument,
    passages_in: PassagesIn,
) -> None:
    old, new = a_document("a.md", "Meet."), a_document("b.md", "Kies.")
    publish(old)
    ids = [passages_in(document)[0].id for document in (old, new)]
    with builder_of(index) as builder:
        assert builder.unchanged_vectors(ids).keys() == {ids[0]}


def test_a_rebuild_starts_from_nothing(
    index: Path, publish: Publish, a_document: ADocument, folders: Folders
) -> None:
    publish(a_document("a.md", f"Meet de {RARE}."))
    assert publish(a_document("b.md", "Kies."), rebuild=True) == 2
    assert [row.uri for row in PassageIndex.open(index).documents()] == ["b.md"]
    assert files_with(index, RARE) == []
    assert folders() == ["g000002"]
