from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.answering.caveats import caveats
from bot.answering.evidence import Vocabulary
from bot.answers import Answer, Citation, Contact, Question, Step
from bot.phrases import phrase
from ingest.analysis import stems
from ingest.documents import LANGUAGES, Language, Metadata, Passage

Said = Callable[..., tuple[str, ...]]
"""Question and what else an answer has -> its caveats."""

KNOWN = "Digitaliseren cobot werkbonnen Enschede"


@pytest.fixture
def said(vocabulary_of: Callable[..., Vocabulary], today: date) -> Said:
    vocabulary = vocabulary_of(*(stem for lang in LANGUAGES for stem in stems(KNOWN, lang)))

    def say(
        text: str,
        language: Language = "nl",
        steps: tuple[Step, ...] = (),
        contacts: tuple[Contact, ...] = (),
    ) -> tuple[str, ...]:
        question = Question(text=text, language=language)
        return caveats(question, steps, contacts, vocabulary, today)

    return say


def test_a_plain_question_gets_no_caveat(said: Said) -> None:
    assert said("Hoe begin ik met digitaliseren?") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Welke subsidie is er?", "nl"),
        ("Welche Förderung gibt es?", "de"),
        ("Which grant is there?", "en"),
    ],
)
def test_who_asks_for_money_is_told_to_apply_before_starting(
    text: str, language: Language, said: Said
) -> None:
    assert said(text, language)[0] == phrase(language, "caveat_apply_first")


def test_a_contact_that_must_be_asked_before_the_start_says_so(
    said: Said, an_answer: Callable[..., Answer]
) -> None:
    (contact,) = an_answer().contacts
    strict = Contact(**{**vars(contact), "apply_before_start": True})
    text = "Hoe begin ik met digitaliseren?"
    assert said(text, contacts=(contact,)) == ()
    assert said(text, contacts=(contact, strict)) == (phrase("nl", "caveat_apply_first"),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wat is de beste cobot?", "nl"),
        ("Was ist der beste cobot?", "de"),
        ("What is the best cobot?", "en"),
        ("Wat is de best cobot?", "nl"),
    ],
)
def test_who_asks_for_the_best_is_told_that_nothing_is_ranked(
    text: str, language: Language, said: Said
) -> None:
    assert phrase(language, "caveat_no_ranking") in said(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vallen wij onder de wet?", "nl"),
        ("Sind wir vom Gesetz betroffen?", "de"),
        ("Does the law apply to us?", "en"),
    ],
)
def test_who_asks_whether_a_law_holds_is_told_that_this_is_no_legal_advice(
    text: str, language: Language, said: Said
) -> None:
    assert phrase(language, "caveat_no_law") in said(text, language)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Wat doet Zorblax voor ons?", "nl", "Zorblax"),
        ("Hilft uns die XQ9-Stelle?", "de", "XQ9-Stelle"),
        ("What does Zorblax do here?", "en", "Zorblax"),
    ],
)
def test_a_name_that_the_sources_lack_is_named(
    text: str, language: Language, name: str, said: Said
) -> None:
    assert phrase(language, "caveat_missing", words=name) in said(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wat kan een Cobot doen in Enschede?", "nl"),
        ("Was macht der Roboter in unserer Werkstatt?", "de"),
        ("Zorblax?", "nl"),
    ],
    ids=["known names", "German nouns", "the first word of a question"],
)
def test_a_capital_alone_is_no_missing_name(text: str, language: Language, said: Said) -> None:
    missing = phrase(language, "caveat_missing", words="")[:-1]
    assert not [caveat for caveat in said(text, language) if caveat.startswith(missing)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vraag: Waar begin ik met digitaliseren?", "nl"),
        ("We make parts, What do we do with digitaliseren?", "en"),
    ],
)
def test_a_stop_word_with_a_capital_is_no_missing_name(
    text: str, language: Language, said: Said
) -> None:
    missing = phrase(language, "caveat_missing", words="")[:-1]
    assert not [caveat for caveat in said(text, language) if caveat.startswith(missing)]


@pytest.fixture
def step_of(a_passage: Callable[..., Passage]) -> Callable[[str], Step]:
    def build(published: str) -> Step:
        metadata = Metadata(title=f"Gids {published}", published=published)
        passage = a_passage("Begin klein.", metadata=metadata)
        citation = Citation(number=1, quote="Begin klein.", passage=passage)
        return Step(phase="scan", text="Begin klein.", citations=(citation,))

    return build


def test_an_old_source_is_named_once_and_a_new_or_undated_one_never(
    said: Said, step_of: Callable[[str], Step]
) -> None:
    steps = tuple(step_of(day) for day in ("2019", "2026-01-05", "", "2019"))
    expected = phrase("nl", "caveat_old", title="Gids 2019", date="2019")
    assert said("Hoe begin ik met digitaliseren?", steps=steps) == (expected,)


@pytest.mark.parametrize(
    ("located_by", "told"), [("language", True), ("question", False), ("profile", False)]
)
@pytest.mark.parametrize("text", ["Welke subsidie is er?", "Vallen wij onder de wet?"])
def test_an_answer_by_the_language_alone_says_which_country_it_is_for(
    text: str, located_by: str, told: bool, vocabulary_of: Callable[..., Vocabulary], today: date
) -> None:
    question = Question(text=text, language="nl", countries=("NL",), located_by=located_by)
    caveat = phrase("nl", "caveat_country", country=phrase("nl", "country_NL"))
    assert (caveat in caveats(question, (), (), vocabulary_of(), today)) is told


def test_beside_a_contact_of_the_other_country_no_country_is_taken_for_granted(
    vocabulary_of: Callable[..., Vocabulary], today: date, an_answer: Callable[..., Answer]
) -> None:
    question = Question(
        text="Welke subsidie is MID?", language="nl", countries=("NL",), located_by="language"
    )
    (contact,) = an_answer().contacts
    german = Contact(**{**vars(contact), "country": ("DE",)})
    caveat = phrase("nl", "caveat_country", country=phrase("nl", "country_NL"))
    assert caveat in caveats(question, (), (contact,), vocabulary_of(), today)
    assert caveat not in caveats(question, (), (german,), vocabulary_of(), today)
