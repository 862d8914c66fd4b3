from __future__ import annotations

import pytest

from ingest.documents import LANGUAGES, Language
from ingest.language import detect, detect_or_none

SENTENCES: list[tuple[Language, str]] = [
    ("nl", "Welke subsidie past bij een klein metaalbedrijf?"),
    ("nl", "wat kost een cobot"),
    ("nl", "Hoe begin ik met lassen met een robot?"),
    ("de", "Was ist ein Cobot?"),
    ("de", "Welche Förderung gibt es für die Digitalisierung im Mittelstand?"),
    ("de", "Wo finde ich Beratung in Münster"),
    ("en", "What does a cobot cost?"),
    ("en", "Which grants are there for a small manufacturer"),
    ("en", "how do I share machine data with a customer"),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_short_question_is_recognised_whatever_the_default(language: Language, text: str) -> None:
    assert {detect(text, default) for default in LANGUAGES} == {language}


@pytest.mark.parametrize("text", ["", "12345", "€ 25.000", "KI", "cobot", "WBSO", "machine"])
@pytest.mark.parametrize("default", LANGUAGES)
def test_a_text_that_all_three_languages_share_takes_the_default(
    text: str, default: Language
) -> None:
    assert detect(text, default) == default


def test_a_lower_floor_accepts_a_weaker_guess() -> None:
    assert detect_or_none("subsidie", floor=0.0) in LANGUAGES
    assert detect_or_none("subsidie") is None


def test_a_very_long_text_is_judged_by_its_beginning() -> None:
    german = "Die Fertigung wird Schritt für Schritt digitalisiert. " * 500
    english = "The factory becomes digital one step after the other. " * 500
    assert detect(german + english, "nl") == "de"
