"""The edge gives every request an id, a size limit, one log line, and errors of one form."""

from http import HTTPStatus
from time import perf_counter
from typing import NamedTuple, NoReturn

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import (
    InvalidRequestError,
    MalformedAnswerError,
    ModelTimeoutError,
    ModelUnavailableError,
    NotReadyError,
    RequestTooLargeError,
)
from .models import ErrorBody, ErrorDetail
from .observability import LOGGER, REQUEST_ID, request_id_from


class Answer(NamedTuple):
    """The answer to a caller after an error. It never has the text of an unexpected error."""

    status: int
    code: str
    message: str


ANSWERS: dict[type[Exception], Answer] = {
    RequestTooLargeError: Answer(413, "REQUEST_TOO_LARGE", "the body is too large"),
    MalformedAnswerError: Answer(502, "MALFORMED_ANSWER", "the model gave no usable answer"),
    ModelUnavailableError: Answer(502, "MODEL_UNAVAILABLE", "the model is unavailable, try later"),
    NotReadyError: Answer(503, "NOT_READY", "the service takes no requests now"),
    ModelTimeoutError: Answer(504, "MODEL_TIMEOUT", "the model took too long, try again later"),
}
UNEXPECTED = Answer(500, "INTERNAL_ERROR", "something went wrong on our side")
# The package's routes call any model for anybody, without project, feature and user.
CLOSED = {"/v1/complete", "/v1/extract"}
REQUEST_ID_HEADER = "X-Request-Id"
MILLISECONDS = 1000


def answer_to(error: Exception) -> Answer:
    """Return the answer for this error."""
    if isinstance(error, InvalidRequestError):
        return Answer(422, "INVALID_REQUEST", str(error))
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        return Answer(status, status.name, status.phrase)
    return ANSWERS.get(type(error), UNEXPECTED)


def error_body(error: Exception) -> ErrorBody:
    """Return the body that every error has."""
    _, code, message = answer_to(error)
    return ErrorBody(error=ErrorDetail(code=code, message=message, request_id=REQUEST_ID.get()))


async def leave_to_edge(_: Request, error: Exception) -> NoReturn:
    """Raise the error again, so that the edge answers an unknown path or method too."""
    raise error


class Edge:
    """The outermost middleware, which handles every error."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        REQUEST_ID.set(request_id_from(Headers(scope=scope).get(REQUEST_ID_HEADER)))
        exchange = Exchange(receive, send, self._max_body_bytes)
        started = perf_counter()
        failure: Exception | None = None
        try:
            if scope["path"] in CLOSED:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            failure = error
            if exchange.status is None:
                headers = error.headers if isinstance(error, HTTPException) else None
                body = error_body(error).model_dump()
                response = JSONResponse(body, answer_to(error).status, headers)
                await response(scope, receive, exchange.send)
            else:
                # The response has begun, so its status cannot change. The stream ends here.
                await send({"type": "http.response.body", "body": b""})
        finally:
            duration = round((perf_counter() - started) * MILLISECONDS)
            log_request(scope, exchange.status, duration, failure)


class Exchange:
    """Watches both directions of a request."""

    def __init__(self, receive: Receive, send: Send, max_body_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._bytes_left = max_body_bytes
        self.status: int | None = None

    async def receive(self) -> Message:
        """Read more of the body, up to the limit."""
        message = await self._receive()
        self._bytes_left -= len(message.get("body", b""))
        if self._bytes_left < 0:
            raise RequestTooLargeError
        return message

    async def send(self, message: Message) -> None:
        """Add the request's id to the response."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[REQUEST_ID_HEADER] = REQUEST_ID.get()
        await self._send(message)


def log_request(scope: Scope, status: int | None, duration: int, failure: Exception | None) -> None:
    """Write the one line about a request."""
    fields = {"method": scope["method"], "path": scope["path"], "status": status}
    fields["duration_ms"] = duration
    if failure is None:
        LOGGER.info("request handled", extra={"fields": fields})
        return
    answer = answer_to(failure)
    fields["error_code"] = answer.code
    fields["cause"] = type(failure.__cause__).__name__ if failure.__cause__ else None
    if answer is UNEXPECTED:
        LOGGER.error("request failed", extra={"fields": fields}, exc_info=failure)
    else:
        LOGGER.warning("request failed", extra={"fields": fields})
