"""The HTTP server: an app that services add their routes to."""

import json
import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

# goldenpath: ignore[IM02] it stands in for the package that may build on it
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic.alias_generators import to_camel
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..completion import complete, get_usage
from ..observability import flush_traces, init_observability
from ..structured import extract

router = APIRouter()
logger = logging.getLogger(__name__)
TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "array": list[str]}


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "timestamp": datetime.now(UTC).isoformat(),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "service": os.environ.get("SERVICE_NAME", "llm"),
            "environment": os.environ.get("SERVICE_ENVIRONMENT", "development"),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Take over the root logger, trace calls if that is configured, flush traces at the end."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter())
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger().setLevel(logging.INFO)
    try:
        init_observability()
    except ValueError as error:
        logger.warning("Observability not initialized: %s", error)
    yield
    with suppress(OSError):
        flush_traces()


class _RequestIds:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = f"req_{secrets.token_urlsafe(16)}"
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        await self.app(scope, receive, send_with_id)


app = FastAPI(title="LLM gateway", lifespan=lifespan)
app.add_middleware(CORSMiddleware, allow_origins=["*"])
app.add_middleware(_RequestIds)


def _envelope(status: int, code: str, error: Exception, request: Request) -> JSONResponse:
    request_id = getattr(request.state, "request_id", None)
    body = {"code": code, "message": str(error), "requestId": request_id}
    return JSONResponse({"error": body}, status)


@app.exception_handler(ValueError)
async def _value_error(request: Request, error: ValueError) -> JSONResponse:
    return _envelope(400, "BAD_REQUEST", error, request)


@app.exception_handler(ValidationError)
async def _validation_error(request: Request, error: ValidationError) -> JSONResponse:
    return _envelope(422, "VALIDATION_ERROR", error, request)


@app.exception_handler(Exception)
async def _any_error(request: Request, error: Exception) -> JSONResponse:
    logger.exception("Unhandled error")
    return _envelope(500, "INTERNAL_SERVER_ERROR", error, request)


class _Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class CompletionRequest(_Camel):
    """What to complete, by which model."""

    model: str
    messages: list[dict[str, str]]
    fallbacks: list[str] | None = None
    max_retries: int | None = None
    timeout: float | None = None


class ExtractionRequest(_Camel):
    """What to extract, by which model; the schema is flat in this stand-in."""

    model: str
    messages: list[dict[str, str]] | None = None
    prompt: str | None = None
    response_schema: dict[str, Any]
    max_retries: int = 3


@router.get("/health")
async def health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.post("/v1/complete")
async def complete_route(body: CompletionRequest, request: Request) -> dict[str, Any]:
    """Complete as the caller says."""
    response = await complete(**body.model_dump(), request_id=request.state.request_id)
    usage = {to_camel(name): value for name, value in get_usage(response).model_dump().items()}
    answer = response.model_dump()["choices"][0]["message"]["content"]
    return {"content": answer or "", "usage": usage}


@router.post("/v1/extract")
async def extract_route(body: ExtractionRequest) -> dict[str, Any]:
    """Extract as the caller says."""
    required = body.response_schema.get("required", [])
    fields: dict[str, Any] = {
        name: (kind, ...) if name in required else (kind | None, None)
        for name, prop in body.response_schema.get("properties", {}).items()
        for kind in [TYPES.get(prop.get("type"), str)]
    }
    options = body.model_dump(exclude={"response_schema"})
    answer = await extract(create_model("Answer", **fields), **options)
    return {"data": answer.model_dump()}


app.include_router(router)
