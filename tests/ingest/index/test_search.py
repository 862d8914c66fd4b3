from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from ingest.analysis import stems
from ingest.documents import Document
from ingest.embedding import HashingEmbedder
from ingest.errors import IncompatibleIndexError, IndexStoreError
from ingest.index import PassageIndex, published_documents, published_generation
from ingest.index.store import FILE

ADocument = Callable[..., Document]
Publish = Callable[..., int]

TEXTS = (
    "Meet twee weken lang de stilstand van de machine.",
    "Kies een robot en test de robot in een fieldlab.",
    "Vervang papieren werkbonnen door digitale werkbonnen.",
    "Reken uit wat stilstand kost voordat je een robot kiest.",
    "Maak afspraken over tekeningen met een Duitse partner.",
)
QUERIES = ("stilstand", "robot in een fieldlab", "digitale bonnen", "Was kostet ein Roboter?")


@pytest.fixture
def opened(index: Path, publish: Publish, a_document: ADocument) -> PassageIndex:
    """Five passages of one document; opened for the embedder that built it."""
    publish(a_document("gids.md", *TEXTS))
    return PassageIndex.open(index, HashingEmbedder.name)


def _in_memory(index: Path) -> list[str]:
    """Folders of the index that Chroma keeps open in this process."""
    return [path for path in SharedSystemClient._identifier_to_system if str(index) in path]


def _all_ids(opened: PassageIndex) -> list[str]:
    (row,) = opened.documents()
    return [passage.id for passage in opened.document_passages(row.id)]


# --- scores -----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES)
def test_the_lexical_score_of_an_id_is_the_one_that_the_search_gives(
    query: str, opened: PassageIndex
) -> None:
    ids = _all_ids(opened)
    found = dict(opened.lexical(query, len(ids)))
    assert found and set(found) == set(opened.found_by_words(query, len(ids)))
    scores = opened.lexical_scores(query, ids)
    assert scores == pytest.approx(dict.fromkeys(ids, 0.0) | found, rel=1e-5)
    for name in ids:
        assert opened.lexical_scores(query, [name]) == pytest.approx({name: scores[name]}, rel=1e-5)


def test_an_id_that_is_not_there_scores_nothing_in_words_and_has_no_cosine(
    opened: PassageIndex, embedder: HashingEmbedder
) -> None:
    assert opened.lexical_scores("robot", ["nooit"]) == {}
    assert opened.cosines(embedder.embed_query("robot"), ["nooit"]) == {}
    assert opened.passages(["nooit"]) == {} and opened.vectors(["nooit"]) == {}
    assert opened.document_passages("nooit") == ()


def test_cosines_are_those_of_the_stored_vectors_and_of_the_search(
    opened: PassageIndex, embedder: HashingEmbedder
) -> None:
    ids = _all_ids(opened)
    for query in QUERIES:
        vector = embedder.embed_query(query)
        rows = opened.vectors(ids)
        exact = {name: float(np.dot(rows[name], vector)) for name in ids}
        assert opened.cosines(vector, ids) == pytest.approx(exact, abs=1e-6)
        assert dict(opened.dense(vector, len(ids))) == pytest.approx(exact, abs=2e-3)


def test_both_searches_give_the_best_first_and_no_more_than_asked(
    opened: PassageIndex, embedder: HashingEmbedder
) -> None:
    vector = embedder.embed_query("robot in een fieldlab")
    for found in (opened.dense(vector, 3), opened.lexical("robot in een fieldlab", 3)):
        assert 1 <= len(found) <= 3
        assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
        assert opened.passages([found[0][0]])[found[0][0]].text == TEXTS[1]


def test_asking_for_more_than_there_is_gives_what_there_is(
    opened: PassageIndex, embedder: HashingEmbedder
) -> None:
    assert len(opened.dense(embedder.embed_query("robot"), 500)) == len(TEXTS)
    assert len(opened.lexical("robot stilstand", 500)) == 3


