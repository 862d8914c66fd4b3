from __future__ import annotations

from functools import partial
from pathlib import Path

from ingest.chunking import passages_of
from ingest.documents import Source
from ingest.embedding import HashingEmbedder
from ingest.readers import read

DATA_ACT = Path(__file__).parents[2] / "corpus" / "resources" / "data-act.yaml"


def test_a_statement_is_cited_with_its_own_page_and_date() -> None:
    source = Source(uri="resources/data-act.yaml", read=partial(DATA_ACT.read_bytes))
    document = read(source)
    assert document.record
    passages = passages_of(document, HashingEmbedder().count_tokens)
    for statement in document.record.statements:
        (found,) = [p for p in passages if p.text in statement.text["en"]]
        assert (found.url, found.metadata.published) == (statement.source, statement.seen_on or "")
    (does,) = [p for p in passages if p.text.startswith(f"{document.record.name}. ")][:1]
    assert does.url == document.metadata.url
