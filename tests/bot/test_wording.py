from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.wording import Labels, worded
from ingest.analysis import stem
from ingest.documents import Language
from ingest.index import LexicalQuery, Word


@dataclass(frozen=True)
class Indexed:
    """Passages that hold these stems, and one word that a typo is near to."""

    stems: frozenset[str]
    near: str | None = None

    def known(self, word: str) -> bool:
        return word in self.stems

    def similar(self, word: str) -> str | None:
        return self.near


def field(text: str, language: Language) -> Sequence[tuple[str, Labels]]:
    """A thesaurus of one concept: predictive maintenance."""
    name = "voorspellend onderhoud"
    labels: Labels = [
        ("vorausschauende Wartung", "de", 1.0),
        ("predictive maintenance", "en", 0.9),
    ]
    return [(name, labels)] if name in text else []


def indexed(*words: tuple[str, Language], near: str | None = None) -> Indexed:
    return Indexed(frozenset(stem(word, language) for word, language in words), near)


def word(query: LexicalQuery, text: str) -> Word:
    return next(found for found in query.words if found.text == text)


def test_words_that_say_nothing_are_not_looked_for() -> None:
    query = worded("Hoe kan ik een robot kopen?", "nl", indexed())
    assert [found.text for found in query.words] == ["robot", "kopen"]


def test_a_translation_counts_only_where_a_passage_holds_it() -> None:
    with_german = worded("bevolking", "nl", indexed(("Bevölkerung", "de")))
    assert [other.text for other in word(with_german, "bevolking").others] == ["Bevölkerung"]
    assert word(worded("bevolking", "nl", indexed()), "bevolking").others == ()


def test_translations_can_be_left_out() -> None:
    query = worded("bevolking", "nl", indexed(("Bevölkerung", "de")), translated=False)
    assert word(query, "bevolking").others == ()


def test_a_compound_is_looked_for_whole_and_by_its_parts() -> None:
    found = word(worded("lasrobot", "nl", indexed()), "lasrobot")
    assert found.whole == ("lasrobot",)
    assert set(found.parts) == {"las", "robot"}


def test_a_typo_is_mended_only_where_no_passage_knows_the_word() -> None:
    unknown = worded("supsidie", "nl", indexed(near="subsidie"))
    assert {o.origin for o in word(unknown, "supsidie").others} == {"spelling"}
    known = worded("supsidie", "nl", indexed(("supsidie", "nl"), near="subsidie"))
    assert word(known, "supsidie").others == ()


@pytest.mark.parametrize("typed", ["NIS2", "robt", "24-uurs"])
def test_codes_and_short_words_are_never_mended(typed: str) -> None:
    query = worded(typed, "nl", indexed(near="iets"))
    assert all(not found.others for found in query.words)


def test_words_of_a_term_stand_together_with_its_other_names() -> None:
    index = indexed(("vorausschauende", "de"), ("Wartung", "de"))
    query = worded("voorspellend onderhoud pompen", "nl", index, field)
    term = next(group for group in query.groups if len(group.words) == 2)
    assert [found.text for found in term.words] == ["voorspellend", "onderhoud"]
    assert [other.text for other in term.others] == ["vorausschauende Wartung"]
    assert len(query.groups) == 2


def test_a_number_belongs_to_the_name_before_it() -> None:
    query = worded("is ISO 27001 verplicht", "nl", indexed())
    assert word(query, "ISO 27001").whole == ("iso27001",)
