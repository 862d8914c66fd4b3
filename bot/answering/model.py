"""A chat model of whatever provider, by LangChain: turns in, text out, in time and in bounds.

Every call runs on one event loop in a thread of its own. A deadline cancels it there, which closes
the connection: a server that hangs or trickles holds up neither the answer nor a thread.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import aclosing
from functools import cache
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from bot.answering.prompting import Turn
from bot.answering.proposals import SCHEMA
from bot.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_CHARACTERS = 16_000
"""Five steps with quotes are 5,000; a longer reply is cut off, and not used."""

LONGEST_REST = 60.0
"""Seconds that a server may ask us to leave it alone; then it is tried again."""

MOST_TOKENS = 4096
"""Only for providers that ask for a bound."""

GRACE = 0.5
"""Seconds for the loop to report a deadline that has passed; after that we stop listening."""

REFUSES_WISHES = frozenset({400, 404, 415, 422, 501})
"""Statuses of a server that does not know a wish, such as a schema for the reply."""

_PACKAGE = re.compile(r"requires the ([\w-]+) package")
_STRICT = {
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "steps", "strict": True, "schema": SCHEMA},
    }
}
_WISHES: dict[str, dict[str, Any]] = {
    "openai": {"temperature": 0, "extra_body": _STRICT},
    "azure_openai": {"temperature": 0, "extra_body": _STRICT},
    "mistralai": {"temperature": 0, "response_format": {"type": "json_object"}},
    "ollama": {"format": SCHEMA},
    "anthropic": {"temperature": 0},
}
"""What a provider is asked for besides the reply; a server that refuses is asked without."""


class ChatModel:
    """A model that replies within a number of seconds, or raises ModelError."""

    def __init__(self, model: BaseChatModel, wishes: Mapping[str, Any]) -> None:
        self._model = model
        self._wishes = wishes
        self._rests_until = 0.0

    def reply(self, turns: Sequence[Turn], seconds: float) -> str:
        """Return the text of the reply; raises ModelError, which never holds key or content."""
        if self.rests():
            raise ModelError("the server asked for a pause")
        ends = monotonic() + seconds
        failure, said = self._outcome(turns, seconds)
        if self._is_refused_wish(failure) and monotonic() < ends:
            self._wishes = {}
            failure, said = self._outcome(turns, ends - monotonic())
        if failure is not None:
            self._rest(failure)
            raise ModelError(_told(failure, seconds)) from failure
        return said

    def rests(self) -> float:
        """Return for how many seconds the server wants to be left alone."""
        return max(self._rests_until - monotonic(), 0.0)

    def _outcome(self, turns: Sequence[Turn], seconds: float) -> tuple[BaseException | None, str]:
        asked = self._model.bind(**self._wishes) if self._wishes else self._model
        reading = _in_time(asked.astream(list(turns)), seconds)
        future: Future[str] = asyncio.run_coroutine_threadsafe(reading, _loop())
        try:
            # Asked for, not caught: every provider has exceptions of its own.
            failure = future.exception(seconds + GRACE)
        except TimeoutError as error:
            future.cancel()
            return error, ""
        return failure, "" if failure else future.result()

    def _is_refused_wish(self, failure: BaseException | None) -> bool:
        return bool(self._wishes) and failure is not None and _status(failure) in REFUSES_WISHES

    def _rest(self, failure: BaseException) -> None:
        if _status(failure) == 429:
            self._rests_until = monotonic() + min(_retry_after(failure), LONGEST_REST)


class TooLongError(ValueError):
    """The reply did not end in time to be read."""


async def _in_time(chunks: AsyncIterator[Any], seconds: float) -> str:
    return await asyncio.wait_for(_read(chunks), seconds)


async def _read(chunks: AsyncIterator[Any]) -> str:
    said = ""
    async with aclosing(cast(Any, chunks)) as stream:
        async for chunk in stream:
            said += str(chunk.text)
            if len(said) > MOST_CHARACTERS:
                raise TooLongError
    return said


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One for the process: the providers keep their connections from one question to the next."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="language-model", daemon=True).start()
    return loop


def _told(failure: BaseException, seconds: float) -> str:
    if isinstance(failure, TooLongError):
        return f"its reply is longer than {MOST_CHARACTERS} characters"
    if isinstance(failure, TimeoutError) or "Timeout" in type(failure).__name__:
        return f"no reply within {seconds:.1f} seconds"
    status = _status(failure)
    return type(failure).__name__ + (f", HTTP {status}" if status else "")


def _status(failure: BaseException) -> int | None:
    own = getattr(failure, "status_code", None)
    found = own or getattr(getattr(failure, "response", None), "status_code", None)
    return found if isinstance(found, int) else None


def _retry_after(failure: BaseException) -> float:
    headers = getattr(getattr(failure, "response", None), "headers", {})
    said = str(headers.get("retry-after", ""))
    return float(said) if re.fullmatch(r"\d{1,6}(\.\d+)?", said) else 1.0


# --- opening --------------------------------------------------------------------------------

_NAME = re.compile(r"([a-z][a-z_]*):(\S+)")


def open_model(name: str, *, url: str | None, key: str | None, seconds: float) -> ChatModel:
    """Return the model `provider:name`; raises SettingsError saying what is missing."""
    provider, model = _named(name, url)
    given = _given(provider, url, key, seconds)
    making = asyncio.run_coroutine_threadsafe(_made(provider, model, given), _loop())
    # Asked for, not caught: every provider has exceptions of its own.
    failure = making.exception()
    if failure is not None:
        raise SettingsError(_cannot_open(provider, failure)) from failure
    return ChatModel(making.result(), _WISHES.get(provider, {}))


async def _made(provider: str, model: str, given: Mapping[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    return cast("BaseChatModel", init_chat_model(model, model_provider=provider, **given))


def _named(name: str, url: str | None) -> tuple[str, str]:
    """Return provider and model; an address alone is taken for one that speaks like OpenAI."""
    named = _NAME.fullmatch(name)
    if named:
        return named[1], named[2]
    if url:
        return "openai", name
    raise SettingsError(f"WEGWIJZER_MODEL: {name} names no provider; write it as provider:model")


def _given(provider: str, url: str | None, key: str | None, seconds: float) -> dict[str, Any]:
    """Return what the provider's own class wants to be given."""
    if provider == "ollama":
        headers = {"headers": {"Authorization": f"Bearer {key}"}} if key else {}
        client = {"timeout": seconds, **headers}
        return {"base_url": url, "temperature": 0, "client_kwargs": client}
    given: dict[str, Any] = {"timeout": math.ceil(seconds), "max_retries": 0}
    if url:
        given["azure_endpoint" if provider == "azure_openai" else "base_url"] = url
    if key:
        given["api_key"] = key
    elif url and provider == "openai":
        # Else the key for OpenAI in the environment would go to another address.
        given["api_key"] = "none"
    if provider == "anthropic":
        given["max_tokens"] = MOST_TOKENS
    return given


def _cannot_open(provider: str, failure: BaseException) -> str:
    package = _PACKAGE.search(str(failure))
    if package:
        return f"WEGWIJZER_MODEL: {provider} needs {package[1]}; run pip install {package[1]}"
    if isinstance(failure, ValueError) and "Unsupported" in str(failure):
        return (
            f"WEGWIJZER_MODEL: LangChain knows no provider {provider}; see docs/language-models.md"
        )
    reason = " ".join(str(failure).split())[:200]
    return f"WEGWIJZER_MODEL: {provider} cannot be used: {reason}"
