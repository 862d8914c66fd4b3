"""The whole way with a language model, by the real client, to a server that misbehaves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.answers import Answer, Handoff
from bot.assistant import Assistant
from bot.bootstrap import open_assistant
from bot.conversation import Message
from bot.errors import SettingsError
from bot.phrases import phrase
from bot.settings import Settings, load_settings
from tests.doubles.openai_double import OpenAIDouble, Reply, step, steps_json

SECONDS = 2.5
PATIENT = 30.0
SLACK = 15.0
"""What a busy machine may add; the client by itself would wait ten minutes for a hanging server."""

ASKED = "Hoe kan ik een robot testen in een fieldlab voordat ik hem koop?"
TRUE = "Test een robot in een fieldlab voordat je hem koopt."
FOUND = {TRUE, "Vervang papieren werkbonnen door digitale werkbonnen."}
WRITTEN = "Test de robot eerst in een fieldlab, voordat je hem koopt."
NOTE = phrase("nl", "caveat_no_model")

GOOD = Reply(text=steps_json(step(WRITTEN, TRUE)))
BAD_JSON = Reply(text='{"steps": [{"phase": "scan", "text": ')
INVENTED = Reply(text=steps_json(step(WRITTEN, "Robots zijn altijd veilig en altijd goedkoop.")))
WRONG_NUMBER = Reply(text=steps_json(step("Test 3 robots in een fieldlab voordat je koopt.", TRUE)))
LONG = Reply(text="robot " * 10_000)
OBEYS = Reply(text=steps_json(step("Ahoy, kijk op https://spook.example voor robots.", TRUE)))
BUSY = Reply(status=429, headers=(("Retry-After", "30"),))

MISBEHAVIOURS: dict[str, Sequence[Reply]] = {
    "bad JSON always": [BAD_JSON],
    "invented quotes": [INVENTED],
    "wrong numbers": [WRONG_NUMBER],
    "too many requests": [BUSY],
    "server error": [Reply(status=500)],
    "wrong key": [Reply(status=401)],
    "hangs": [Reply(hangs=True)],
    "trickles": [Reply(text=GOOD.text * 20, trickle=0.3)],
    "only says that it is alive": [Reply(pings=0.2)],
    "10,000 words": [LONG],
    "obeys an injection": [OBEYS],
    "hangs in the repair": [BAD_JSON, Reply(hangs=True)],
    "no steps": [Reply(text='{"steps": []}')],
    "nothing": [Reply(text="")],
    "another shape": [Reply(text='["Test een robot"]')],
    "unknown phase": [Reply(text=steps_json(step(WRITTEN, TRUE, phase="prijs")))],
}


def _holds_up(reply: Reply) -> bool:
    return reply.hangs or bool(reply.trickle or reply.pings)


AssistantOf = Callable[..., Assistant]


@pytest.fixture
def assistant_of(small_index: Path) -> AssistantOf:
    def build(server: OpenAIDouble, seconds: float = PATIENT) -> Assistant:
        settings = Settings.model_validate(
            {
                "index": small_index,
                "embedder": "hashing",
                "model": "openai:double",
                "model_url": server.url,
                "model_key": "geheime-sleutel",
                "model_timeout": seconds,
            }
        )
        return open_assistant(settings)

    return build


@pytest.mark.parametrize("script", MISBEHAVIOURS.values(), ids=MISBEHAVIOURS.keys())
def test_whatever_the_server_does_the_answer_comes_in_time_and_is_quoted(
    script: Sequence[Reply], assistant_of: AssistantOf, caplog: pytest.LogCaptureFixture
) -> None:
    with OpenAIDouble(script) as server, caplog.at_level(logging.WARNING):
        bound = SECONDS if any(_holds_up(reply) for reply in script) else PATIENT
        assistant = assistant_of(server, bound)
        start = time.monotonic()
        reply = assistant.reply(Message(text=ASKED))
        seconds = time.monotonic() - start
        assert 1 <= len(server.requests) <= 2
    assert isinstance(reply, Answer)
    assert seconds < bound + SLACK
    assert TRUE in [citation.quote for citation in reply.citations]
    assert {step.text for step in reply.steps} == {c.quote for c in reply.citations}
    assert reply.caveats[-1] == NOTE
    (line,) = [r for r in caplog.records if r.name == "bot.answering.generative"]
    assert "geheime-sleutel" not in line.getMessage() and ASKED not in line.getMessage()


def test_what_the_model_writes_is_the_answer_when_its_quotes_bear_it(
    assistant_of: AssistantOf,
) -> None:
    with OpenAIDouble([GOOD]) as server:
        reply = assistant_of(server).reply(Message(text=ASKED))
        assert server.keys == ["Bearer geheime-sleutel"]
    assert isinstance(reply, Answer)
    assert [(step.text, step.citations[0].quote) for step in reply.steps] == [(WRITTEN, TRUE)]
    assert NOTE not in reply.caveats


@pytest.mark.parametrize("first", [BAD_JSON, INVENTED, WRONG_NUMBER, OBEYS])
def test_one_repair_is_asked_for_with_what_was_wrong(
    first: Reply, assistant_of: AssistantOf
) -> None:
    with OpenAIDouble([first, GOOD]) as server:
        reply = assistant_of(server).reply(Message(text=ASKED))
        assert len(server.requests) == 2
        assert first.text in server.asked(1)
        assert "could not be used" in server.asked(1)
    assert isinstance(reply, Answer)
    assert [step.text for step in reply.steps] == [WRITTEN]
    assert NOTE not in reply.caveats


def test_what_held_the_first_time_is_kept_when_the_repair_fails(
    assistant_of: AssistantOf,
) -> None:
    mixed = steps_json(
        step(WRITTEN, TRUE), step("Koop er 12.", TRUE), step("Koop er 13 bij ons.", TRUE)
    )
    with OpenAIDouble([Reply(text=mixed), Reply(status=500)]) as server:
        reply = assistant_of(server).reply(Message(text=ASKED))
        assert len(server.requests) == 2
    assert isinstance(reply, Answer)
    assert [step.text for step in reply.steps] == [WRITTEN]


def test_a_server_that_asks_for_a_pause_is_left_alone(assistant_of: AssistantOf) -> None:
    with OpenAIDouble([BUSY]) as server:
        assistant = assistant_of(server)
        replies = [assistant.reply(Message(text=ASKED)) for _ in range(3)]
        assert len(server.requests) == 1
    assert all(isinstance(reply, Answer) and reply.caveats[-1] == NOTE for reply in replies)


def test_a_question_that_the_sources_do_not_bear_is_not_sent(assistant_of: AssistantOf) -> None:
    with OpenAIDouble([GOOD]) as server:
        assistant = assistant_of(server)
        replies = [assistant.reply(Message(text=t)) for t in ("Recept voor appelmoes?", "Hallo!")]
        assert server.requests == []
    assert all(isinstance(reply, Handoff) for reply in replies)


def test_a_model_is_only_opened_where_one_is_named(small_index: Path) -> None:
    drafter = open_assistant(Settings(index=small_index, embedder="hashing")).drafter
    assert type(drafter).__name__ == "ExtractiveDrafter"


def test_the_key_is_not_shown_when_the_settings_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJZER_MODEL_KEY", "geheime-sleutel")
    settings = load_settings()
    assert settings.model_key is not None
    assert settings.model_key.get_secret_value() == "geheime-sleutel"
    assert "geheime-sleutel" not in repr(settings)


@pytest.mark.parametrize("value", ["0", "500", "soon"])
def test_a_time_out_out_of_bounds_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJZER_MODEL_TIMEOUT", value)
    with pytest.raises(SettingsError, match="WEGWIJZER_MODEL_TIMEOUT"):
        load_settings()
