from importlib import resources

import pytest

from ingest.dictionary import FILE, MOST_TRANSLATIONS, listed, translations, word_list
from ingest.documents import LANGUAGES, Language

SMALL = listed(
    [
        "verkiezingen\tWahlen\telections",
        "verkiezing\tWahl\telection; choice",
        "keten; ketting\tKette\tchain",
        "gestimuleerd\tgefördert; angeregt\tstimulated",
        "teruggaan\tzurückgehen\tgo back",
    ]
)


def words(word: str, language: Language, into: Language) -> list[str]:
    return [
        " ".join(found.words)
        for found in SMALL.translations(word, language)
        if found.language == into
    ]


def test_a_word_is_translated_into_both_other_languages() -> None:
    assert words("keten", "nl", "de") == ["Kette"]
    assert words("keten", "nl", "en") == ["chain"]


def test_the_common_translation_stands_first_and_counts_most() -> None:
    found = [each for each in SMALL.translations("gestimuleerd", "nl") if each.language == "de"]
    assert [each.words for each in found] == [("gefördert",), ("angeregt",)]
    assert found[0].weight == 1.0 > found[1].weight > 0


def test_an_inflection_is_found_by_its_stem_and_a_spelling_of_its_own_goes_first() -> None:
    assert words("Ketten", "de", "nl") == ["keten", "ketting"]
    assert words("verkiezingen", "nl", "en") == ["elections"]
    assert words("verkiezing", "nl", "en") == ["election", "choice"]


def test_a_translation_of_two_words_stays_together() -> None:
    assert words("teruggaan", "nl", "en") == ["go back"]


def test_no_word_is_translated_into_its_own_language() -> None:
    found = SMALL.translations("keten", "nl")
    assert found and all(each.language != "nl" for each in found)


def test_an_unknown_word_has_no_translation() -> None:
    assert translations("xqzzk", "nl") == ()


def test_a_compound_that_is_not_listed_is_translated_by_its_parts() -> None:
    assert SMALL.translations("bevolkingsgroei", "nl") == ()
    found = translations("bevolkingsverkiezingen", "nl")
    german = {each.words[0] for each in found if each.language == "de"}
    assert "Bevölkerung" in german and {"Wahl", "Wahlen"} & german
    assert all(each.weight < 0.5 for each in found)


def test_no_word_has_more_translations_than_can_tell_anything() -> None:
    common: tuple[tuple[str, Language], ...] = (("goed", "nl"), ("gut", "de"), ("good", "en"))
    for word, language in common:
        for other in LANGUAGES:
            found = [each for each in translations(word, language) if each.language == other]
            assert len(found) <= MOST_TRANSLATIONS


def test_every_line_of_the_list_has_three_cells_and_no_stray_blanks() -> None:
    text = resources.files("ingest.dictionary").joinpath(FILE).read_text(encoding="utf-8")
    bad = []
    for line in text.splitlines():
        cells = line.split("\t")
        alternatives = [word for cell in cells for word in cell.split(";")]
        if len(cells) != 3 or any(word != word.strip(" ") and word[:1] != " " for word in cells):
            bad.append(line)
        if any(not word.strip() for word in alternatives):
            bad.append(line)
    assert bad == []
    assert len(word_list().rows) > 15_000


@pytest.mark.parametrize(
    ("word", "language", "into", "expected"),
    [
        ("bevolking", "nl", "de", "Bevölkerung"),
        ("Bürger", "de", "nl", "burger"),
        ("elections", "en", "nl", "verkiezingen"),
        ("government", "en", "de", "Regierung"),
    ],
)
def test_the_list_that_ships_knows_common_words(
    word: str, language: Language, into: Language, expected: str
) -> None:
    found = [each.words[0] for each in translations(word, language) if each.language == into]
    assert expected in found
