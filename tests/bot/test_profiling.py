from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answers import Clarification, Notice, Reply
from bot.assistant import Assistant
from bot.bootstrap import open_assistant
from bot.conversation import Message, Profile, Size
from bot.profiling import profile_in, size_in, told
from bot.settings import Settings
from ingest.documents import LANGUAGES, Language

Say = Callable[[str], Reply]


@pytest.fixture
def assistant(small_index: Path) -> Assistant:
    return open_assistant(Settings(index=small_index, embedder="hashing"))


@pytest.fixture
def say(assistant: Assistant) -> Say:
    return lambda text: assistant.reply(Message(text=text, user_id="anna"))


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        (
            "onthoud dat wij een metaalbedrijf in Enschede zijn met 35 man",
            Profile(country="NL", regions=("Twente", "Overijssel"), sector="metal", size="small"),
        ),
        (
            "Merke dir: Werkzeugbau in Bielefeld, 280 Mitarbeiter",
            Profile(country="DE", regions=("OWL", "NRW"), sector="tooling", size="large"),
        ),
        (
            "remember we make furniture with 8 people",
            Profile(sector="wood", size="micro"),
        ),
        ("onthoud dat ik van koffie houd", Profile()),
    ],
)
def test_a_profile_is_read_from_what_is_told(text: str, profile: Profile) -> None:
    assert profile_in(text) == profile


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("9 medewerkers", "micro"),
        ("10 Leute", "small"),
        ("49 people", "small"),
        ("50 fte", "medium"),
        ("1.200 Beschäftigte", "large"),
        ("3 machines", None),
    ],
)
def test_the_size_class_is_that_of_the_number_of_people(text: str, size: Size | None) -> None:
    assert size_in(text) == size


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_profile_is_told_in_words(language: Language) -> None:
    words = told(Profile(country="NL", regions=("Twente",), sector="metal", size="small"), language)
    assert words.count(";") == 3 and "Twente" in words and "{" not in words


def test_nothing_is_kept_before_the_asker_says_yes(assistant: Assistant, say: Say) -> None:
    asked = say("onthoud dat wij een metaalbedrijf in Enschede zijn met 35 man")
    assert isinstance(asked, Clarification) and len(asked.choices) == 2
    assert assistant.memory.profile("anna").empty
    assert isinstance(say("ja"), Notice)
    kept = assistant.memory.profile("anna")
    assert (kept.country, kept.size) == ("NL", "small")
    assert kept.agreed_on is not None


def test_no_is_no(assistant: Assistant, say: Say) -> None:
    say("onthoud dat wij in Enschede zitten")
    said = say("nee")
    assert isinstance(said, Notice) and assistant.memory.profile("anna").empty


def test_another_question_is_not_a_yes(assistant: Assistant, say: Say) -> None:
    say("onthoud dat wij in Enschede zitten")
    say("Hoe kan ik een robot testen in een fieldlab voordat ik hem koop?")
    say("ja")
    assert assistant.memory.profile("anna").empty


@pytest.mark.parametrize("words", ["vergeet mij", "Vergiss mich", "forget me"])
def test_what_is_kept_is_shown_and_deleted_on_request(
    words: str, assistant: Assistant, say: Say
) -> None:
    say("onthoud dat wij een metaalbedrijf in Enschede zijn")
    say("ja")
    shown = say("mijn profiel")
    assert isinstance(shown, Notice) and "Twente" in shown.text
    gone = say(words)
    assert isinstance(gone, Notice) and assistant.memory.profile("anna").empty
    after = say("mijn profiel")
    assert isinstance(after, Notice) and "Twente" not in after.text


def test_the_button_that_keeps_says_yes(assistant: Assistant, say: Say) -> None:
    asked = say("onthoud dat wij in Enschede zitten")
    assert isinstance(asked, Clarification)
    say(asked.choices[0])
    assert assistant.memory.profile("anna").country == "NL"


def test_what_cannot_be_read_is_asked_for_with_an_example(assistant: Assistant, say: Say) -> None:
    said = say("onthoud dat ik van koffie houd")
    assert isinstance(said, Notice) and "Raalte" in said.text


def test_a_question_without_a_place_is_asked_where_the_profile_is_at_home(
    assistant: Assistant,
) -> None:
    assistant.memory.keep("anna", Profile(country="DE", regions=("OWL", "NRW")))
    found = assistant.understood(Message(text="How do we test a robot?", user_id="anna"))
    assert (found.countries, found.regions) == (("DE",), ("OWL", "NRW"))
    other = assistant.understood(Message(text="How do we test a robot?", user_id="bert"))
    assert other.regions == ()
