from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import ContactStatus, Question
from bot.conversation import Message
from bot.dialogue import standalone
from bot.register import Register
from bot.standing import earliest_day
from ingest.documents import Record, RecordStatus

Builder = Callable[..., Record]
QuestionBuilder = Callable[..., Question]


@pytest.fixture
def register_of(today: date) -> Callable[..., Register]:
    return lambda *records: Register(records=records, today=today)


RegisterBuilder = Callable[..., Register]


def _named(register: Register, text: str) -> list[str]:
    return [record.name for record in register.named_in(text)]


def test_a_grant_inside_a_known_and_fresh_window_is_open(
    a_grant: Builder, register_of: RegisterBuilder
) -> None:
    assert register_of().status(a_grant()) == "open"


@pytest.mark.parametrize(
    ("given_", "status"),
    [
        ({"valid_until": date(2026, 11, 23)}, "ended"),
        ({"valid_until": date(2026, 11, 24)}, "open"),
        ({"valid_from": date(2026, 11, 25)}, "not_yet_open"),
        ({"valid_from": date(2026, 11, 24)}, "open"),
        ({"status": "ended"}, "ended"),
        ({"status": "ended", "valid_from": date(2026, 12, 1)}, "ended"),
    ],
)
def test_a_grant_outside_its_window_is_never_open(
    given_: dict[str, object], status: str, a_grant: Builder, register_of: RegisterBuilder
) -> None:
    assert register_of().status(a_grant(**given_)) == status


@pytest.mark.parametrize(
    "given_",
    [
        {"valid_from": None},
        {"valid_until": None},
        {"valid_from": None, "valid_until": None},
        {"seen_on": None},
        {"status": "unconfirmed"},
    ],
    ids=["no begin", "no end", "neither", "never seen", "unconfirmed"],
)
def test_a_grant_that_nobody_can_prove_open_is_unknown(
    given_: dict[str, object], a_grant: Builder, register_of: RegisterBuilder
) -> None:
    assert register_of().status(a_grant(**given_)) == "unknown"


@pytest.mark.parametrize("seen_on", ["2025-11-24", "2025-11", "2024"])
def test_a_grant_seen_too_long_ago_is_unknown(
    seen_on: str, a_grant: Builder, register_of: RegisterBuilder
) -> None:
    assert register_of().status(a_grant(seen_on=seen_on)) == "unknown"


@given(
    today=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    begin=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    end=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    seen=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    status=st.sampled_from(get_args(RecordStatus)),
)
def test_whatever_the_dates_open_means_confirmed_and_today_inside_the_window(
    today: date, begin: date | None, end: date | None, seen: date | None, status: RecordStatus
) -> None:
    record = Record(
        id="bon",
        kind="grant",
        type="grant",
        name="Bon",
        does={},
        status=status,
        valid_from=begin,
        valid_until=end,
        seen_on=seen.isoformat() if seen else None,
    )
    shown = Register(records=(), today=today).status(record)
    assert shown in get_args(ContactStatus)
    if shown == "open":
        assert status == "confirmed"
        assert begin is not None
        assert end is not None
        assert seen is not None
        assert begin <= today <= end
        assert today - seen < timedelta(days=366)


@pytest.mark.parametrize("kind", ["organisation", "programme", "rule"])
def test_what_is_no_grant_is_never_open(
    kind: str, a_grant: Builder, register_of: RegisterBuilder
) -> None:
    assert register_of().status(a_grant(kind=kind)) == "confirmed"
    assert register_of().status(a_grant(kind=kind, valid_until=date(2025, 1, 1))) == "ended"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2026-02", date(2026, 2, 1)),
        ("2026", date(2026, 1, 1)),
    ],
)
def test_a_month_or_year_counts_by_its_first_day(day: str, expected: date) -> None:
    assert earliest_day(day) == expected


@pytest.mark.parametrize("name", ["EEN", "SLIM", "MID"])
def test_a_name_that_is_an_everyday_word_needs_its_capitals(
    name: str, a_record: Builder, register_of: RegisterBuilder
) -> None:
    register = register_of(a_record(name))
    assert _named(register, f"Wat doet {name} voor ons?") == [name]
    assert _named(register, f"is {name.casefold()} werken of met de maat mid genoeg?") == []


