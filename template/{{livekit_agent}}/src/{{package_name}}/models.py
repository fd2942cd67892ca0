"""The shapes of the data: what agents talk about, and on whose behalf."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

ANONYMOUS = "usr_anonymous"


class AgentModel(BaseModel):
    """What leaves this process: immutable, and camelCase once it is JSON."""

    model_config = ConfigDict(
        alias_generator=to_camel, frozen=True, serialize_by_alias=True, validate_by_name=True
    )


class CallContext(AgentModel):
    """Who talks and what for; it goes with every call to a model."""

    project: str
    feature: str
    user_id: str
    request_id: str


class JobMetadata(AgentModel):
    """What whoever sends the agent into a room tells it, as JSON."""

    user_id: str = Field(default=ANONYMOUS, pattern=r"^usr_[A-Za-z0-9_-]{1,64}$")
    is_text_only: bool = False


class OrderStatus(StrEnum):
    """How far an order is."""

    OPEN = "OPEN"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class Order(AgentModel):
    """An order of a customer's."""

    order_id: str
    status: OrderStatus
    total_cents: int


class RefundRequest(AgentModel):
    """A refund that a person has to approve."""

    refund_id: str
    order_id: str
    amount_cents: int
