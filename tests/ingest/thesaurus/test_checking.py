from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import ThesaurusError
from ingest.thesaurus import Thesaurus, check

Write = Callable[..., Path]

GOOD = "- id: a\n  prefLabel: {nl: aap, de: Affe, en: ape}\n"
OTHER = "- id: b\n  prefLabel: {nl: beer, de: Bär, en: bear}\n"


def concepts(*rows: str) -> str:
    return "concepts:\n" + "".join(rows)


def test_a_folder_without_errors_has_no_problems(write: Write) -> None:
    assert check(write(part=concepts(GOOD, OTHER))) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("- id: a\n  prefLabel: {nl: aap\n", "part.yaml: cannot be read: line "),
        ("- id: a\n  id: b\n", "part.yaml: cannot be read: line 3: the field id stands twice"),
        ("- id: &x a\n- id: *x\n", "part.yaml: cannot be read: line 3: * refers to another place"),
        ("- aap\n", 'part.yaml: concepts: item 1 is no concept; begin it with "- id:".'),
        (f"{GOOD}  colour: red\n", "part.yaml: a: colour: there is no such field; remove it"),
        ("- id: a\n  prefLabel: {nl: aap, de: Affe}\n", "a: prefLabel: en is missing"),
        (GOOD.replace("ape}", "ape, fr: singe}"), "a: prefLabel.fr: no language of ours"),
        (GOOD.replace("aap", "''"), "a: prefLabel.nl: '' has no word"),
        (GOOD.replace("aap", "' aap'"), "a: prefLabel.nl: ' aap' has spaces around it"),
        (GOOD.replace("id: a", "id: An_ape"), "An_ape: id: give one of small letters"),
        (GOOD.replace("id: a", "id:"), "part.yaml: item 1: id: give one of small letters"),
        (f"{GOOD}  altLabel: [ape]\n", "a: altLabel: write it per language"),
        (f"{GOOD}  altLabel: {{en: monkey}}\n", "a: altLabel.en: write a list: [one, two]."),
        (f"{GOOD}  altLabel: {{en: [{{x: y}}]}}\n", "a: altLabel.en: {'x': 'y'} is no text"),
        (f"{GOOD}  altLabel: {{en: [ape]}}\n", 'a: altLabel.en: "ape" stands twice here'),
        (f"{GOOD}  related: [c]\n", "a: related: there is no concept c; correct the id"),
        (f"{GOOD}  broader: [a]\n", "a: broader: the concept names itself; remove that."),
        (f"{GOOD}  broader: [b]\n  related: [b]\n{OTHER}", "a: related: b is broader already"),
        (f"{GOOD}  broader: [b]\n{OTHER}  broader: [a]\n", "broader: goes in a circle: a > b > a;"),
        (GOOD + GOOD, "part.yaml: a: id: part.yaml has the same id"),
        (GOOD + OTHER.replace("beer", "AAP"), 'b: prefLabel.nl: "AAP" is also a label of a '),
    ],
)
def test_a_problem_names_file_concept_and_field_and_says_what_to_do(
    write: Write, rows: str, told: str
) -> None:
    found = check(write(part=concepts(rows)))
    assert len(found) == 1, found
    assert told in str(found[0]) and str(found[0]).startswith("part.yaml: ")
    assert not found[0].warning


def test_all_problems_are_told_at_once(write: Write) -> None:
    wrong = OTHER.replace(", en: bear", "") + "  related: [c]\n"
    folder = write(broken="concepts: [", part=concepts(GOOD, wrong))
    assert [problem.file for problem in check(folder)] == ["broken.yaml", "part.yaml", "part.yaml"]


def test_a_file_that_is_no_utf8_or_has_no_list_is_a_problem(folder: Path) -> None:
    (folder / "a.yaml").write_bytes(b"concepts: \xff")
    (folder / "b.yaml").write_text("", encoding="utf-8")
    told = [str(problem) for problem in check(folder)]
    assert told[0].startswith("a.yaml: cannot be read: ")
    assert told[1:] == [
        'b.yaml: concepts: holds no list; begin the file with the one line "concepts:".'
    ]


def test_a_folder_without_concepts_is_a_problem(folder: Path) -> None:
    assert "no .yaml file there" in str(check(folder)[0])


def test_a_label_may_have_two_meanings_that_tell_each_other_apart(write: Write) -> None:
    rows = (f"{GOOD}  distinct: [b]\n", OTHER.replace("beer", "aap") + "  distinct: [a]\n")
    assert check(write(part=concepts(*rows))) == []


def test_one_label_may_be_written_in_capitals_and_in_small_letters(write: Write) -> None:
    assert check(write(part=concepts(f"{GOOD}  hiddenLabel: {{nl: [AAP]}}\n"))) == []


def test_a_near_miss_named_on_one_side_is_a_warning_and_counts_on_both(write: Write) -> None:
    folder = write(part=concepts(f"{GOOD}  distinct: [b]\n", OTHER))
    found = check(folder)
    assert [problem.warning for problem in found] == [True]
    assert "b does not name a in return; add it there too." in str(found[0])
    assert Thesaurus.load(folder).concepts["b"].distinct == ("a",)


def test_loading_stops_at_the_first_error_and_names_the_command_for_the_rest(write: Write) -> None:
    folder = write(part=concepts(GOOD.replace(", en: ape", "")))
    with pytest.raises(ThesaurusError) as error:
        Thesaurus.load(folder)
    assert str(error.value) == (
        "part.yaml: a: prefLabel: en is missing; every concept has all three."
        f" See all with: wegwijzer thesaurus check --folder {folder}"
    )


def test_words_that_yaml_takes_for_something_else_stay_words(write: Write) -> None:
    row = "- id: a\n  prefLabel: {nl: NO, de: 4.0, en: 2026-01-01}\n"
    concept = Thesaurus.load(write(part=concepts(row))).concepts["a"]
    assert concept.pref == {"nl": "NO", "de": "4.0", "en": "2026-01-01"}


def test_the_thesaurus_that_ships_has_no_problems() -> None:
    assert [str(problem) for problem in check()] == []


def test_the_thesaurus_that_ships_has_six_hundred_concepts_in_all_languages(
    shipped: Thesaurus,
) -> None:
    full = [c for c in shipped.concepts.values() if set(c.pref) == {"nl", "de", "en"}]
    assert len(full) == len(shipped.concepts) >= 600
