from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.conditions import conditions_of, kinds_of
from ingest.documents import LANGUAGES, Language, Record, Source, Statement
from ingest.readers import read

RESOURCES = Path(__file__).parents[2] / "corpus" / "resources"


def _record(name: str) -> Record:
    path = RESOURCES / f"{name}.yaml"
    record = read(Source(uri=f"resources/{path.name}", read=partial(path.read_bytes))).record
    assert record is not None
    return record


RULES = [record for p in sorted(RESOURCES.glob("*.yaml")) if (record := _record(p.stem))]
RULES = [record for record in RULES if record.kind == "rule"]


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("De drempel is ten minste 50 werknemers.", "nl", ("threshold",)),
        ("Mindestens 50 Beschäftigte oder 10 Millionen Euro.", "de", ("threshold",)),
        ("The duty starts on 11 December 2027.", "en", ("date",)),
        ("Meld het binnen 24 uur bij het NCSC.", "nl", ("date", "desk")),
        ("Fragen Sie beim BSI nach.", "de", ("desk",)),
        ("Kleine Hersteller sind davon ausgenommen.", "de", ("threshold",)),
        ("A supplier may be asked for measures.", "en", ()),
    ],
)
def test_a_sentence_tells_a_threshold_a_date_or_a_desk(
    text: str, language: Language, kinds: tuple[str, ...]
) -> None:
    assert kinds_of(text, language) == kinds


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Volgens de pagina van februari 2026 kan het ook kleinere bedrijven raken.", "nl"),
        ("Laut der Seite vom Februar 2026 fallen auch kleine Betriebe darunter.", "de"),
        ("A company finds out by itself (as of February 2026).", "en"),
    ],
)
def test_the_date_of_a_source_is_no_date_of_the_rule(text: str, language: Language) -> None:
    assert kinds_of(text, language) == ()


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_statement_tells_the_same_in_every_language(rule: Record) -> None:
    for statement in rule.statements:
        told = {kinds_of(statement.text[language], language) for language in LANGUAGES}
        assert len(told) == 1, statement.text["en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_conditions_are_statements_word_for_word_with_their_source(
    rule: Record, language: Language
) -> None:
    stated = {(s.text[language], s.source, s.seen_on) for s in rule.statements}
    found = conditions_of(rule, language)
    assert found
    assert {(c.text, c.source, c.seen_on) for c in found} <= stated


def test_thresholds_come_first_then_dates_then_the_desk() -> None:
    order = [condition.kinds[0] for condition in conditions_of(_record("nis2-eu"), "nl")]
    assert order == ["threshold", "threshold", "desk", "desk"]
    german = [condition.kinds[0] for condition in conditions_of(_record("nis2umsucg-de"), "de")]
    assert german == ["date", "date", "date", "desk"]


def test_a_record_without_thresholds_or_dates_has_no_conditions(
    a_record: Callable[..., Record],
) -> None:
    plain = Statement(
        text={"nl": "Het helpt.", "de": "Es hilft.", "en": "It helps."}, source="x", seen_on=None
    )
    assert conditions_of(a_record("Hub", statements=(plain,)), "nl") == ()
