"""Lambda's side of the Runtime API, and the real runtime client as a child process."""

import logging
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import cast
from uuid import uuid4

from support.template import ROOT

LOGGER = logging.getLogger(__name__)
VERSION = "/2018-06-01/runtime"
OUTCOME = re.compile(rf"{VERSION}/(?:invocation/[^/]+/(response|error)|init/(error))")
PATIENCE_SECONDS = 30
POLL_SECONDS = 0.02
MILLISECONDS = 1000
FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:test"


@dataclass(frozen=True)
class Invocation:
    """An event on its way to the function."""

    request_id: str
    event: bytes


@dataclass(frozen=True)
class Outcome:
    """What the function answered, or the error that the runtime reported."""

    is_error: bool
    payload: bytes


class RuntimeApi(ThreadingHTTPServer):
    """Hands out events and collects what comes of them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), RuntimeApiHandler)
        self.invocations: Queue[Invocation | None] = Queue()
        self.outcomes: Queue[Outcome] = Queue()
        Thread(target=self.serve_forever, args=(POLL_SECONDS,), daemon=True).start()

    def stop(self) -> None:
        """Hang up on the runtime, which ends it."""
        self.invocations.put(None)
        self.shutdown()
        self.server_close()


class RuntimeApiHandler(BaseHTTPRequestHandler):
    """One request of the runtime."""

    def do_GET(self) -> None:
        """Answer `next` once there is an event."""
        invocation = cast("RuntimeApi", self.server).invocations.get()
        if invocation is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", invocation.request_id)
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", FUNCTION_ARN)
        deadline = int((time.time() + PATIENCE_SECONDS) * MILLISECONDS)
        self.send_header("Lambda-Runtime-Deadline-Ms", str(deadline))
        # The runtime client is native code that crashes without a content type.
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(invocation.event)))
        self.end_headers()
        self.wfile.write(invocation.event)

    def do_POST(self) -> None:
        """Take a response or an error."""
        payload = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        match = OUTCOME.fullmatch(self.path)
        if match:
            cast("RuntimeApi", self.server).outcomes.put(
                Outcome("error" in match.groups(), payload)
            )

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""
        LOGGER.debug(format, *args)


class FunctionProcess:
    """The function as Lambda runs it: in the runtime client, fed by the Runtime API."""

    def __init__(self, handler: str, variables: dict[str, str], log: Path) -> None:
        self._api = RuntimeApi()
        self._log = log
        self.request_ids: list[str] = []
        host, port = self._api.server_address[:2]
        environment = {
            **{name: value for name, value in os.environ.items() if name not in variables},
            **variables,
            "AWS_LAMBDA_RUNTIME_API": f"{host}:{port}",
            "AWS_LAMBDA_FUNCTION_NAME": "test",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        }
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "awslambdaric", handler],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def process_id(self) -> int:
        """The process, for those who measure it."""
        return self._process.pid

    def invoke(self, event: bytes) -> Outcome:
        """Send an event and wait for what comes of it."""
        request_id = str(uuid4())
        self.request_ids.append(request_id)
        self._api.invocations.put(Invocation(request_id, event))
        return self.wait()

    def wait(self) -> Outcome:
        """Wait for the next response or error; a failed start is reported without an event."""
        return self._api.outcomes.get(timeout=PATIENCE_SECONDS)

    def stop(self) -> None:
        """End the process; it leaves by itself when the Runtime API is gone."""
        self._api.stop()
        self._process.wait(PATIENCE_SECONDS)

    def log_lines(self) -> list[str]:
        """What was printed so far."""
        return self._log.read_text().splitlines()
