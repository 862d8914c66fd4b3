from __future__ import annotations

import pytest

from ingest.documents import LANGUAGES, Record
from ingest.thesaurus import Thesaurus


def others(thesaurus: Thesaurus, text: str) -> dict[str, float]:
    """Return label@language -> weight for the one term in the text."""
    (term,) = thesaurus.terms_in(text, "nl")
    return {f"{label}@{lang}": weight for label, lang, weight in thesaurus.others(term)}


def record(id: str, name: str, *aliases: str, apart: tuple[str, ...] = ()) -> Record:
    return Record(
        id=id, kind="organisation", type="hub", name=name, aliases=aliases,
        does=dict.fromkeys(LANGUAGES, "x"), not_to_be_confused_with=apart,
    )  # fmt: skip


def test_others_are_all_labels_but_the_typed_one_surest_first(small: Thesaurus) -> None:
    found = others(small, "AVG")
    assert found == {
        "DSGVO@de": 1.0,
        "GDPR@en": 1.0,
        "privacywet@nl": 0.9,
        "Datenschutz-Grundverordnung@de": 0.9,
        "wet@nl": 0.35,
        "Gesetz@de": 0.35,
        "law@en": 0.35,
    }
    assert list(found.values()) == sorted(found.values(), reverse=True)


@pytest.mark.parametrize("typed", ["AVG", "DSGVO", "GDPR"])
def test_each_name_of_a_law_leads_to_the_other_two(small: Thesaurus, typed: str) -> None:
    names = {"AVG@nl", "DSGVO@de", "GDPR@en"}
    assert {name for name in others(small, typed) if name in names} == {
        name for name in names if not name.startswith(typed)
    }


def test_a_way_to_type_it_is_recognised_and_never_searched(small: Thesaurus) -> None:
    assert "lasautomaat@nl" in others(small, "las robot")
    assert "las robot@nl" not in others(small, "lasautomaat")


def test_an_ambiguous_term_has_no_others(small: Thesaurus) -> None:
    (term,) = small.terms_in("Bank", "de")
    assert small.others(term) == ()


def test_a_label_of_a_near_miss_is_never_another_word_even_where_it_is_broader(
    small: Thesaurus,
) -> None:
    found = others(small, "BOOST")
    assert "Smart Industry Hub Oost@nl" in found
    assert not [label for label in found if "Robotics" in label]


def test_a_record_of_the_register_is_known_by_name_and_alias(small: Thesaurus) -> None:
    named = small.with_names([record("novel-t", "Novel-T", "Kennispark")])
    (term,) = named.terms_in("Hoe bereik ik Kennispark?", "nl")
    assert term.concept.id == "novel-t"
    assert ("Novel-T", "de", 1.0) in named.others(term)
    assert small.terms_in("Hoe bereik ik Kennispark?", "nl") == ()


def test_a_record_that_is_a_concept_already_adds_its_names_to_it(small: Thesaurus) -> None:
    named = small.with_names([record("boost", "Boost Smart Industry", "BOOST", "BOOST Oost")])
    assert len(named.concepts) == len(small.concepts)
    (term,) = named.terms_in("BOOST Oost", "nl")
    assert term.concept.id == "boost-smart-industry" and not term.ambiguous


def test_a_record_with_one_alias_of_something_wider_stays_apart(small: Thesaurus) -> None:
    named = small.with_names([record("mit-oost", "MIT Oost", "MIT", "MIT Twente", "MIT Salland")])
    assert [term.concept.id for term in named.terms_in("MIT of MIT Oost", "nl")] == [
        "mit-scheme",
        "mit-oost",
    ]
    assert named.concepts["mit-scheme"] == small.concepts["mit-scheme"]


def test_a_record_whose_id_means_something_else_gets_an_id_of_its_own(small: Thesaurus) -> None:
    named = small.with_names([record("law", "Law and More")])
    assert named.concepts["record-law"].pref["nl"] == "Law and More"
    assert named.concepts["law"] == small.concepts["law"]


def test_records_that_are_mixed_up_are_near_misses_in_both_directions(small: Thesaurus) -> None:
    named = small.with_names(
        [record("techoost", "TechOost", apart=("techland", "gone")), record("techland", "TechLand")]
    )
    assert named.concepts["techoost"].distinct == ("techland",)
    assert named.concepts["techland"].distinct == ("techoost",)


def test_names_of_records_leave_the_rest_as_it_is(small: Thesaurus) -> None:
    assert small.with_names([]) == small
