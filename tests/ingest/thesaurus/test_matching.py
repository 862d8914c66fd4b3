from __future__ import annotations

import pytest

from ingest.documents import Language
from ingest.thesaurus import Thesaurus


def found(thesaurus: Thesaurus, text: str, language: Language | None = None) -> list[str]:
    """Return the concepts of the terms in the text, those of an ambiguous term joined."""
    terms = thesaurus.terms_in(text, language)
    return ["|".join(concept.id for concept in term.concepts) for term in terms]


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("Wat kost een lasrobot?", "nl", "welding-robot"),
        ("Wat kosten lasrobots?", "nl", "welding-robot"),
        ("Wat kost een las-robot?", "nl", "welding-robot"),
        ("Was kosten Schweißrobotern?", "de", "welding-robot"),
        ("Was kostet ein Schweissroboter?", "de", "welding-robot"),
        ("Welche Förderungen gibt es?", "de", "grant"),
        ("Welche Foerderung gibt es?", "de", "grant"),
        ("Welche Foerderungen gibt es?", "de", "grant"),
        ("Price of WELDING ROBOTS", "en", "welding-robot"),
        ("which companies?", "en", "bedrijf"),
        ("welke bedrijven?", "nl", "bedrijf"),
        ("Industrie 4,0 bei uns", "de", "smart-industry"),
        ("unsere PLCs", "de", "plc"),
        ("our CNC machines", "en", "cnc-machine"),
        ("de mit-regeling", "nl", "mit-scheme"),
        ("MIT regeling", None, "mit-scheme"),
    ],
)
def test_a_label_is_recognised_however_it_is_inflected_or_spelled(
    small: Thesaurus, text: str, language: Language | None, concept: str
) -> None:
    assert found(small, text, language) == [concept]


def test_a_term_knows_its_place_in_the_text(small: Thesaurus) -> None:
    text = "Mag een lasrobot, volgens de AVG?"
    terms = small.terms_in(text, "nl")
    assert [text[term.start : term.end] for term in terms] == ["lasrobot", "AVG"]
    assert [term.text for term in terms] == ["lasrobot", "AVG"]


def test_the_longest_label_wins_and_terms_never_overlap(small: Thesaurus) -> None:
    assert found(small, "Is EDIH BOOST Robotics er nog?", "nl") == ["edih-boost-robotics"]
    assert found(small, "BOOST Smart Industry en Smart Industry", "nl") == [
        "boost-smart-industry",
        "smart-industry",
    ]


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("Kan ik MIT aanvragen?", "nl", ["mit-scheme"]),
        ("Wir arbeiten mit Robotern, gern MIT Hilfe", "de", ["mit-scheme"]),
        ("Wir arbeiten mit Robotern", "de", []),
        ("mit", None, []),
        ("EEN PAAR WOORDEN IN KAPITALEN MIT IETS", "nl", []),
        ("boost", "en", []),
        ("Is BOOST er nog?", "nl", ["boost-smart-industry"]),
        ("de avg", "nl", ["gdpr"]),
    ],
)
def test_everyday_words_are_abbreviations_only_in_capitals(
    small: Thesaurus, text: str, language: Language | None, concepts: list[str]
) -> None:
    assert found(small, text, language) == concepts


def test_capitals_tell_two_labels_apart(small: Thesaurus) -> None:
    assert found(small, "Is SLIM slim?", "nl") == ["slim-scheme", "clever"]


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("Kunnen we lassen?", "nl", ["welding"]),
        ("Wir lassen prüfen", "de", []),
        ("Wir wollen welding", "de", ["welding"]),
        ("lassen", None, ["welding"]),
    ],
)
def test_an_everyday_word_of_the_asker_is_no_label_of_another_language(
    small: Thesaurus, text: str, language: Language | None, concepts: list[str]
) -> None:
    assert found(small, text, language) == concepts


def test_a_word_of_the_same_stem_is_not_yet_the_label(small: Thesaurus) -> None:
    assert found(small, "Wir prüfen und prüften", "de") == []
    assert found(small, "Der Prüfer prüft", "de") == ["inspector"]


def test_the_spelling_as_typed_beats_the_same_stem(small: Thesaurus) -> None:
    assert found(small, "CNC machining", "en") == ["machining"]


def test_a_label_of_two_concepts_is_ambiguous_in_its_language_only(small: Thesaurus) -> None:
    (term,) = small.terms_in("Die Bank ist neu", "de")
    assert term.ambiguous
    assert [concept.id for concept in term.concepts] == ["bank-of-money", "workbench"]
    assert found(small, "our bank", "en") == ["bank-of-money"]


@pytest.mark.parametrize("text", ["", "  ", "?!", "niets bijzonders hier"])
def test_a_text_without_labels_has_no_terms(small: Thesaurus, text: str) -> None:
    assert small.terms_in(text, "nl") == ()


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("Wat moet ik met de AVG?", "nl", "AVG"),
        ("Was heißt die DSGVO für uns?", "de", "DSGVO"),
        ("What about the GDPR?", "en", "GDPR"),
    ],
)
def test_shipped_the_privacy_law_has_three_names(
    shipped: Thesaurus, text: str, language: Language, concept: str
) -> None:
    (term,) = (term for term in shipped.terms_in(text, language) if term.text == concept)
    others = {label for label, _, _ in shipped.others(term)}
    assert {"AVG", "DSGVO", "GDPR"} - {concept} <= others


def test_shipped_the_grant_and_the_german_word_mit_are_told_apart(shipped: Thesaurus) -> None:
    assert "mit-scheme" in found(shipped, "Kan ik MIT krijgen?", "nl")
    assert "mit-scheme" not in found(shipped, "Roboter mit Kamera", "de")
    assert "mit-scheme" not in found(shipped, "roboter mit kamera")


def test_shipped_boost_never_becomes_the_european_hub(shipped: Thesaurus) -> None:
    (term,) = shipped.terms_in("Bestaat BOOST nog?", "nl")
    labels = [label.casefold() for label, _, _ in shipped.others(term)]
    assert labels and not [label for label in labels if "edih" in label or "robotics" in label]
