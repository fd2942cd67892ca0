"""The shapes of the data: what is asked, what is answered, and on whose behalf."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

MAX_TICKET_LENGTH = 20_000


class ApiModel(BaseModel):
    """What goes over the wire: immutable, and camelCase once it is JSON."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        serialize_by_alias=True,
        validate_by_name=True,
    )


class CallContext(ApiModel):
    """Who calls a model and what for; it goes with every call."""

    project: str
    feature: str
    user_id: str
    request_id: str


class TicketRequest(ApiModel):
    """A support ticket, and the user who wants something done with it."""

    user_id: str = Field(pattern=r"^usr_[A-Za-z0-9_-]{1,64}$")
    text: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        min_length=1, max_length=MAX_TICKET_LENGTH
    )


class Category(StrEnum):
    """What a ticket is about."""

    BILLING = "BILLING"
    BUG = "BUG"
    HOW_TO = "HOW_TO"
    OTHER = "OTHER"


class Priority(StrEnum):
    """How soon a ticket wants an answer."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"


class Triage(ApiModel):
    """Where a ticket belongs."""

    category: Category
    priority: Priority
    is_complaint: bool
    reason: str


class Summary(ApiModel):
    """A ticket in short."""

    summary: str


class ReplyPart(ApiModel):
    """Some words of a reply."""

    text: str


class Status(ApiModel):
    """How the service is."""

    status: str


class ErrorDetail(ApiModel):
    """What went wrong, and the request id to quote when asking about it."""

    code: str
    message: str
    request_id: str


class ErrorBody(ApiModel):
    """The body of every response that is not a success."""

    error: ErrorDetail