@pytest.mark.parametrize("text", ["krijg ik wbso?", "WBSO aanvragen", "Hoe werkt de Wbso"])
def test_a_name_that_is_no_word_is_known_in_any_letters(
    text: str, a_record: Builder, register_of: RegisterBuilder
) -> None:
    assert _named(register_of(a_record("WBSO")), text) == ["WBSO"]


def test_a_name_inside_another_word_is_no_name(
    a_record: Builder, register_of: RegisterBuilder
) -> None:
    register = register_of(a_record("WBSO"), a_record("IHK"))
    assert _named(register, "de wbsoregeling en de IHKs") == []


@pytest.mark.parametrize(
    "text",
    [
        "wat doet perron38 voor ons",
        "wat doet Perron0038 voor ons",
        "bel de Fraunhoffer",
        "Fraunhofr",
    ],
)
def test_a_small_typo_in_a_long_name_is_forgiven(
    text: str, a_record: Builder, register_of: RegisterBuilder
) -> None:
    register = register_of(a_record("Perron038"), a_record("Fraunhofer"))
    assert len(_named(register, text)) == 1


def test_a_typo_in_the_last_word_of_a_question_is_forgiven_too(
    a_record: Builder, register_of: RegisterBuilder
) -> None:
    assert _named(register_of(a_record("Fraunhofer")), "Was macht Fraunhoffer?") == ["Fraunhofer"]


def test_another_name_is_no_typo(a_record: Builder, register_of: RegisterBuilder) -> None:
    register = register_of(a_record("Fraunhofer"), a_record("TWBS"))
    assert _named(register, "De Frauenhaus-groep en de WBSO") == []


def test_an_alias_names_the_record(a_record: Builder, register_of: RegisterBuilder) -> None:
    record = a_record("Kamer van Koophandel", aliases=("Handelsregisterloket",))
    assert _named(register_of(record), "bel het handelsregisterloket") == ["Kamer van Koophandel"]


