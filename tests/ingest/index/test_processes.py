"""Several processes on one index: they talk over pipes, so nothing waits for a clock."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ingest.documents import Document
from ingest.errors import IndexStoreError
from ingest.index import PassageIndex, published_documents

ADocument = Callable[..., Document]
Publish = Callable[..., int]

READER = """
import json, sys
from pathlib import Path
from ingest.embedding import HashingEmbedder
from ingest.index import PassageIndex

embedder = HashingEmbedder()
opened = PassageIndex.open(Path(sys.argv[1]), embedder.name)
print("open", flush=True)
for line in sys.stdin:
    query = line.strip()
    dense = [name for name, _ in opened.dense(embedder.embed_query(query), 9)]
    lexical = [name for name, _ in opened.lexical(query, 9)]
    texts = sorted(passage.text for passage in opened.passages([*dense, *lexical]).values())
    row = {"dense": len(dense), "lexical": len(lexical), "texts": texts}
    print(json.dumps(row | {"generation": opened.generation}), flush=True)
"""

WRITER = """
import sys
from pathlib import Path
from ingest.documents import Document, Locator, Metadata, Passage, Section
from ingest.embedding import HashingEmbedder
from ingest.index import IndexBuilder, generations

def stop(*given):
    print("here", flush=True)
    sys.stdin.read()

embedder = HashingEmbedder()
text = "Het halve paard."
document = Document(uri="half.md", format="markdown", digest="d", metadata=Metadata(title="Half"),
    sections=(Section(text=text),))
passage = Passage(document_id=document.id, text=text, language="nl", locator=Locator(), offset=0,
    uri=document.uri, metadata=document.metadata)
where = sys.argv[2]
with IndexBuilder(Path(sys.argv[1]), embedder_name=embedder.name, dimension=embedder.dimension,
        rebuild=where == "rebuild") as builder:
    builder.put(document, [passage], embedder.embed_passages([text]))
    builder.remove("a.md")
    if where in ("put", "rebuild"):
        stop()
    if where == "vectors":
        builder._write_words = stop
    if where == "pointer":
        generations._write_pointer = stop
    if where == "sweep":
        generations.sweep = stop
    builder.publish()
"""


@contextmanager
def _started(script: str, *given: object) -> Iterator[subprocess.Popen[str]]:
    """A process that said its first line; it is ended at the end, whatever happens."""
    command = [sys.executable, "-c", script, *map(str, given)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout and process.stdout.readline()
            yield process
        finally:
            process.kill()


def _ask(process: subprocess.Popen[str], query: str) -> dict[str, Any]:
    assert process.stdin and process.stdout
    process.stdin.write(f"{query}\n")
    process.stdin.flush()
    row: dict[str, Any] = json.loads(process.stdout.readline())
    return row


def test_a_reader_in_another_process_sees_additions_and_never_removed_text(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet de stilstand."))
    with _started(READER, index) as reader:
        assert _ask(reader, "stilstand")["texts"] == ["Meet de stilstand."]
        publish(a_document("b.md", "Stilstand kost geld."))
        seen = _ask(reader, "stilstand")
        assert seen["texts"] == ["Meet de stilstand.", "Stilstand kost geld."]
        assert (seen["dense"], seen["lexical"], seen["generation"]) == (2, 2, 2)
        publish(remove=("a.md",))
        seen = _ask(reader, "stilstand")
        assert seen["texts"] == ["Stilstand kost geld."]
        assert (seen["dense"], seen["lexical"], seen["generation"]) == (1, 1, 3)
        publish(remove=("b.md",))
        assert _ask(reader, "stilstand")["texts"] == []


@pytest.mark.parametrize("where", ["put", "vectors", "pointer", "rebuild"])
def test_a_killed_build_leaves_the_old_generation_and_the_next_one_cleans_up(
    where: str,
    index: Path,
    publish: Publish,
    a_document: ADocument,
    folders: Callable[[], list[str]],
) -> None:
    publish(a_document("a.md", "Meet de stilstand."))
    opened = PassageIndex.open(index)
    with _started(WRITER, index, where) as writer:
        with pytest.raises(IndexStoreError, match=rf"process {writer.pid}\b"):
            publish(a_document("b.md", "Kies."))
        assert published_documents(index).keys() == {"a.md"}
        writer.send_signal(signal.SIGKILL)
        assert writer.wait() == -signal.SIGKILL
    assert len(folders()) == 2, "the killed build left its half behind"
    for reader in (opened, PassageIndex.open(index)):
        assert [row.uri for row in reader.documents()] == ["a.md"]
        assert len(reader.lexical("stilstand", 3)) == 1
    publish(a_document("b.md", "Kies."))
    assert [row.uri for row in opened.documents()] == ["a.md", "b.md"]
    assert len(folders()) == 1


def test_a_build_that_is_killed_after_the_pointer_moved_is_published(
    index: Path, publish: Publish, a_document: ADocument, folders: Callable[[], list[str]]
) -> None:
    publish(a_document("a.md", "Meet de stilstand."))
    opened = PassageIndex.open(index)
    with _started(WRITER, index, "sweep") as writer:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert [row.uri for row in opened.documents()] == ["half.md"]
    assert folders() == ["g000001", "g000002"]
    assert publish(a_document("b.md", "Kies.")) == 3
    assert folders() == ["g000003"]


def test_a_first_build_that_is_killed_leaves_no_index(
    index: Path, publish: Publish, a_document: ADocument, folders: Callable[[], list[str]]
) -> None:
    with _started(WRITER, index, "vectors") as writer:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    with pytest.raises(IndexStoreError, match="there is no index"):
        PassageIndex.open(index)
    assert publish(a_document("a.md", "Meet.")) == 1
    assert folders() == ["g000001"]
