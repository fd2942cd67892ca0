"""The interface to the shop's orders, and a sample shop."""

from typing import Protocol

from .errors import OrderNotCancellableError, OrderNotFoundError
from .models import Order, OrderStatus, RefundRequest


class Orders(Protocol):
    """Looks after orders, or raises an order error of `errors.py`."""

    async def find(self, order_id: str) -> Order: ...

    async def cancel(self, order_id: str) -> Order: ...

    async def request_refund(self, order_id: str) -> RefundRequest: ...


class SampleOrders:
    """Three orders in memory. Replace this class with an adapter to your store of orders."""

    def __init__(self) -> None:
        orders = (
            Order(order_id="1001", status=OrderStatus.OPEN, total_cents=4_990),
            Order(order_id="1002", status=OrderStatus.SHIPPED, total_cents=12_500),
            Order(order_id="1003", status=OrderStatus.CANCELLED, total_cents=800),
        )
        self._orders = {order.order_id: order for order in orders}

    async def find(self, order_id: str) -> Order:
        """Return the order with this number."""
        try:
            return self._orders[order_id]
        except KeyError:
            raise OrderNotFoundError(order_id) from None

    async def cancel(self, order_id: str) -> Order:
        """Cancel an order. To cancel it again changes nothing."""
        order = await self.find(order_id)
        if order.status is OrderStatus.SHIPPED:
            raise OrderNotCancellableError(order_id)
        self._orders[order_id] = order.model_copy(update={"status": OrderStatus.CANCELLED})
        return self._orders[order_id]

    async def request_refund(self, order_id: str) -> RefundRequest:
        """Ask a person for a refund. One order always has the same request."""
        order = await self.find(order_id)
        return RefundRequest(
            refund_id=f"ref_{order_id}", order_id=order_id, amount_cents=order.total_cents
        )
