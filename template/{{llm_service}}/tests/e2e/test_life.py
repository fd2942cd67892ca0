"""From start to end: no start without settings, no end without the traces."""

from pathlib import Path

import httpx
import pytest

from support.fake_provider import FakeProvider
from support.service_process import ServiceProcess, running, variables


def test_sigterm_finishes_flushes_and_exits_with_0(provider: FakeProvider, tmp_path: Path) -> None:
    ticket = {"userId": "usr_7", "text": "Stop soon."}
    environment = {**variables(provider.url), "MODEL_TIMEOUT_SECONDS": "20"}
    with running(environment, tmp_path / "service.log") as service:
        response = httpx.post(f"{service.url}/v1/triage", json=ticket, timeout=30)
        code = service.terminate()

    assert code == 0
    request_id = response.headers["X-Request-Id"]
    sent = "".join(provider.traces)
    for value in (request_id, "usr_7", "triage", "test"):
        assert f'"{value}"' in sent
    assert [line["message"] for line in service.log_lines()] == [
        "service started",
        *["request handled"] * (len(service.log_lines()) - 2),
        "service stopped",
    ]


@pytest.mark.parametrize("name", ["MODEL", "OPENAI_API_KEY"])
def test_a_missing_variable_fails_the_start_with_a_sentence(name: str, tmp_path: Path) -> None:
    environment = {**variables("http://127.0.0.1:9"), name: ""}
    service = ServiceProcess(environment, tmp_path / "service.log")

    assert service.wait() == 1

    (line,) = service.log_lines()
    assert (line["level"], line["requestId"]) == ("error", "req_init")
    assert (line["service"], line["environment"]) == ("test-service", "staging")
    assert line["reason"].startswith(f"{name} is missing and must be ")
    assert line["reason"].endswith(", as .env.example shows.")
