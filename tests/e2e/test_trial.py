"""A newcomer without access to the private package and without a key tries a service."""

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from support.command import run_goldenpath

pytestmark = pytest.mark.slow
# Seconds: packages are installed first.
PATIENCE = 240
# Of whatever runs these tests.
FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTEST_", "COV_", "COVERAGE_", "UV_PROJECT", "GIT_CONFIG")
ANSWERS = {
    "triage": '"category":"BILLING"',
    "summary": '"summary":"The customer was charged twice."',
    "reply": 'event: done\ndata: {"status":"done"}',
    "documents": '{"count":1}',
    "answers": '"documentIds":["doc_1"]',
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_the_printed_commands_start_the_service_and_get_answers(
    released_template: Path, tmp_path: Path
) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    # No git reaches anything: the private package is not read.
    environment = own | {"GIT_ALLOW_PROTOCOL": "none"}
    made = run_goldenpath(
        *("new", "my service", "--shape", "llm-service", "--data", "with_rag=true"),
        *("--defaults", "--no-lock", "--template", released_template),
        folder=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    tried = run_goldenpath("try", "my service", folder=tmp_path, environment=environment)
    assert tried.returncode == 0, tried.stderr
    (start,) = re.findall(r"^  (cd .+)$", tried.stdout, re.M)
    requests = re.findall(r"^  (curl .+)$", tried.stdout, re.M)
    port = free_port()
    log = tmp_path / "log"
    with log.open("wb") as output:
        service = subprocess.Popen(
            ["bash", "-c", f"{start} --port {port}"],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(log, service)
        assert len(requests) == len(ANSWERS)
        for (route, answer), request in zip(ANSWERS.items(), requests, strict=True):
            assert f"/v1/{route} " in request
            words = shlex.split(request.replace(":8000/", f":{port}/"))
            done = subprocess.run(words, check=True, capture_output=True, text=True)
            assert answer in done.stdout, log.read_text()
    finally:
        os.killpg(service.pid, signal.SIGTERM)
        service.wait(PATIENCE)


def wait_for(log: Path, service: subprocess.Popen[bytes]) -> None:
    """Return once the service says that it has started."""
    end = time.monotonic() + PATIENCE
    while '"service started"' not in log.read_text():
        assert service.poll() is None and time.monotonic() < end, log.read_text()
        time.sleep(0.2)
