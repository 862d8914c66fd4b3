from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.embedding import HashingEmbedder, Vectors
from ingest.errors import IncompatibleIndexError, IndexStoreError
from ingest.index import IndexBuilder, PassageIndex, published_documents
from ingest.sources import corpus_sources
from ingest.sync import ROOM_ABOVE, SyncPlan, SyncReport, apply, lies_under, plan

Write = Callable[[str, str | bytes], Path]

LONG = "Kies één proces dat elke dag voorkomt en één ploeg die mee wil doen. "


class Counting(HashingEmbedder):
    """Remembers which texts it was asked to embed."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().embed_passages(texts)


class Renamed(HashingEmbedder):
    """Another encoder, as far as the index can tell."""

    name = "another"


class ShortSighted(HashingEmbedder):
    """Reads half of what the others read."""

    max_tokens = 128


def planned(corpus: Path, index: Path, scope: str = "", rebuild: bool = False) -> SyncPlan:
    sources = [s for s in corpus_sources(corpus) if lies_under(s.uri, scope)]
    return plan(sources, index, scope=scope, rebuild=rebuild)


def synced(corpus: Path, index: Path, embedder: HashingEmbedder | None = None) -> SyncReport:
    return apply(planned(corpus, index), index, embedder or HashingEmbedder())


def texts(index: Path) -> dict[str, list[str]]:
    """Address -> what is indexed of it."""
    opened = PassageIndex.open(index)
    return {
        row.uri: [p.text for p in opened.document_passages(row.id)] for row in opened.documents()
    }


def test_a_first_sync_reads_everything(corpus: Path, index_folder: Path) -> None:
    report = synced(corpus, index_folder)
    assert (report.added, report.renewed, report.same, report.embedded) == (2, 0, 0, 2)
    assert (report.generation, report.published, report.failed) == (1, True, ())
    told = {file.uri: file for file in report.files}["guides/meten.md"]
    assert (told.status, told.format, told.title, told.language) == (
        "ok",
        "markdown",
        "Meten",
        "nl",
    )
    assert (told.pages, told.pages_without_text, told.passages) == (1, (), 1)
    assert set(published_documents(index_folder)) == {"guides/meten.md", "guides/messen.md"}


def test_a_plan_tells_new_changed_same_and_gone(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    write("a.txt", "Deze tekst blijft precies zoals hij is.")
    synced(corpus, index_folder)
    write("guides/meten.md", "# Meten\n\nMeet voortaan elke dag.")
    write("nieuw.txt", "Dit bestand is er nieuw bij gekomen.")
    (corpus / "guides" / "messen.md").unlink()
    found = planned(corpus, index_folder)
    assert [source.uri for source in found.new] == ["nieuw.txt"]
    assert [source.uri for source in found.changed] == ["guides/meten.md"]
    assert found.same == ("a.txt",)
    assert found.gone == ("guides/messen.md",)
    report = apply(found, index_folder, HashingEmbedder())
    assert (report.added, report.renewed, report.same) == (1, 1, 1)
    assert (report.removed, report.passages_removed) == (("guides/messen.md",), 1)
    assert set(texts(index_folder)) == {"a.txt", "guides/meten.md", "nieuw.txt"}
    assert texts(index_folder)["guides/meten.md"][0].endswith("Meet voortaan elke dag.")


def test_nothing_is_published_or_embedded_when_nothing_changed(
    corpus: Path, index_folder: Path
) -> None:
    synced(corpus, index_folder)
    embedder = Counting()
    report = synced(corpus, index_folder, embedder)
    assert planned(corpus, index_folder).is_empty
    assert (report.published, report.generation, report.same, embedder.seen) == (False, 1, 2, [])


def test_a_changed_file_embeds_only_what_changed(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    write("lang.md", f"# A\n\n{LONG * 5}\n\n# B\n\n{LONG * 5}\n")
    synced(corpus, index_folder)
    write("lang.md", f"# A\n\n{LONG * 5}\n\n# B\n\n{LONG * 4}Het slot is nieuw.\n")
    embedder = Counting()
    report = synced(corpus, index_folder, embedder)
    assert report.embedded == len(embedder.seen) == 1
    assert "Het slot is nieuw." in embedder.seen[0]
    assert [text.endswith("nieuw.") for text in texts(index_folder)["lang.md"]] == [False, True]


def test_another_title_embeds_the_same_text_again(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    write("a.md", f"---\ntitle: Oud\n---\n{LONG}")
    synced(corpus, index_folder)
    write("a.md", f"---\ntitle: Nieuw\n---\n{LONG}")
    embedder = Counting()
    assert synced(corpus, index_folder, embedder).embedded == 1
    assert embedder.seen[0].startswith("Nieuw")


def test_a_bad_file_does_not_stop_the_others(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    write("kapot.pdf", b"%PDF-1.4 rest")
    write("leeg.txt", b"")
    write("beeld.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1")
    (corpus / "weg.md").symlink_to(corpus / "nergens.md")
    report = synced(corpus, index_folder)
    assert {file.uri: file.status for file in report.failed} == {
        "kapot.pdf": "broken", "leeg.txt": "empty", "beeld.png": "unsupported",
        "weg.md": "unreadable",
    }  # fmt: skip
    assert all(file.uri in file.reason and not file.kept for file in report.failed)
    assert len(texts(index_folder)) == report.added == 2


def test_a_reader_that_stumbles_costs_one_file(
    corpus: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(data: bytes, uri: str) -> None:
        raise KeyError("nobody foresaw this")

    monkeypatch.setattr("ingest.readers.markdown.read", stumble)
    report = synced(corpus, index_folder)
    assert [file.status for file in report.failed] == ["broken", "broken"]
    assert "KeyError" in report.failed[0].reason
    assert (report.published, report.generation) == (False, 0)


def test_a_file_that_went_bad_keeps_what_was_read_before(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    synced(corpus, index_folder)
    before = texts(index_folder)
    write("guides/meten.md", b"")
    report = synced(corpus, index_folder)
    (failed,) = report.failed
    assert (failed.uri, failed.status, failed.kept) == ("guides/meten.md", "empty", True)
    assert texts(index_folder) == before
    again = synced(corpus, index_folder)
    assert [file.uri for file in again.failed] == ["guides/meten.md"]


def test_the_same_bytes_under_two_names_are_both_indexed_with_a_warning(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    write("kopie.md", (corpus / "guides" / "meten.md").read_bytes())
    embedder = Counting()
    told = {file.uri: file for file in synced(corpus, index_folder, embedder).files}
    assert any("guides/meten.md" in warning for warning in told["kopie.md"].warnings)
    assert any("kopie.md" in warning for warning in told["guides/meten.md"].warnings)
    assert told["guides/messen.md"].warnings == ()
    assert texts(index_folder)["kopie.md"] == texts(index_folder)["guides/meten.md"]
    assert len(embedder.seen) == 2


def test_only_documents_under_the_scope_can_be_gone(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    write("reports/a.txt", "Een rapport over de regio en haar bedrijven.")
    write("guides-old/b.txt", "Een oude gids die in een andere map ligt.")
    synced(corpus, index_folder)
    for uri in ("guides/meten.md", "reports/a.txt", "guides-old/b.txt"):
        (corpus / uri).unlink()
    assert planned(corpus, index_folder, "guides").gone == ("guides/meten.md",)
    assert planned(corpus, index_folder, "guides/meten.md").gone == ("guides/meten.md",)
    assert len(planned(corpus, index_folder).gone) == 3


def test_a_corpus_without_documents_empties_the_index(corpus: Path, index_folder: Path) -> None:
    synced(corpus, index_folder)
    for path in (corpus / "guides").iterdir():
        path.unlink()
    report = synced(corpus, index_folder)
    assert (len(report.removed), texts(index_folder)) == (2, {})


def test_another_encoder_is_refused_until_the_index_is_rebuilt(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    synced(corpus, index_folder)
    write("nieuw.txt", "Dit bestand is er nieuw bij gekomen.")
    with pytest.raises(IncompatibleIndexError):
        synced(corpus, index_folder, Renamed())
    report = apply(planned(corpus, index_folder, rebuild=True), index_folder, Renamed())
    assert (report.added, report.embedded) == (3, 3)
    assert PassageIndex.open(index_folder, "another").count() == 3


def test_a_second_writer_is_told_to_wait(corpus: Path, index_folder: Path) -> None:
    with IndexBuilder(index_folder, embedder_name="hashing-512", dimension=512):
        found = planned(corpus, index_folder)
        with pytest.raises(IndexStoreError, match="wait"):
            apply(found, index_folder, HashingEmbedder())


def test_a_file_that_gives_no_passage_is_told_of(
    corpus: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.sync.passages_of", lambda *_: [])
    report = synced(corpus, index_folder)
    assert [(file.passages, file.failed) for file in report.files] == [(0, False), (0, False)]
    assert all("can be quoted" in file.warnings[0] for file in report.files)
    assert set(texts(index_folder)) == {"guides/meten.md", "guides/messen.md"}


def test_progress_counts_files_and_then_passages(corpus: Path, index_folder: Path) -> None:
    calls: list[tuple[int, int, str]] = []
    found = planned(corpus, index_folder)
    apply(found, index_folder, HashingEmbedder(), progress=lambda *call: calls.append(call))
    assert calls[0] == (0, 2, "guides/messen.md")
    assert (2, 2, "guides/meten.md") in calls
    assert calls[-1] == (2, 2, "embedding")


def test_no_passage_is_longer_than_what_the_encoder_reads(
    corpus: Path, index_folder: Path, write: Write
) -> None:
    write("guides/lang.md", f"# Beginnen\n\n{LONG * 60}\n")
    encoder = ShortSighted()
    synced(corpus, index_folder, encoder)
    sizes = encoder.count_tokens(texts(index_folder)["guides/lang.md"])
    assert max(sizes) <= encoder.max_tokens - ROOM_ABOVE
    apply(planned(corpus, index_folder, rebuild=True), index_folder, HashingEmbedder())
    longer = encoder.count_tokens(texts(index_folder)["guides/lang.md"])
    assert max(longer) > encoder.max_tokens - ROOM_ABOVE
