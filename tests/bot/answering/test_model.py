from __future__ import annotations

import subprocess
import sys

import pytest

from bot.answering.model import LONGEST_REST, MOST_CHARACTERS, ChatModel, open_model
from bot.errors import ModelError, SettingsError
from tests.doubles.openai_double import OpenAIDouble, Reply


def opened(server: OpenAIDouble, key: str | None = "key") -> ChatModel:
    return open_model("openai:double", url=server.url, key=key, seconds=20)


def said(model: ChatModel, seconds: float = 20.0) -> str:
    return model.reply([("system", "Be brief."), ("human", "Hello?")], seconds)


def test_the_text_of_the_reply_comes_whole() -> None:
    text = "Grüße aus Enschede — 5 × 3. " * 20
    with OpenAIDouble([Reply(text=text)]) as server:
        assert said(opened(server)) == text


def test_the_server_is_told_the_shape_and_to_be_the_same_each_time() -> None:
    with OpenAIDouble([Reply(text="ja")]) as server:
        said(opened(server))
        (request,) = server.requests
    schema = request["response_format"]["json_schema"]
    assert schema["strict"] and schema["schema"]["required"] == ["steps"]
    assert (request["temperature"], request["stream"]) == (0, True)


def test_a_server_that_knows_no_shape_is_asked_without_from_then_on() -> None:
    with OpenAIDouble([Reply(text="ja", refuses_schema=True)]) as server:
        model = opened(server)
        assert [said(model), said(model)] == ["ja", "ja"]
        shaped = ["response_format" in request for request in server.requests]
    assert shaped == [True, False, False]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_an_error_of_the_server_names_its_status(status: int) -> None:
    with (
        OpenAIDouble([Reply(status=status)]) as server,
        pytest.raises(ModelError, match=f"HTTP {status}"),
    ):
        said(opened(server))


def test_a_server_that_is_not_there_is_an_error_of_the_model() -> None:
    with OpenAIDouble([Reply(text="ja")]) as server:
        model = opened(server)
    with pytest.raises(ModelError, match="Connection"):
        said(model)


@pytest.mark.parametrize(
    "reply", [Reply(hangs=True), Reply(text="x" * 9000, trickle=0.2), Reply(pings=0.1)]
)
def test_a_late_server_is_hung_up_on(reply: Reply) -> None:
    with OpenAIDouble([reply]) as server:
        model = opened(server)
        with pytest.raises(ModelError, match="no reply within"):
            said(model, 0.6)
        assert server.closed.wait(5)


def test_a_reply_without_end_is_hung_up_on() -> None:
    with OpenAIDouble([Reply(text="woord " * 400_000)]) as server:
        model = opened(server)
        with pytest.raises(ModelError, match=str(MOST_CHARACTERS)):
            said(model)
        assert server.closed.wait(5)


@pytest.mark.parametrize(
    ("wait", "rests"), [("30", 30.0), ("9999", LONGEST_REST), ("tomorrow", 1.0), ("-1", 1.0)]
)
def test_a_pause_is_kept_but_never_a_long_one(wait: str, rests: float) -> None:
    with OpenAIDouble([Reply(status=429, headers=(("Retry-After", wait),))]) as server:
        model = opened(server)
        with pytest.raises(ModelError, match="429"):
            said(model)
        assert model.rests() == pytest.approx(rests, abs=0.9)
        with pytest.raises(ModelError, match="pause"):
            said(model)
        assert len(server.requests) == 1


def test_an_address_alone_speaks_like_openai_and_gets_no_key_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "for-openai-only")
    with OpenAIDouble([Reply(text="ja")]) as server:
        model = open_model("llama3.1-8b", url=server.url, key=None, seconds=20)
        said(model)
        assert server.keys == ["Bearer none"]
        assert server.requests[0]["model"] == "llama3.1-8b"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mistralai:small", "mistralai needs langchain-mistralai; run pip install"),
        ("ollama:llama3", "ollama needs langchain-ollama; run pip install"),
        ("nobody:llama3", "no provider nobody"),
        ("gpt-5", "write it as provider:model"),
        ("openai:", "write it as provider:model"),
    ],
)
def test_a_model_that_cannot_be_opened_says_what_to_do(name: str, told: str) -> None:
    with pytest.raises(SettingsError, match=rf"^WEGWIJZER_MODEL: .*{told}"):
        open_model(name, url=None, key=None, seconds=20)


def test_a_missing_key_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsError, match="openai cannot be used"):
        open_model("openai:gpt", url=None, key=None, seconds=20)


def test_azure_is_asked_at_its_endpoint_for_the_deployment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_VERSION", "2025-01-01")
    with OpenAIDouble([Reply(text="ja")]) as server:
        assert said(open_model("azure_openai:ours", url=server.root, key="k", seconds=20)) == "ja"
        (path,) = server.paths
    assert path == "/openai/deployments/ours/chat/completions?api-version=2025-01-01"


def test_without_a_model_nothing_of_langchain_is_loaded() -> None:
    code = (
        "import sys, bot.bootstrap, bot.settings;"
        "loaded = [n for n in sys.modules if n.split('.')[0] in"
        " ('langchain', 'langchain_core', 'langchain_openai', 'openai')];"
        "sys.exit(', '.join(loaded[:3]) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr.strip(), done.returncode) == ("", 0)