def test_nothing_is_asked_for_nothing_comes(
    opened: PassageIndex, embedder: HashingEmbedder
) -> None:
    assert opened.dense(embedder.embed_query("robot"), 0) == []
    assert opened.lexical("robot", 0) == []
    assert opened.lexical_scores("robot", []) == {}


@pytest.mark.parametrize("query", ["", "  ", "?!", "de het een", '+robot -AND "(', "robot:*"])
def test_marks_and_stop_words_are_never_syntax(query: str, opened: PassageIndex) -> None:
    found = dict(opened.lexical(query, 9))
    assert bool(found) == ("robot" in query)
    ids = _all_ids(opened)
    scores = opened.lexical_scores(query, ids)
    assert scores == pytest.approx(dict.fromkeys(ids, 0.0) | found, rel=1e-5)


def test_a_word_of_every_passage_weighs_least_and_an_unknown_one_most(
    index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Robot meten.", "Robot kiezen.", "Robot lassen.", "Robot testen."))
    opened = PassageIndex.open(index)
    robot, lassen, paard = (stems(word, "nl")[0] for word in ("robot", "lassen", "paard"))
    assert opened.known(robot) and opened.known(lassen) and not opened.known(paard)
    assert 0 < opened.idf(robot) < opened.idf(lassen) < opened.idf(paard)
    assert opened.idf(lassen) == pytest.approx(math.log(1 + 3.5 / 1.5))


# --- an empty index ---------------------------------------------------------------------------


def test_an_empty_index_answers_with_nothing(
    index: Path, publish: Publish, embedder: HashingEmbedder
) -> None:
    publish()
    opened = PassageIndex.open(index, embedder.name)
    vector = embedder.embed_query("robot")
    assert opened.count() == 0 and opened.documents() == () and opened.records() == ()
    assert opened.dense(vector, 5) == [] and opened.lexical("robot", 5) == []
    assert opened.lexical_scores("robot", ["x"]) == {} and opened.found_by_words("robot", 5) == []
    assert opened.cosines(vector, ["x"]) == {}
    assert not opened.known("robot") and math.isfinite(opened.idf("robot"))


# --- a reader that stays open -----------------------------------------------------------------


def test_an_open_index_sees_what_is_added_and_not_what_is_removed(
    opened: PassageIndex, publish: Publish, a_document: ADocument, embedder: HashingEmbedder
) -> None:
    ids = _all_ids(opened)
    publish(a_document("nieuw.md", "Het paard helpt."), remove=("gids.md",))
    assert opened.generation == 2
    assert opened.passages(ids) == {} and opened.vectors(ids) == {}
    assert opened.lexical_scores("robot", ids) == {}
    assert not opened.known("robot")
    (found,) = opened.dense(embedder.embed_query("robot"), 9)
    assert opened.passages([found[0]])[found[0]].text == "Het paard helpt."
    assert [row.uri for row in opened.documents()] == ["nieuw.md"]


def test_an_open_index_keeps_up_with_many_generations(
    opened: PassageIndex, publish: Publish, a_document: ADocument, embedder: HashingEmbedder
) -> None:
    for number in range(8):
        publish(a_document("nieuw.md", f"Versie {number} van het paard."))
        (best, _), *_ = opened.lexical("paard", 1)
        assert opened.passages([best])[best].text == f"Versie {number} van het paard."
        assert len(opened.dense(embedder.embed_query("paard"), 20)) == len(TEXTS) + 1


def test_an_open_index_keeps_one_generation_in_memory(
    index: Path, opened: PassageIndex, publish: Publish, a_document: ADocument
) -> None:
    for number in range(4):
        publish(a_document("nieuw.md", f"Versie {number} van het paard."))
        assert opened.count() == len(TEXTS) + 1
        assert _in_memory(index) == [str(_generation(index) / "chroma")]


def test_an_index_that_is_deleted_and_built_anew_gives_only_the_new_text(
    index: Path, opened: PassageIndex, publish: Publish, a_document: ADocument
) -> None:
    """The folder of the new first generation has the name of the old one."""
    for path in sorted(index.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    publish(a_document("nieuw.md", "Het paard helpt."))
    for reader in (opened, PassageIndex.open(index)):
        ids = [name for name, _ in reader.dense(HashingEmbedder().embed_query("robot"), 9)]
        assert [passage.text for passage in reader.passages(ids).values()] == ["Het paard helpt."]
        assert len(ids) == 1


def test_an_open_index_refuses_a_generation_of_another_encoder(
    opened: PassageIndex, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet."), embedder_name="ander", rebuild=True)
    with pytest.raises(IncompatibleIndexError, match="built with ander, not with hashing-512"):
        opened.lexical("meet", 1)


# --- what cannot be opened --------------------------------------------------------------------


def _generation(index: Path) -> Path:
    folder = published_generation(index)
    assert folder
    return folder


def _cut(path: Path, share: float) -> None:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def test_a_missing_index_names_the_command_that_builds_one(tmp_path: Path) -> None:
    index = tmp_path / "nergens"
    with pytest.raises(IndexStoreError, match=f"wegwijzer ingest --index {index}"):
        PassageIndex.open(index)
    assert published_documents(index) == {}
    assert not index.exists()


def test_another_encoder_names_the_command_that_builds_anew(
    index: Path, opened: PassageIndex
) -> None:
    again = f"hashing-512, not with ander.*wegwijzer ingest --rebuild --index {index}"
    with pytest.raises(IncompatibleIndexError, match=again):
        PassageIndex.open(index, "ander")
    assert PassageIndex.open(index).count() == opened.count()


def test_another_schema_names_the_command_that_builds_anew(
    index: Path, opened: PassageIndex, publish: Publish
) -> None:
    database = sqlite3.connect(_generation(index) / FILE)
    database.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    database.commit()
    database.close()
    for attempt in (lambda: PassageIndex.open(index), publish):
        with pytest.raises(IncompatibleIndexError, match="schema 0.*wegwijzer ingest --rebuild"):
            attempt()


@pytest.mark.parametrize("pointer", ["", "g000009", "../elders", "g1\ng2", "\0", "\udcff"])
def test_a_pointer_to_nothing_names_the_command_that_builds_anew(
    pointer: str, index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet."))
    (index / "CURRENT").write_bytes(pointer.encode("utf-8", errors="surrogateescape"))
    for attempt in (lambda: PassageIndex.open(index), lambda: published_documents(index), publish):
        with pytest.raises(IndexStoreError, match="CURRENT.*wegwijzer ingest --rebuild"):
            attempt()
    publish(a_document("b.md", "Kies."), rebuild=True)
    assert published_documents(index).keys() == {"b.md"}


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9])
def test_a_truncated_text_store_is_told_with_a_next_step(
    share: float, index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", *(f"Stap {number}: meet de stilstand." for number in range(50))))
    _cut(_generation(index) / FILE, share)
    for attempt in (lambda: PassageIndex.open(index), lambda: published_documents(index), publish):
        with pytest.raises(IndexStoreError, match=f"{FILE}.*wegwijzer ingest --rebuild"):
            attempt()
    publish(a_document("b.md", "Kies."), rebuild=True)
    assert PassageIndex.open(index).count() == 1


@pytest.mark.parametrize("folder", ["chroma", "tantivy"])
@pytest.mark.parametrize("damage", ["missing", "emptied", "cut"])
def test_a_damaged_search_is_told_with_a_next_step(
    folder: str, damage: str, index: Path, publish: Publish, a_document: ADocument
) -> None:
    publish(a_document("a.md", "Meet.", "Kies."))
    store = _generation(index) / folder
    for path in sorted(store.rglob("*"), reverse=True):
        if damage == "cut" and path.is_file():
            _cut(path, 0.5)
        elif damage != "cut":
            path.rmdir() if path.is_dir() else path.unlink()
    if damage == "missing":
        store.rmdir()
    with pytest.raises(IndexStoreError, match="wegwijzer ingest --rebuild"):
        PassageIndex.open(index)
