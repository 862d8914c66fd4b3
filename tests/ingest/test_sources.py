from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources import corpus_sources


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    names = [
        "guides/b.nl.md", "guides/a.de.md", "resources/x.yaml", "README.md", "sources.toml",
        ".hidden/a.md", "reports/~$open.docx", "reports/.DS_Store", "reports/__pycache__/a.pyc",
        "guides/.~lock.a.md#",
    ]  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_documents_are_listed_in_order_and_everything_else_is_skipped(corpus: Path) -> None:
    found = corpus_sources(corpus)
    assert [s.uri for s in found] == ["guides/a.de.md", "guides/b.nl.md", "resources/x.yaml"]
    assert found[0].read() == b"guides/a.de.md"


def test_a_single_file_is_a_corpus_of_one(corpus: Path) -> None:
    assert [s.uri for s in corpus_sources(corpus / "guides" / "b.nl.md")] == ["b.nl.md"]


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nergens"):
        corpus_sources(tmp_path / "nergens")


def test_a_file_that_vanishes_raises_only_when_it_is_read(corpus: Path) -> None:
    found = corpus_sources(corpus)
    (corpus / "guides/a.de.md").unlink()
    with pytest.raises(SourceError, match=r"guides/a\.de\.md"):
        found[0].read()


def test_a_file_over_the_limit_is_refused_by_name(corpus: Path) -> None:
    with pytest.raises(SourceError, match=r"guides/a\.de\.md.*raise the limit"):
        corpus_sources(corpus, max_bytes=5)[0].read()
