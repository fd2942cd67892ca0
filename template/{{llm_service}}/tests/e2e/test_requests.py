"""Every kind of request over HTTP: its status, its body, and its one line in the log."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from support.fake_provider import (
    BREAKS_OFF,
    DOWN,
    MALFORMED,
    REPLY,
    SLOW,
    SUMMARY,
    TRIAGE,
    FakeProvider,
)
from support.service_process import ServiceProcess

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
REQUEST_ID = re.compile(r"req_[A-Za-z0-9_-]{1,64}")
PATHS = ["/v1/summary", "/v1/triage", "/v1/reply"]


def ticket(text: str) -> dict[str, str]:
    return {"userId": "usr_1", "text": text}


def line_of(service: ServiceProcess, response: httpx.Response) -> dict[str, Any]:
    """The one line about a response, which has the agreed fields."""
    request_id = response.headers["X-Request-Id"]
    assert REQUEST_ID.fullmatch(request_id)
    assert response.headers.get_list("X-Request-Id") == [request_id]
    lines = service.lines_about(request_id)
    assert len(lines) == 1, lines
    line = lines[0]
    assert TIMESTAMP.fullmatch(line["timestamp"])
    assert (line["service"], line["environment"]) == ("test-service", "staging")
    assert line["status"] == response.status_code
    assert line["path"] == response.url.path
    assert "sk-secret" not in json.dumps(line)
    return line


def assert_failed(
    service: ServiceProcess, response: httpx.Response, status: int, code: str
) -> dict[str, Any]:
    """The error has the envelope, and the log knows of it."""
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(response.json()) == {"error"}
    assert set(error) == {"code", "message", "requestId"}
    assert error["code"] == code
    assert error["requestId"] == response.headers["X-Request-Id"]
    assert "sk-secret" not in response.text
    return line_of(service, response)


def test_complete(client: httpx.Client, service: ServiceProcess, provider: FakeProvider) -> None:
    response = client.post(
        "/v1/summary", json=ticket("Charged twice."), headers={"X-Request-Id": "req_mine"}
    )

    assert response.status_code == 200, response.text
    assert response.json() == {"summary": SUMMARY}
    assert response.headers["X-Request-Id"] == "req_mine"
    assert line_of(service, response)["level"] == "info"
    (request,) = provider.requests_about("Charged twice.")
    assert [message["role"] for message in request["messages"]] == ["system", "user"]


def test_extract(client: httpx.Client, service: ServiceProcess) -> None:
    response = client.post("/v1/triage", json=ticket("Charged twice!"))

    assert response.status_code == 200, response.text
    assert response.json() == TRIAGE
    assert line_of(service, response)["message"] == "request handled"


def test_stream(client: httpx.Client, service: ServiceProcess) -> None:
    with client.stream("POST", "/v1/reply", json=ticket("Charged twice?")) as response:
        lines = list(response.iter_lines())

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert [line for line in lines if line.startswith("event")] == [
        *["event: part"] * len(REPLY),
        "event: done",
    ]
    parts = [json.loads(line.removeprefix("data: ")) for line in lines if "text" in line]
    assert [part["text"] for part in parts] == list(REPLY)
    assert line_of(service, response)["level"] == "info"


def test_a_stream_that_breaks_off_says_so(client: httpx.Client, service: ServiceProcess) -> None:
    with client.stream("POST", "/v1/reply", json=ticket(BREAKS_OFF)) as response:
        lines = [line for line in response.iter_lines() if line]

    assert response.status_code == 200
    assert lines[-2] == "event: error"
    error = json.loads(lines[-1].removeprefix("data: "))["error"]
    assert error["code"] == "MODEL_UNAVAILABLE"
    line = line_of(service, response)
    assert error["requestId"] == line["requestId"]
    assert (line["level"], line["errorCode"]) == ("warn", "MODEL_UNAVAILABLE")


@pytest.mark.parametrize("path", PATHS)
def test_provider_down(
    path: str, client: httpx.Client, service: ServiceProcess, provider: FakeProvider
) -> None:
    text = f"{DOWN} {path}"

    response = client.post(path, json=ticket(text))

    line = assert_failed(service, response, 502, "MODEL_UNAVAILABLE")
    assert line["level"] == "warn"
    # One retry of the settings: litellm spends it twice, in the provider's client and around it.
    assert 2 <= len(provider.requests_about(text)) <= 3


@pytest.mark.parametrize("path", PATHS)
def test_provider_slow(path: str, client: httpx.Client, service: ServiceProcess) -> None:
    response = client.post(path, json=ticket(SLOW))

    assert_failed(service, response, 504, "MODEL_TIMEOUT")
    assert response.elapsed.total_seconds() < 4


@pytest.mark.parametrize("path", ["/v1/summary", "/v1/triage"])
def test_malformed_model_answer(path: str, client: httpx.Client, service: ServiceProcess) -> None:
    response = client.post(path, json=ticket(MALFORMED))

    assert_failed(service, response, 502, "MALFORMED_ANSWER")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_chunked", [True, False])
def test_oversized_body(
    path: str, is_chunked: bool, client: httpx.Client, service: ServiceProcess
) -> None:
    body = json.dumps(ticket("x" * 10_001)).encode()

    response = client.post(path, content=iter([body]) if is_chunked else body)

    assert_failed(service, response, 413, "REQUEST_TOO_LARGE")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"not JSON", "body: "),
        (b'{"userId": "usr_1"}', "text: Field required"),
        (b'{"userId": "42", "text": "x"}', "userId: "),
        (b'{"userId": "usr_1", "text": " "}', "text: "),
        (b'{"userId": "usr_1", "text": "x", "more": 1}', "more: "),
    ],
)
def test_bad_request(
    body: bytes, place: str, client: httpx.Client, service: ServiceProcess
) -> None:
    response = client.post("/v1/triage", content=body)

    assert_failed(service, response, 422, "INVALID_REQUEST")
    assert response.json()["error"]["message"].startswith(place)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/nothing", (404, "NOT_FOUND")),
        ("GET", "/v1/triage", (405, "METHOD_NOT_ALLOWED")),
        # The package's own: they would call any model for anybody.
        ("POST", "/v1/complete", (404, "NOT_FOUND")),
        ("POST", "/v1/extract", (404, "NOT_FOUND")),
    ],
)
def test_what_is_not_there_has_the_envelope_too(
    method: str, path: str, expected: tuple[int, str], service: ServiceProcess
) -> None:
    response = httpx.request(method, f"{service.url}{path}")

    assert_failed(service, response, *expected)


@pytest.mark.parametrize("sent", ["mine", "req_", "req_a b", "req_" + "x" * 65])
def test_an_invalid_request_id_is_replaced(
    sent: str, client: httpx.Client, service: ServiceProcess
) -> None:
    response = client.get("/health", headers={"X-Request-Id": sent})

    assert response.headers["X-Request-Id"] != sent
    line_of(service, response)


def test_health(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ready"}


def test_concurrent_requests_keep_their_ids(client: httpx.Client, service: ServiceProcess) -> None:
    def call(number: int) -> httpx.Response:
        text = DOWN if number % 5 == 0 else f"number {number}"
        headers = {"X-Request-Id": f"req_concurrent-{number}"}
        return client.post(PATHS[number % 2], json=ticket(text), headers=headers)

    with ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(call, range(30)))

    for number, response in enumerate(responses):
        assert response.headers["X-Request-Id"] == f"req_concurrent-{number}"
        if number % 5 == 0:
            assert_failed(service, response, 502, "MODEL_UNAVAILABLE")
        else:
            assert response.status_code == 200
            line_of(service, response)
