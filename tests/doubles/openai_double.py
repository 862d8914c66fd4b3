"""A server on loopback that speaks like OpenAI's chat completions, and behaves as it is told.

A test gives it a script: one `Reply` a request, the last one for all that follow. It keeps what it
was asked. It streams when it is asked to, as the real client does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

PIECE = 40
"""Characters of a streamed chunk."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server does with one request."""

    text: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    hangs: bool = False
    """Takes the request and never says a word."""
    trickle: float = 0.0
    """Seconds before each piece of the reply."""
    pings: float = 0.0
    """Seconds between comments that keep the connection alive and say nothing."""
    refuses_schema: bool = False
    """Answers 400 to a request that asks for a response format, as small servers do."""


@dataclass
class OpenAIDouble:
    """Use it as a context: `with OpenAIDouble(script) as double: ... double.url`."""

    script: Sequence[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    """Set when a client has gone away before its reply was whole."""
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> OpenAIDouble:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.double = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    def asked(self, number: int = 0) -> str:
        """All that the client wrote in its n-th request."""
        return "\n\n".join(turn["content"] for turn in self.requests[number]["messages"])

    def take(self, request: dict[str, Any], key: str) -> Reply:
        reply = self.script[min(len(self.requests), len(self.script) - 1)]
        self.requests.append(request)
        self.keys.append(key)
        return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    double: OpenAIDouble


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a test reads the requests that were kept."""

    def do_POST(self) -> None:
        double = self.server.double
        double.paths.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        reply = double.take(request, self.headers.get("Authorization", ""))
        try:
            self._reply(request, reply)
        except OSError:
            double.closed.set()
            self.close_connection = True

    def _reply(self, request: dict[str, Any], reply: Reply) -> None:
        if reply.hangs:
            self._hang()
        elif not self.path.partition("?")[0].endswith("/chat/completions"):
            self._whole(404, {"error": {"message": "no such path"}})
        elif reply.refuses_schema and "response_format" in request:
            self._whole(400, {"error": {"message": "response_format is not supported"}})
        elif reply.status != 200:
            self._whole(reply.status, {"error": {"message": "no"}}, reply.headers)
        elif request.get("stream"):
            self._stream(request, reply)
        else:
            choice = {"index": 0, "finish_reason": "stop"}
            message = {"role": "assistant", "content": reply.text}
            self._whole(200, _envelope(request, [{**choice, "message": message}]))

    def _hang(self) -> None:
        """Wait until the client has gone, or the test is over."""
        self.connection.settimeout(0.05)
        while not self.server.double.stopping.is_set():
            try:
                if not self.connection.recv(1):
                    raise ConnectionResetError
            except TimeoutError:
                continue
        self.close_connection = True

    def _whole(
        self, status: int, row: dict[str, Any], headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        data = json.dumps(row).encode()
        self.send_response(status)
        for name, value in (*headers, ("Content-Type", "application/json")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, request: dict[str, Any], reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        while reply.pings and not self.server.double.stopping.is_set():
            self._write(": still thinking\n\n", reply.pings)
        for delta, ends in _deltas(reply.text):
            choice = {"index": 0, "delta": delta, "finish_reason": "stop" if ends else None}
            row = json.dumps(_envelope(request, [choice], "chat.completion.chunk"))
            self._write(f"data: {row}\n\n", reply.trickle)
        self._write("data: [DONE]\n\n", 0.0)

    def _write(self, text: str, wait: float) -> None:
        # The end of the test ends the wait as well.
        if self.server.double.stopping.wait(wait):
            raise ConnectionAbortedError
        self.wfile.write(text.encode())
        self.wfile.flush()


def _deltas(text: str) -> Iterator[tuple[dict[str, str], bool]]:
    yield {"role": "assistant", "content": ""}, False
    for start in range(0, len(text), PIECE):
        yield {"content": text[start : start + PIECE]}, False
    yield {}, True


def _envelope(
    request: dict[str, Any], choices: list[dict[str, Any]], kind: str = "chat.completion"
) -> dict[str, Any]:
    model = request.get("model", "double")
    return {"id": "double-1", "object": kind, "created": 1, "model": model, "choices": choices}


def steps_json(*steps: dict[str, Any]) -> str:
    return json.dumps({"steps": list(steps)}, ensure_ascii=False)


def step(text: str, *quotes: str, passage: int = 1, phase: str = "scan") -> dict[str, Any]:
    """A step as a model writes it, its quotes out of one passage."""
    told = [{"passage": passage, "quote": quote} for quote in quotes]
    return {"phase": phase, "text": text, "quotes": told}
