"""What a language model writes back: JSON with steps, read with as much patience as is safe."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answers import Phase

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
"""Some models think aloud before they answer."""


def _closed(schema: dict[str, Any]) -> None:
    schema["additionalProperties"] = False


class ProposedQuote(BaseModel):
    """A quote and the number of the passage in which it is said to stand."""

    model_config = ConfigDict(json_schema_extra=_closed)

    passage: int
    quote: str


class Proposal(BaseModel):
    """A step as the model writes it."""

    model_config = ConfigDict(json_schema_extra=_closed)

    phase: Phase
    text: str
    quotes: list[ProposedQuote]


class Proposals(BaseModel):
    """The whole reply."""

    model_config = ConfigDict(json_schema_extra=_closed)

    steps: list[Proposal] = Field(max_length=50)


SCHEMA: dict[str, Any] = Proposals.model_json_schema()
"""The reply as JSON schema, strict enough for providers that hold a model to one."""


class UnreadableError(ValueError):
    """The reply is not the JSON that was asked for; the message says what is wrong with it."""


def read_proposals(said: str) -> list[Proposal]:
    """Return the steps of a reply; words and code fences around the JSON are passed over."""
    text = _THOUGHT.sub("", said)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise UnreadableError("the reply holds no JSON object")
    try:
        return Proposals.model_validate_json(text[start : end + 1]).steps
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the JSON"
        raise UnreadableError(f"{place}: {first['msg']}") from error
