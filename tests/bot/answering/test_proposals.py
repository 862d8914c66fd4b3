from __future__ import annotations

import json

import pytest

from bot.answering.proposals import SCHEMA, UnreadableError, read_proposals
from bot.answers import ROUTE

STEP = {"phase": "scan", "text": "Doe.", "quotes": [{"passage": 1, "quote": "Doe een scan."}]}
GOOD = json.dumps({"steps": [STEP]})


@pytest.mark.parametrize(
    "said",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here you are:\n{GOOD}\nGood luck!",
        f'<think>{{"steps": 1}} or so</think>{GOOD}',
        json.dumps({"steps": [{**STEP, "why": "because"}], "language": "nl"}),
    ],
    ids=["bare", "fence", "words around", "thought", "more than asked"],
)
def test_the_steps_are_read_whatever_stands_around_them(said: str) -> None:
    (proposal,) = read_proposals(said)
    assert (proposal.phase, proposal.text) == ("scan", "Doe.")
    assert [(quote.passage, quote.quote) for quote in proposal.quotes] == [(1, "Doe een scan.")]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("", "no JSON"),
        ("I cannot do that.", "no JSON"),
        ("} {", "no JSON"),
        ('{"steps": [', "no JSON"),
        ('{"steps": [{]}', "Invalid JSON"),
        ('{"answer": "Doe."}', "steps"),
        (json.dumps({"steps": [{**STEP, "phase": "price"}]}), r"steps\.0\.phase"),
        (json.dumps({"steps": [{**STEP, "quotes": "Doe."}]}), r"steps\.0\.quotes"),
        (json.dumps({"steps": [STEP] * 51}), "steps"),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong(said: str, wrong: str) -> None:
    with pytest.raises(UnreadableError, match=wrong):
        read_proposals(said)


def test_the_schema_is_closed_and_names_every_phase() -> None:
    parts = [SCHEMA, *SCHEMA["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts)
    assert all(set(part["required"]) == set(part["properties"]) for part in parts)
    assert SCHEMA["$defs"]["Proposal"]["properties"]["phase"]["enum"] == list(ROUTE)
