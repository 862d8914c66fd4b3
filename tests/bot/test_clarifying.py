from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from bot.answers import Clarification
from bot.clarifying import choices, chosen, clarification, has_national_law
from bot.conversation import Message
from bot.dialogue import standalone
from bot.phrases import phrase
from bot.places import Located
from bot.register import Register
from ingest.documents import LANGUAGES, Language, Record

Builder = Callable[..., Record]
Asked = Callable[..., Clarification | None]


@pytest.fixture
def register(a_record: Builder, a_grant: Builder, today: date) -> Register:
    return Register(
        records=(
            a_record("NIS2", id="nis2", kind="rule", country=("EU",)),
            a_record("Cyberbeveiligingswet", kind="rule", aliases=("Dutch NIS2 law",)),
            a_record("BSIG", kind="rule", country=("DE",), aliases=("NIS2-Umsetzungsgesetz",)),
            a_record("Machinery Regulation", id="machines", kind="rule", country=("EU",)),
            a_record("WBSO", kind="grant"),
        ),
        today=today,
    )


@pytest.fixture
def asked(register: Register) -> Asked:
    def ask(
        text: str,
        known: Located | None = None,
        scores: Mapping[str, float] | None = None,
        *,
        asked_before: bool = False,
    ) -> Clarification | None:
        question = standalone(Message(text=text), "nl", known)
        return clarification(question, register, scores or {}, asked_before=asked_before)

    return ask


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Which grants are there for a welding robot?", "funding"),
        ("Is there a subsidy for a cobot?", "funding"),
        ("Who can help us with a welding robot?", "help"),
        ("Where can we try a cobot before buying one?", "help"),
        ("Does NIS2 apply to us?", "rules"),
        ("Are we obliged to report a cyber attack?", "rules"),
    ],
)
def test_an_english_question_without_a_place_is_asked_back_where_the_answer_differs(
    text: str, topic: str, asked: Asked
) -> None:
    back = asked(text)
    assert back is not None
    assert (back.question, back.language) == (text, "en")
    assert back.text == phrase("en", f"ask_country_{topic}")
    assert back.choices == choices("en") == ("The Netherlands", "Germany (NRW)", "Both")


@pytest.mark.parametrize(
    "text",
    [
        "Where do we begin with digitalisation?",
        "Which first steps should we take before we ask for a grant?",
        "How do we start with a grant for a robot?",
        "What is a data space?",
        "How do I exchange orders with customers?",
    ],
)
def test_general_advice_is_never_held_up_by_a_question_back(text: str, asked: Asked) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Which grants are there in Twente?",
        "Who helps near Zwolle?",
        "Which grants does Germany have?",
        "Which grant is there for a project with a German partner?",
        "Welke subsidie is er voor een cobot?",
        "Welche Förderung gibt es für einen Roboter?",
        "Vallen wij onder NIS2?",
    ],
)
def test_where_the_country_is_told_or_the_language_tells_it_nothing_is_asked(
    text: str, asked: Asked
) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "May I still apply for a WBSO grant?",
        "Are there rules in the Machinery Regulation for a robot?",
        "What did the study say about subsidies?",
    ],
)
def test_what_is_the_same_for_every_asker_is_not_asked_back(text: str, asked: Asked) -> None:
    assert asked(text) is None


def test_a_rule_that_is_found_and_holds_alike_in_europe_is_not_asked_back(asked: Asked) -> None:
    text = "Are we obliged to have this mark on a machine?"
    assert asked(text, scores={"machines": 0.8, "nis2": 0.5}) is None
    assert asked(text, scores={"machines": 0.5, "nis2": 0.8}) is not None


def test_a_conversation_is_asked_once(asked: Asked) -> None:
    assert asked("Is there a subsidy for a cobot?", asked_before=True) is None


@pytest.mark.parametrize("origin", ["earlier", "profile"])
def test_what_is_known_from_before_is_not_asked_again(origin: str, asked: Asked) -> None:
    known = Located(countries=("DE",), origin="earlier" if origin == "earlier" else "profile")
    assert asked("Is there a subsidy for a cobot?", known) is None


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Welke subsidie krijg ik voor een machine in Bocholt?", True),
        ("Welche Förderung gibt es in Hengelo?", True),
        ("Welke subsidie is er? Wij zitten in Bocholt.", False),
        ("Welche Förderung gibt es für unseren Betrieb in Hengelo?", False),
        ("Welke subsidie is er voor een project in Winterswijk en Borken?", False),
        ("Wie helpt ons in Bocholt?", False),
        ("Welke regels gelden voor een monteur in Bocholt?", False),
    ],
)
def test_a_place_that_contradicts_the_language_is_asked_back_for_money_only(
    text: str, back: bool, asked: Asked
) -> None:
    assert (asked(text) is not None) is back


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_answers_the_question(language: Language) -> None:
    found = [chosen(choice, language) for choice in choices(language)]
    assert [place.countries for place in found if place] == [("NL",), ("DE",), ("NL", "DE")]
    assert {place.origin for place in found if place} == {"earlier"}


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("nl", ("NL",)),
        ("Deutschland", ("DE",)),
        ("NRW!", ("DE",)),
        ("beide", ("NL", "DE")),
        ("wij zitten in Borken", ("DE",)),
        ("Enschede", ("NL",)),
    ],
)
def test_a_reply_in_other_words_is_understood_too(text: str, countries: tuple[str, ...]) -> None:
    place = chosen(text, "nl")
    assert place is not None
    assert place.countries == countries


@pytest.mark.parametrize(
    "text",
    ["Wat kost een cobot?", "Which grant is there in Enschede?", "dat weet ik niet", ""],
)
def test_a_new_question_is_no_reply_to_ours(text: str) -> None:
    assert chosen(text, "nl") is None


def test_the_original_question_is_answered_with_the_choice(asked: Asked) -> None:
    text = "Is there a subsidy for a cobot?"
    place = chosen("Germany (NRW)", "en")
    question = standalone(Message(text=text), "nl", place)
    assert (question.text, question.countries, question.located_by) == (text, ("DE",), "earlier")
    assert asked(text, place) is None


def test_a_european_rule_with_laws_named_after_it_differs_by_country(register: Register) -> None:
    nis2, dutch, _, machines, _ = register.records
    assert has_national_law(nis2, register)
    assert not has_national_law(dutch, register)
    assert not has_national_law(machines, register)
