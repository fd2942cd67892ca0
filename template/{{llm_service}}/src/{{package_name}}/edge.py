"""The edge: every request has an id, a limit, one line in the log, and errors of one form."""

from http import HTTPStatus
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import (
    ClosedRouteError,
    InvalidRequestError,
    MalformedAnswerError,
    ModelTimeoutError,
    ModelUnavailableError,
    NotReadyError,
    RequestTooLargeError,
    ServiceError,
)
from .models import ErrorBody, ErrorDetail
from .observability import REQUEST_ID, log, request_id_from
from .settings import LogLevel

STATUSES: dict[type[Exception], HTTPStatus] = {
    ClosedRouteError: HTTPStatus.NOT_FOUND,
    InvalidRequestError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RequestTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MalformedAnswerError: HTTPStatus.BAD_GATEWAY,
    ModelUnavailableError: HTTPStatus.BAD_GATEWAY,
    NotReadyError: HTTPStatus.SERVICE_UNAVAILABLE,
    ModelTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
}
# The package's routes call any model for anybody, without project, feature and user.
CLOSED = {"/v1/complete", "/v1/extract"}
REQUEST_ID_HEADER = "X-Request-Id"
MILLISECONDS = 1000


def error_body(error: Exception) -> ErrorBody:
    """What the caller learns of an error: never the text of one that we did not expect."""
    known = error if isinstance(error, ServiceError) else ServiceError()
    message = str(error) if isinstance(error, InvalidRequestError) else known.public_message
    return ErrorBody(
        error=ErrorDetail(code=known.code, message=message, request_id=REQUEST_ID.get())
    )


def error_response(error: Exception) -> Response:
    """The response that an error becomes."""
    status = STATUSES.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    return JSONResponse(error_body(error).model_dump(), status)


async def answer_http_exception(_: Request, error: Exception) -> Response:
    """An unknown path or method, in the same form as any other error."""
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
    detail = ErrorDetail(code=status.name, message=status.phrase, request_id=REQUEST_ID.get())
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse(ErrorBody(error=detail).model_dump(), status, headers)


class Edge:
    """Middleware around all other: nothing that goes wrong gets past it."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(receive, send, self._max_body_bytes)
        exchange.request_id = request_id_from(Headers(scope=scope).get(REQUEST_ID_HEADER))
        REQUEST_ID.set(exchange.request_id)
        started = perf_counter()
        failure: Exception | None = None
        try:
            if scope["path"] in CLOSED:
                raise ClosedRouteError
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            failure = error
            if exchange.status is None:
                await error_response(error)(scope, receive, exchange.send)
            else:
                # Too late for another status: the stream has told, and ends here.
                await send({"type": "http.response.body", "body": b""})
        finally:
            duration = round((perf_counter() - started) * MILLISECONDS)
            log_request(scope, exchange.status, duration, failure)


class Exchange:
    """The two directions of a request, watched."""

    def __init__(self, receive: Receive, send: Send, max_body_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._bytes_left = max_body_bytes
        self.request_id = ""
        self.status: int | None = None

    async def receive(self) -> Message:
        """Read on, up to the limit."""
        message = await self._receive()
        self._bytes_left -= len(message.get("body", b""))
        if self._bytes_left < 0:
            raise RequestTooLargeError
        return message

    async def send(self, message: Message) -> None:
        """Put the request's id on the response."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[REQUEST_ID_HEADER] = self.request_id
        await self._send(message)


def log_request(scope: Scope, status: int | None, duration: int, failure: Exception | None) -> None:
    """Write the one line about a request."""
    fields: dict[str, object] = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "duration_ms": duration,
    }
    if failure is None:
        log(LogLevel.INFO, "request handled", fields)
        return
    is_expected = type(failure) in STATUSES
    fields["error_code"] = error_body(failure).error.code
    fields["cause"] = type(failure.__cause__).__name__ if failure.__cause__ else None
    level = LogLevel.WARN if is_expected else LogLevel.ERROR
    log(level, "request failed", fields, None if is_expected else failure)
