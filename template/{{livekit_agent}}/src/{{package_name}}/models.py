"""The data of the agents: orders, refunds, and the context of a call."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

ANONYMOUS = "usr_anonymous"


class AgentModel(BaseModel):
    """The base of models that leave this process. They are immutable, and camelCase in JSON."""

    model_config = ConfigDict(
        alias_generator=to_camel, frozen=True, serialize_by_alias=True, validate_by_name=True
    )


class CallContext(AgentModel):
    """The user and the purpose of a call to a model. Every call carries it."""

    project: str
    feature: str
    user_id: str
    request_id: str


class JobMetadata(AgentModel):
    """The metadata of a job, as JSON, from whoever dispatches the agent."""

    user_id: str = Field(default=ANONYMOUS, pattern=r"^usr_[A-Za-z0-9_-]{1,64}$")
    is_text_only: bool = False


class OrderStatus(StrEnum):
    """The status of an order."""

    OPEN = "OPEN"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class Order(AgentModel):
    """An order of a customer."""

    order_id: str
    status: OrderStatus
    total_cents: int


class RefundRequest(AgentModel):
    """A refund that a person has to approve."""

    refund_id: str
    order_id: str
    amount_cents: int
