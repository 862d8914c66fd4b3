from __future__ import annotations

import re
import tomllib
from importlib import resources
from string import Formatter
from typing import get_args

import pytest

from bot.answers import ContactStatus, HandoffReason, Phase
from bot.phrases import (
    advice_cues,
    cues,
    keys,
    language_name,
    phase_name,
    phase_prototypes,
    phrase,
    status_name,
)
from ingest.documents import LANGUAGES, Language

WORD_CUES = {
    "dangling", "numbers", "step_words", "pronouns", "only_about", "only_greeting", "only_thanks",
    "pointers", "ordinals", "articles", "one_nouns", "contact_nouns", "step_nouns", "yes", "no",
    "people",
}  # fmt: skip
"""Cues that are compared as words; the others are patterns."""

WORDS_OF_ADVICE = {
    "asking",
    "completes",
    "condition",
    "follows",
    "imperatives",
    "inner",
    "not_imperative",
    "openers",
    "statement",
    "subordinate",
}
"""The same of the cues of advice."""


def _raw(language: Language) -> dict[str, str]:
    text = resources.files("bot.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    phrases: dict[str, str] = tomllib.loads(text)["phrases"]
    return phrases


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: Language) -> None:
    assert keys(language) == keys("nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_asks_for_the_same_fields_in_every_language(language: Language) -> None:
    dutch = {key: _fields(text) for key, text in _raw("nl").items()}
    assert {key: _fields(text) for key, text in _raw(language).items()} == dutch


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty_or_the_same_as_in_another_language(language: Language) -> None:
    others = [_raw(other) for other in LANGUAGES if other != language]
    for key in ("no_evidence", "off_topic", "about_the_bot", "failure", "sources_heading"):
        own = phrase(language, key)
        assert own.strip()
        assert own not in [other[key] for other in others]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", get_args(HandoffReason))
def test_every_reason_for_a_handoff_has_words(reason: str, language: Language) -> None:
    assert phrase(language, reason).endswith((".", "”", "“"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_has_a_name_and_a_prototype_in_each_language(language: Language) -> None:
    names = [phase_name(language, phase) for phase in get_args(Phase)]
    assert len(set(names)) == len(names)
    for phase in get_args(Phase):
        assert len(set(phase_prototypes(phase))) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_and_language_has_a_name(language: Language) -> None:
    statuses = [status_name(language, status) for status in get_args(ContactStatus)]
    assert len(set(statuses)) == len(statuses)
    assert len({language_name(language, other) for other in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_that_is_a_pattern_compiles(language: Language) -> None:
    patterns = {key.partition(".")[2] for key in keys(language) if key.startswith("cues.")}
    compiled = [re.compile(cue) for key in patterns - WORD_CUES for cue in cues(language, key)]
    assert all(not pattern.match("") for pattern in compiled)  # else it would match any text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_that_is_a_word_is_in_small_letters(language: Language) -> None:
    words = [word for key in WORD_CUES for word in cues(language, key)]
    assert words == [word.casefold() for word in words]


def test_claims_stand_in_the_same_order_in_every_language() -> None:
    assert {len(cues(language, "claims")) for language in LANGUAGES} == {5}


def test_values_are_filled_in_and_their_braces_are_left_alone() -> None:
    assert phrase("nl", "page", page=3) == "p. 3"
    assert "{title}" in phrase("en", "caveat_old", title="{title}", date="2019")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("nl", "no_such_phrase")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cues_of_advice_are_patterns_that_compile_or_words_in_small_letters(
    language: Language,
) -> None:
    names = {key.partition(".")[2] for key in keys(language) if key.startswith("advice.")}
    assert names > WORDS_OF_ADVICE
    for name in names:
        for cue in advice_cues(language, name):
            assert re.compile(cue) if name not in WORDS_OF_ADVICE else cue == cue.lower()
