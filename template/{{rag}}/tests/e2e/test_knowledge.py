"""Documents and questions about them, over HTTP."""

import httpx

from support.fake_provider import SLOW, SUMMARY, FakeProvider
from support.service_process import ServiceProcess


def test_an_answer_comes_from_the_nearest_documents(
    client: httpx.Client, service: ServiceProcess, provider: FakeProvider
) -> None:
    texts = ["Refunds take five days.", "We are closed in zzz."]
    documents = [{"id": f"doc_{index}", "text": text} for index, text in enumerate(texts)]

    taken = client.post("/v1/documents", json={"documents": documents})
    question = {"userId": "usr_1", "text": "How long do refunds take?"}
    response = client.post("/v1/answers", json=question)

    assert taken.json() == {"count": 2}
    assert response.status_code == 200, response.text
    assert response.json() == {"answer": SUMMARY, "documentIds": ["doc_0", "doc_1"]}
    (request,) = provider.requests_about("Question:")
    assert "[doc_0] Refunds take five days." in request["messages"][1]["content"]
    assert len(service.lines_about(response.headers["X-Request-Id"])) == 1


def test_errors_have_the_envelope(client: httpx.Client, service: ServiceProcess) -> None:
    invalid = client.post("/v1/documents", json={"documents": []})
    slow = client.post("/v1/answers", json={"userId": "usr_1", "text": SLOW})

    for response, status, code in (
        (invalid, 422, "INVALID_REQUEST"),
        (slow, 504, "MODEL_TIMEOUT"),
    ):
        assert response.status_code == status, response.text
        error = response.json()["error"]
        assert (error["code"], error["requestId"]) == (code, response.headers["X-Request-Id"])
        (line,) = service.lines_about(error["requestId"])
        assert (line["status"], line["errorCode"]) == (status, code)
