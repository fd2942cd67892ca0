"""Orders: from the text that was delivered to values that can be relied on."""

import re
from datetime import UTC, datetime
from enum import StrEnum

from ..errors import RejectedRecordError
from ..models import Currency, Order, OrderStatus, RawOrder

IDENTIFIER = re.compile(r"[A-Za-z0-9-]{1,64}")
AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")
CENTS_PER_UNIT = 100
CENT_DIGITS = 2
YES_OR_NO = {"yes": True, "no": False}


def transform_order(raw: RawOrder) -> Order:
    """Curate one order, or reject it with the first rule that it breaks."""
    return Order(
        id=f"ord_{_identifier('order_id', raw.order_id)}",
        customer_id=f"cus_{_identifier('customer_id', raw.customer_id)}",
        status=_member("status", raw.status, OrderStatus),
        total_cents=_cents("total", raw.total),
        currency=_member("currency", raw.currency, Currency),
        is_gift=_yes_or_no("gift", raw.gift),
        ordered_at=_instant("ordered_at", raw.ordered_at),
    )


def _identifier(column: str, text: str) -> str:
    if not IDENTIFIER.fullmatch(text):
        raise _rejection(column, text, "1 to 64 letters, digits and hyphens")
    return text


def _member[EnumT: StrEnum](column: str, text: str, members: type[EnumT]) -> EnumT:
    try:
        return members(text.strip().upper())
    except ValueError as error:
        raise _rejection(column, text, f"one of {', '.join(members)}") from error


def _cents(column: str, text: str) -> int:
    """Digits are shifted, not multiplied as a float: no cent is ever lost."""
    amount = AMOUNT.fullmatch(text.strip())
    if amount is None:
        raise _rejection(column, text, "an amount such as 12 or 12.50")
    units, cents = amount.groups(default="")
    return int(units) * CENTS_PER_UNIT + int(cents.ljust(CENT_DIGITS, "0"))


def _yes_or_no(column: str, text: str) -> bool:
    try:
        return YES_OR_NO[text.strip().lower()]
    except KeyError as error:
        raise _rejection(column, text, "yes or no") from error


def _instant(column: str, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _rejection(column, text, "a time such as 2026-01-31T12:00:00Z") from error
    if instant.tzinfo is None:
        raise _rejection(column, text, "a time with its offset, such as 2026-01-31T12:00:00+01:00")
    return instant.astimezone(UTC)


def _rejection(column: str, text: str, rule: str) -> RejectedRecordError:
    return RejectedRecordError(f"{column}: {text!r} is not {rule}")
