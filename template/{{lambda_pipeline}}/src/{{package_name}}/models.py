"""The shapes of the data: as delivered, as curated, and as set aside."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "PENDING"
    PAID = "PAID"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class Currency(StrEnum):
    """The currencies we trade in; all of them have cents, which `total_cents` relies on."""

    EUR = "EUR"
    GBP = "GBP"
    USD = "USD"


class RawOrder(BaseModel):
    """An order exactly as delivered: the fields are the columns of the file, all of them text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order_id: str
    customer_id: str
    status: str
    total: str
    currency: str
    gift: str
    ordered_at: str


class OutputModel(BaseModel):
    """What we write: immutable, and camelCase once it is JSON."""

    model_config = ConfigDict(
        alias_generator=to_camel, frozen=True, serialize_by_alias=True, validate_by_name=True
    )


class Order(OutputModel):
    """A curated order."""

    id: str = Field(pattern=r"^ord_[A-Za-z0-9-]+$")
    customer_id: str = Field(pattern=r"^cus_[A-Za-z0-9-]+$")
    status: OrderStatus
    total_cents: int = Field(ge=0)
    currency: Currency
    is_gift: bool
    ordered_at: datetime


class QuarantinedRecord(OutputModel):
    """A record that was set aside: where it was, what is wrong with it, and its text."""

    line_number: int = Field(ge=1)
    reason: str
    raw: str


class SourceObject(OutputModel):
    """One version of a delivered object; the etag identifies its content."""

    bucket: str
    key: str
    etag: str


class Receipt(OutputModel):
    """Proof that a delivery was handled in full; a key is absent when nothing was written to it."""

    source: SourceObject
    curated_count: int
    curated_key: str | None
    quarantined_count: int
    quarantine_key: str | None
