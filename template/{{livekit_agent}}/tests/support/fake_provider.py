"""A provider of models on this machine: OpenAI's API, as far as the agent uses it."""

import json
import logging
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

LOGGER = logging.getLogger(__name__)
ORDER_ID = re.compile(r"\b\d{4}\b")
DOWN = "[down]"
HELLO = "Hello! Which order is it about?"


class FakeProvider(ThreadingHTTPServer):
    """Answers, and keeps what it was asked and with which headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FakeProviderHandler)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []

    @property
    def url(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.server_port}/v1"


class FakeProviderHandler(BaseHTTPRequestHandler):
    """One request to the provider."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """List no models: clients ask for them to warm up their connection."""
        self.send("application/json", b'{"object": "list", "data": []}')

    def do_POST(self) -> None:
        """Answer a completion, in server-sent events."""
        provider = cast("FakeProvider", self.server)
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        provider.requests.append(request)
        provider.headers.append({name.lower(): value for name, value in self.headers.items()})
        if DOWN in str(request["messages"][-1]):
            self.send("application/json", b'{"error": {"message": "overloaded"}}', 503)
            return
        chunks = [chunk(answer_to(request), None), chunk({}, "stop")]
        lines = [f"data: {json.dumps(part)}\n\n" for part in chunks]
        self.send("text/event-stream", "".join([*lines, "data: [DONE]\n\n"]).encode())

    def send(self, kind: str, payload: bytes, status: int = 200) -> None:
        """Send a response."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def handle(self) -> None:
        """Take it calmly when the other side hangs up."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""
        LOGGER.debug(format, *args)


def chunk(delta: dict[str, Any], reason: str | None) -> dict[str, Any]:
    """A part of an answer."""
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "test",
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def answer_to(request: dict[str, Any]) -> dict[str, Any]:
    """A tool for the order or the refund that was asked for; what a tool said, in words."""
    last = request["messages"][-1]
    text = str(last.get("content"))
    if last["role"] == "tool":
        return {"role": "assistant", "content": f"I see: {text}"}
    tools = {tool["function"]["name"] for tool in request.get("tools", [])}
    number = ORDER_ID.search(text)
    if "refund" in text and "transfer_to_refunds" in tools:
        return call("transfer_to_refunds", {})
    if last["role"] == "user" and number:
        name = "look_up_order" if "look_up_order" in tools else "request_refund"
        return call("cancel_order" if "ancel" in text else name, {"order_id": number[0]})
    return {"role": "assistant", "content": HELLO}


def call(name: str, arguments: dict[str, str]) -> dict[str, Any]:
    """An answer that is the call of a tool."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {
        "role": "assistant",
        "tool_calls": [{"index": 0, "id": "call_test", "type": "function", "function": function}],
    }


@contextmanager
def fake_provider() -> Generator[FakeProvider]:
    """A provider that lives for as long as it is needed."""
    provider = FakeProvider()
    thread = Thread(target=provider.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield provider
    provider.shutdown()
    provider.server_close()
