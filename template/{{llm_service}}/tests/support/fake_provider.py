"""A provider of models on this machine: OpenAI's API, as far as the service uses it."""

import json
import logging
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, cast

LOGGER = logging.getLogger(__name__)
# What a ticket says makes the provider misbehave, so that tests can do so at the same time.
DOWN = "[down]"
SLOW = "[slow]"
MALFORMED = "[malformed]"
BREAKS_OFF = "[breaks-off]"
SLOW_SECONDS = 3
TRIAGE = {
    "category": "BILLING",
    "priority": "HIGH",
    "isComplaint": True,
    "reason": "The customer was charged twice.",
}
SUMMARY = "The customer was charged twice."
REPLY = ("I am sorry", " to hear", " that.")


class FakeProvider(ThreadingHTTPServer):
    """Answers, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FakeProviderHandler)
        self.requests: list[dict[str, Any]] = []
        self.traces: list[str] = []
        self.lock = Lock()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def requests_about(self, text: str) -> list[dict[str, Any]]:
        """The requests that hold a text."""
        with self.lock:
            return [request for request in self.requests if text in json.dumps(request)]


class FakeProviderHandler(BaseHTTPRequestHandler):
    """One request to the provider."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer a completion, or take traces."""
        provider = cast("FakeProvider", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/ingestion"):
            provider.traces.append(body.decode())
            self.answer({"successes": [], "errors": []})
            return
        request = json.loads(body)
        with provider.lock:
            provider.requests.append(request)
        text = str(request)
        if SLOW in text:
            time.sleep(SLOW_SECONDS)
        if DOWN in text:
            self.answer({"error": {"message": "overloaded sk-secret", "type": "server_error"}}, 503)
        elif request.get("stream"):
            self.answer_in_parts(BREAKS_OFF in text)
        else:
            self.answer(completion(request, MALFORMED in text))

    def answer(self, content: object, status: int = 200) -> None:
        """Send JSON."""
        payload = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def answer_in_parts(self, breaks_off: bool) -> None:
        """Send server-sent events."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for words in REPLY:
            self.send_part({"content": words}, None)
        if breaks_off:
            self.wfile.write(b'data: {"error": {"message": "lost", "code": 500}}\n\n')
            return
        self.send_part({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def send_part(self, delta: dict[str, str], reason: str | None) -> None:
        """Send one event."""
        chunk = {
            "id": "chatcmpl-test",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "test",
            "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def handle(self) -> None:
        """Take it calmly when the other side hangs up, which callers with a deadline do."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""
        LOGGER.debug(format, *args)


def completion(request: dict[str, Any], is_malformed: bool) -> dict[str, Any]:
    """An answer: to a question with tools, a call of the first one."""
    message: dict[str, Any] = {"role": "assistant", "content": SUMMARY}
    if is_malformed:
        message["content"] = ""
    if request.get("tools"):
        arguments = {"category": "NONSENSE"} if is_malformed else TRIAGE
        name = request["tools"][0]["function"]["name"]
        function = {"name": name, "arguments": json.dumps(arguments)}
        message["content"] = None
        message["tool_calls"] = [{"id": "call_test", "type": "function", "function": function}]
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": "test",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
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
