"""The pipeline, without what Lambda and S3 need.

What is named here is the public API; `handler.py` is what Lambda calls.
"""

from .models import Order, OrderStatus, QuarantinedRecord, RawOrder, Receipt, SourceObject
from .pipeline import run_pipeline

__all__ = [
    "Order",
    "OrderStatus",
    "QuarantinedRecord",
    "RawOrder",
    "Receipt",
    "SourceObject",
    "run_pipeline",
]
