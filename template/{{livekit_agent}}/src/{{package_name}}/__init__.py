"""The agent's domain, without LiveKit.

What is named here is the public API.
"""

from .models import CallContext, Order, OrderStatus
from .orders import Orders, SampleOrders

__all__ = ["CallContext", "Order", "OrderStatus", "Orders", "SampleOrders"]
