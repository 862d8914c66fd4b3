"""Models by their name on the hub, with the real client and a hub on the loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from ingest.embedding import load_embedder


class Hub(ThreadingHTTPServer):
    """A hub on the loopback with one model, "own/tiny", and another behind terms, "own/gated"."""

    commit = "a" * 40

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.folder = folder
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        self.asked.append(path)
        if path.startswith("/api/models/own/tiny/tree/"):
            return 200, {}, json.dumps([self._row(p) for p in self._files()]).encode()
        if path.startswith("/api/models/own/tiny/"):
            return 200, {}, json.dumps({"id": "own/tiny", "sha": self.commit}).encode()
        if path.startswith("/own/tiny/resolve/"):
            data = (self.folder / path.split("/", 5)[5]).read_bytes()
            return 200, {"ETag": f'"{sha1(data).hexdigest()}"', "X-Repo-Commit": self.commit}, data
        if "gated" in path:
            return 403, {"X-Error-Code": "GatedRepo"}, b"{}"
        return 401, {"X-Error-Code": "RepoNotFound"}, b"{}"

    def _files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def _row(self, path: Path) -> dict[str, object]:
        data = path.read_bytes()
        place = path.relative_to(self.folder).as_posix()
        return {"type": "file", "path": place, "size": len(data), "oid": sha1(data).hexdigest()}


class _Desk(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        status, headers, body = self.server.answer(self.path.partition("?")[0])
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def hub(original: Path) -> Iterator[Hub]:
    with Hub(original) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


SHOWN = """
import sys
from ingest.embedding import load_embedder
from ingest.errors import EmbedderError
for name in sys.argv[1:]:
    try:
        print(load_embedder(name).name)
    except EmbedderError as error:
        print(error)
"""


def shown(*names: str, hub: str, home: Path) -> list[str]:
    """Return the stamp or the sentence for each model, asked for in a process of its own."""
    settings = {"HF_ENDPOINT": hub, "HF_HOME": str(home), "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    environment = {k: v for k, v in os.environ.items() if "OFFLINE" not in k} | settings
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, *names],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_model_is_fetched_once_and_has_the_stamp_of_its_folder(
    hub: Hub, original: Path, tmp_path: Path
) -> None:
    (stamp,) = shown("own/tiny", hub=hub.address, home=tmp_path)
    assert stamp == load_embedder(str(original)).name
    assert any(path.endswith("/model.safetensors") for path in hub.asked)
    hub.asked.clear()
    assert shown("own/tiny", hub=hub.address, home=tmp_path) == [stamp]
    assert hub.asked == []


def test_what_the_hub_refuses_or_does_not_know_is_one_sentence(hub: Hub, tmp_path: Path) -> None:
    gated, unknown, backless = shown(
        "own/gated", "own/nothing", "onnx:own/tiny", hub=hub.address, home=tmp_path
    )
    assert "its owner wants terms to be accepted first; accept them on its page" in gated
    assert "the hub has no public model of this name; check the spelling" in unknown
    assert "no weights for onnx (onnx/model.onnx*); leave 'onnx:' before its name out" in backless


def test_a_hub_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    (told,) = shown("own/tiny", hub="http://127.0.0.1:1", home=tmp_path)
    assert "was not fetched before, and the hub cannot be reached; fetch it where" in told