def test_a_contact_is_shown_in_the_language_of_the_question(
    a_grant: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    grant = a_grant(apply_before_start=True, note={"de": "Erst fragen."})
    (german,) = register_of(grant).contacts(a_question(language="de"), {grant.id: 0.9})
    (english,) = register_of(grant).contacts(a_question(language="en"), {grant.id: 0.9})
    assert (german.why, german.note, german.status) == ("Hilft.", "Erst fragen.", "open")
    assert (english.why, english.note, english.apply_before_start) == ("Helps.", "", True)


def test_a_record_that_is_named_comes_before_one_that_only_fits(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    near, named = a_record("Nabij"), a_record("Perron038")
    contacts = register_of(near, named).contacts(
        a_question("Wat doet Perron038?"), {near.id: 0.9, named.id: 0.1}
    )
    assert [contact.name for contact in contacts] == ["Perron038", "Nabij"]


def test_of_two_equal_records_the_one_in_the_region_of_the_asker_comes_first(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    far = a_record("Aver", region=("Zwolle",))
    near = a_record("Nabij", region=("Twente", "Overijssel"))
    question = a_question(countries=("NL",), regions=("Twente",))
    contacts = register_of(far, near).contacts(question, {far.id: 0.7, near.id: 0.7})
    assert [contact.name for contact in contacts] == ["Nabij", "Aver"]


def test_of_two_equal_records_the_one_abroad_comes_last_and_europe_is_not_abroad(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    records = [
        a_record("Abroad", country=("DE",)),
        a_record("Europa", country=("EU",)),
        a_record("Thuis", country=("NL",)),
    ]
    scores = {record.id: 0.8 for record in records}
    contacts = register_of(*records).contacts(a_question(countries=("NL",)), scores)
    assert [contact.name for contact in contacts] == ["Europa", "Thuis", "Abroad"]


def test_of_two_equal_grants_the_ended_one_comes_last(
    a_grant: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    ended = a_grant(id="a-ended", valid_until=date(2026, 1, 2))
    alive = a_grant(id="b-alive")
    contacts = register_of(ended, alive).contacts(a_question(), {ended.id: 0.95, alive.id: 0.95})
    assert [contact.id for contact in contacts] == ["b-alive", "a-ended"]


def test_a_rule_is_never_a_contact(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    rule = a_record("Dataverordening", kind="rule")
    assert register_of(rule).contacts(a_question("Dataverordening?"), {rule.id: 1.0}) == ()


def test_records_that_no_search_found_are_no_contacts(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    record = a_record("Nabij", region=("Twente",))
    register = register_of(record)
    assert register.contacts(a_question(regions=("Twente",)), {}) == ()
    assert register.contacts(a_question(regions=("Twente",)), {record.id: 0.01}) == ()


def test_no_more_contacts_than_asked_for(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    records = [a_record(f"Hub {letter}") for letter in "abcde"]
    scores = {record.id: 0.9 for record in records}
    contacts = register_of(*records).contacts(a_question(), scores, k=2)
    assert [contact.name for contact in contacts] == ["Hub a", "Hub b"]


def test_a_desk_for_beginners_at_home_is_a_contact_for_who_asks_where_to_start(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    desk = a_record("Loket", region=("Overijssel",), activities=("advice",))
    register, question = register_of(desk), a_question(countries=("NL",))
    assert [contact.name for contact in register.contacts(question, {}, start=True)] == ["Loket"]
    assert register.contacts(question, {}) == ()


@pytest.mark.parametrize(
    "given_",
    [
        {"activities": ("research",)},
        {"region": ("Groningen",)},
        {"kind": "grant"},
        {"kind": "rule"},
        {"status": "ended"},
    ],
    ids=["no advice", "elsewhere", "grant", "rule", "ended"],
)
def test_what_does_not_advise_beginners_here_and_now_is_no_desk_for_them(
    given_: dict[str, object],
    a_record: Builder,
    register_of: RegisterBuilder,
    a_question: QuestionBuilder,
) -> None:
    fields = {"region": ("Overijssel",), "activities": ("advice",), **given_}
    register = register_of(a_record("Loket", **fields))
    assert register.contacts(a_question(countries=("NL",)), {}, start=True) == ()


def _shown(register: Register, question: Question) -> list[str]:
    scores = {record.id: 0.7 for record in register.records}
    return [contact.name for contact in register.contacts(question, scores, k=9)]


def test_a_hub_of_a_region_outside_is_no_desk_unless_it_is_named(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    register = register_of(
        a_record("Hub Noord", region=("Noord-Nederland",)),
        a_record("Grenshub", region=("Limburg", "Aachen")),
        a_record("Landelijk", region=("NL",)),
        a_record("Overal"),
    )
    assert _shown(register, a_question("Wie helpt?")) == ["Grenshub", "Landelijk", "Overal"]
    assert "Hub Noord" in _shown(register, a_question("Wat doet Hub Noord?"))


def test_a_desk_of_another_corner_comes_after_one_for_the_whole_country(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    register = register_of(
        a_record("Aachener Stelle", country=("DE",), region=("Aachen",)),
        a_record("Bundesstelle", country=("DE",), region=("DE",)),
        a_record("Landesstelle", country=("DE",), region=("NRW",)),
    )
    question = a_question(countries=("DE",), regions=("Münsterland", "NRW"))
    assert _shown(register, question) == ["Landesstelle", "Bundesstelle", "Aachener Stelle"]


def test_a_desk_behind_the_border_comes_up_for_who_looks_across_it(
    a_record: Builder, register_of: RegisterBuilder, a_question: QuestionBuilder
) -> None:
    register = register_of(
        a_record("Aachener Stelle", country=("DE",), region=("Aachen",)),
        a_record("Twents loket", country=("NL",), region=("Twente",)),
    )
    at_home = standalone(Message(text="Wer hilft in der Nähe von Ahaus?"))
    across = standalone(Message(text="Wer hilft bei Ahaus, auch über die Grenze?"))
    assert _shown(register, at_home) == ["Aachener Stelle", "Twents loket"]
    assert _shown(register, across) == ["Twents loket", "Aachener Stelle"]
