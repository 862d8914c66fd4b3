"""Five questions as people type them: what stands on top was read by a person and makes sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bootstrap import retriever_over
from bot.retrieval import Retriever
from ingest.documents import Hit, Language
from ingest.embedding import Embedder

FIRST = 5

SENSIBLE: dict[str, tuple[Language, set[str], set[str]]] = {
    "lasrobot Achterhoek": (
        "nl",
        {"guides/robots-and-cobots", "resources/smarthub-achterhoek"},
        {"resources/8rhk", "guides/3d-printing", "guides/machine-rules", "resources/civon"},
    ),
    "Förderung cobot NRW": (
        "de",
        {"guides/grants", "resources/foerderfinder-nrw"},
        {
            "resources/potentialberatung",
            "resources/mid",
            "resources/fin-connect-nrw",
            "guides/robots-and-cobots",
        },
    ),
    "wie bescherm ich mijn tekeningen bij een Duitse klant": (
        "nl",
        {"guides/data-agreements"},
        {"guides/look-outside", "guides/small-win", "guides/where-to-begin"},
    ),
    "toeleverketen data delen": (
        "nl",
        {"guides/data-agreements"},
        {"reports/cross-border-smart-industry", "resources/data-act", "resources/scsn"},
    ),
    "supsidie cobot": (
        "nl",
        {"guides/grants"},
        {
            "guides/robots-and-cobots",
            "guides/business-case",
            "reports/cross-border-smart-industry",
        },
    ),
}
"""Query -> its language, what must be among the first five, and what else may be."""


@pytest.fixture(scope="module")
def retriever(corpus_index: Path, embedder: Embedder) -> Retriever:
    return retriever_over(corpus_index, embedder)


def subject(hit: Hit) -> str:
    """The address without language and format."""
    return hit.passage.uri.split(".")[0]


@pytest.mark.encoder
@pytest.mark.parametrize("query", SENSIBLE)
def test_the_first_five_hits_make_sense(query: str, retriever: Retriever) -> None:
    language, needed, welcome = SENSIBLE[query]
    found = [subject(hit) for hit in retriever.search(query, language, k=FIRST)]
    assert needed <= set(found)
    assert [name for name in found if name not in needed | welcome] == []


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("query", "language", "address"),
    [
        ("Schweißroboter", "de", "guides/robots-and-cobots.de.md"),
        ("robotlascel", "nl", "guides/robots-and-cobots.nl.md"),
        ("DSGVO am Arbeitsplatz", "de", "resources/gdpr-work.yaml"),
        ("AVG op het werk", "nl", "resources/gdpr-work.yaml"),
        ("EDIH BOOST Robotics", "nl", "resources/edih-boost-robotics.yaml"),
    ],
)
def test_a_name_a_compound_and_an_abbreviation_find_their_document(
    query: str, language: Language, address: str, retriever: Retriever
) -> None:
    found = [hit.passage.uri for hit in retriever.search(query, language, k=FIRST)]
    assert address in found[:3]


@pytest.mark.encoder
def test_a_passage_that_stands_in_three_languages_is_shown_once_in_the_askers(
    retriever: Retriever,
) -> None:
    query = "wie bescherm ich mijn tekeningen bij een Duitse klant"
    hits = retriever.search(query, "nl", k=FIRST)
    translated = [hit for hit in hits if hit.twins]
    assert translated
    for hit in translated:
        languages = [hit.passage.language, *(twin.language for twin in hit.twins)]
        assert len(languages) == len(set(languages))
        assert hit.passage.language == "nl" or "nl" not in languages
