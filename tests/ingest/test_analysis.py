import pytest

from ingest.analysis import compound_parts, grams, query_stems, stems
from ingest.documents import Language


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("nl", "subsidies", "subsidie"),
        ("de", "Maschinen", "Maschine"),
        ("en", "machines", "machine"),
        ("de", "Förderung", "Foerderung"),
        ("de", "Schweißroboter", "Schweissroboter"),
        ("nl", "onderhoudscontract", "contract"),
        ("de", "Wartungsvertrag", "Vertrag"),
        ("nl", "AI-verordening", "verordening"),
        ("en", "NIS 2", "NIS2"),
        ("nl", "1.000 euro", "1000"),
        ("de", "§ 5", "§5"),
    ],
)
def test_two_spellings_of_one_thing_share_a_stem(language: Language, one: str, other: str) -> None:
    assert set(stems(one, language)) & set(stems(other, language))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NIS2", "nis2"),
        ("ISO 27001", "iso27001"),
        ("§ 5 BDSG", "§5"),
        ("MIT-R&D", "mit-r&d"),
        ("de MIT haalbaarheid", "mit"),
        ("2025-12-06", "2025-12-06"),
        ("6. Dezember 2025", "2025"),
        ("12,5 procent", "12.5"),
    ],
)
def test_numbers_and_codes_stay_whole(text: str, code: str) -> None:
    assert code in stems(text, "nl")
    assert code in query_stems(text)


def test_the_word_itself_is_kept_beside_its_stem() -> None:
    assert {"sicherheit"} <= set(stems("Sicherheit", "de"))


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "wat is de"), ("de", "mit sich und der"), ("en", "what is the")],
)
def test_empty_words_leave_nothing(language: Language, text: str) -> None:
    assert stems(text, language) == []
    assert query_stems(text) == []
    assert grams(text) == []


def test_a_question_is_analysed_in_all_three_languages() -> None:
    found = query_stems("Onderhoudscontract Wartungsvertrag maintenance")
    assert {"contract", "vertrag", "mainten"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("nl", "subsidieaanvraag", ("subsidie", "aanvraag")),
        ("nl", "onderhoudscontract", ("onderhoud", "contract")),
        ("nl", "bedrijventerrein", ("bedrijven", "terrein")),
        ("de", "Produktionsprozess", ("produktion", "prozess")),
        ("de", "Schweißroboter", ("schweiss", "roboter")),
        ("de", "Innovationsgutschein", ("innovation", "gutschein")),
    ],
)
def test_compounds_fall_into_parts(language: Language, word: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word, language) == parts


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("nl", "onderhoud"), ("nl", "verandering"), ("nl", "verantwoordelijkheid"),
        ("nl", "samenwerking"), ("nl", "ondernemer"), ("de", "Unternehmen"),
        ("de", "Unterstützung"), ("de", "Gesellschaft"), ("de", "Entwicklung"),
        ("de", "Zusammenarbeit"), ("en", "cybersecurity"),
    ],
)  # fmt: skip
def test_simple_words_stay_whole(language: Language, word: str) -> None:
    assert compound_parts(word, language) == ()


def test_grams_run_over_word_edges_and_join_what_is_spelled_alike() -> None:
    assert grams("Robot") == ["_robo", "robot", "obot_"]
    assert grams("ai") == ["_ai_"]
    shared = set(grams("digitalisering")) & set(grams("Digitalisierung"))
    assert len(shared) >= 6
