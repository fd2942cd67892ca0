"""The routes, which turn a request into a use case and its result into a response."""

from collections.abc import AsyncIterator

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse

from .edge import error_body
from .errors import InvalidRequestError, NotReadyError, ServiceError
from .llm import LanguageModel
from .models import CallContext, ReplyPart, Status, Summary, TicketRequest, Triage
from .observability import REQUEST_ID
from .use_cases import reply, summary, triage


class Routes:
    """The routes under /v1/, and whether the service is ready."""

    def __init__(self, model: LanguageModel, project: str) -> None:
        self._model = model
        self._project = project
        self.is_ready = False

    async def ready(self) -> Status:
        """Answer whether the service takes requests."""
        if not self.is_ready:
            raise NotReadyError
        return Status(status="ready")

    async def summary(self, request: Request) -> Summary:
        """Sum up a ticket."""
        text, context = await self._ticket(request, summary.FEATURE)
        return await summary.summarise_ticket(text, self._model, context)

    async def triage(self, request: Request) -> Triage:
        """Sort a ticket."""
        text, context = await self._ticket(request, triage.FEATURE)
        return await triage.triage_ticket(text, self._model, context)

    async def reply(self, request: Request) -> StreamingResponse:
        """Draft a reply, as server-sent events."""
        text, context = await self._ticket(request, reply.FEATURE)
        parts = reply.draft_reply(text, self._model, context)
        # A failure before the first part can still have its own status.
        first = await anext(parts, ReplyPart(text=""))
        return StreamingResponse(events(first, parts), media_type="text/event-stream")

    async def _ticket(self, request: Request, feature: str) -> tuple[str, CallContext]:
        ticket = await read(request, TicketRequest)
        return ticket.text, call_context(self._project, feature, ticket.user_id)


def call_context(project: str, feature: str, user_id: str) -> CallContext:
    """Return the context of a call to a model: project, feature, user and request."""
    request_id = REQUEST_ID.get()
    return CallContext(project=project, feature=feature, user_id=user_id, request_id=request_id)


async def read[BodyT: BaseModel](request: Request, shape: type[BodyT]) -> BodyT:
    """Return the body as a model. If it does not fit, raise an error that says where."""
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError as error:
        places = [f"{'.'.join(map(str, f['loc'])) or 'body'}: {f['msg']}" for f in error.errors()]
        raise InvalidRequestError("; ".join(places)) from error
    except ClientDisconnect as error:
        raise InvalidRequestError("the body is incomplete") from error


async def events(first: ReplyPart, rest: AsyncIterator[ReplyPart]) -> AsyncIterator[str]:
    """Yield server-sent events: parts, then `done` or `error`."""
    try:
        yield event("part", first)
        async for part in rest:
            yield event("part", part)
    except ServiceError as error:
        yield event("error", error_body(error))
        raise
    yield event("done", Status(status="done"))


def event(name: str, data: BaseModel) -> str:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {data.model_dump_json()}\n\n"
