"""Does the answer hang on the country, and does nothing tell it? Then one question back, once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from bot.answering.intent import shows, shows_in_any_language
from bot.answers import Clarification, Question
from bot.phrases import cues, phrase
from bot.places import Located, located
from bot.places.locating import HOME
from bot.register import Register
from ingest.documents import LANGUAGES, Language, Record

Topic = Literal["funding", "rules", "help"]
"""What differs between the Netherlands and Germany."""

CHOICES: dict[str, tuple[str, ...]] = {"NL": ("NL",), "DE": ("DE",), "both": ("NL", "DE")}
"""Button -> the countries it stands for, in the order in which they are shown."""

MOST_WORDS = 7
"""A longer message than this is a new question, not a reply to ours."""


def clarification(
    question: Question, register: Register, scores: Mapping[str, float], *, asked_before: bool
) -> Clarification | None:
    """Return the question back, or None where the answer can be given as it is.

    `scores` tells how relevant each record is (0 to 1); `asked_before` whether this conversation
    has had such a question back: then the bot answers with what it has.
    """
    topic = None if asked_before else topic_of(question, register, scores)
    if topic is None or not _is_open(question, topic):
        return None
    return Clarification(
        question=question.text,
        language=question.language,
        text=phrase(question.language, f"ask_country_{topic}"),
        choices=choices(question.language),
    )


def choices(language: Language) -> tuple[str, ...]:
    """Return the words on the buttons."""
    return tuple(phrase(language, f"choice_{key}") for key in CHOICES)


def chosen(text: str, language: Language) -> Located | None:
    """Return where the asker is by their reply to our question, or None when it is no reply to it.

    A button, its usual words in any language, or a place ("wij zitten in Borken"). Put the result
    as `known` beside the question that was asked first.
    """
    said = " ".join(re.findall(r"\w+", text.casefold()))
    for key, countries in CHOICES.items():
        if said in _words_for(key):
            return Located(countries=countries, origin="earlier")
    if "?" in text or len(said.split()) > MOST_WORDS:
        return None
    place = located(text, language)
    return replace(place, places=(), origin="earlier") if place.origin == "question" else None


def topic_of(question: Question, register: Register, scores: Mapping[str, float]) -> Topic | None:
    """Return what in the answer differs by country; None where it is the same in both."""
    if shows(question, "start") or shows_in_any_language(question, "about_sources"):
        return None
    named = register.named_in(question.text)
    if named:
        # WBSO is Dutch and the Data Act European, whoever asks; NIS2 became a law in each country.
        return "rules" if any(has_national_law(rule, register) for rule in named) else None
    if shows(question, "funding"):
        return "funding"
    if shows(question, "rules"):
        rule = _nearest_rule(register, scores)
        return None if rule is not None and _holds_alike(rule, register) else "rules"
    return "help" if shows(question, "who_helps") else None


def has_national_law(rule: Record, register: Register) -> bool:
    """Tell whether a European rule has laws of single countries, named after it, beside it."""
    if rule.kind != "rule" or "EU" not in rule.country:
        return False
    names = {name.casefold() for name in (rule.name, *rule.aliases)}
    return any(
        _is_of(names, alias)
        for other in register.records
        if other.kind == "rule" and "EU" not in other.country
        for alias in (other.name, *other.aliases)
    )


def _is_of(names: set[str], alias: str) -> bool:
    """See "Dutch NIS2 law" and "NIS2-Umsetzungsgesetz"."""
    words = set(re.findall(r"\w+", alias.casefold()))
    return any(name in words for name in names)


def _holds_alike(rule: Record, register: Register) -> bool:
    return "EU" in rule.country and not has_national_law(rule, register)


def _nearest_rule(register: Register, scores: Mapping[str, float]) -> Record | None:
    rules = [r for r in register.records if r.kind == "rule" and r.id in scores]
    return max(rules, key=lambda rule: scores[rule.id], default=None)


def _is_open(question: Question, topic: Topic) -> bool:
    """Tell whether nothing says which country, or the question says two things.

    Help and rules are wanted where the place lies. Money follows the company: who asks in Dutch
    for a grant and names a German town may sit on either side, unless they say that they sit there.
    """
    if not question.countries:
        return True
    home = HOME.get(question.language)
    abroad = question.located_by == "question" and home not in (None, *question.countries)
    return topic == "funding" and abroad and not shows(question, "own_place")


def _words_for(key: str) -> set[str]:
    buttons = (phrase(language, f"choice_{key}") for language in LANGUAGES)
    usual = (word for language in LANGUAGES for word in cues(language, f"choice_{key}"))
    return {" ".join(re.findall(r"\w+", text.casefold())) for text in (*buttons, *usual)}
