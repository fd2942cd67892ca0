"""The interfaces of the three steps of the pipeline. Any implementation can replace a step."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from .models import QuarantinedRecord, Receipt, SourceObject


@dataclass(frozen=True, slots=True)
class Row[RawT]:
    """A record that was read, with its line and text in case it is rejected later."""

    line_number: int
    raw: str
    record: RawT


class Extractor[RawT](Protocol):
    """Reads a delivered object record by record. Unreadable records become quarantined ones."""

    def extract(self, source: SourceObject) -> Iterator[Row[RawT] | QuarantinedRecord]: ...


class Transformer[RawT, RecordT](Protocol):
    """Turns a raw record into a curated one, or raises RejectedRecordError with the reason."""

    def __call__(self, raw: RawT, /) -> RecordT: ...


class Delivery[RecordT](Protocol):
    """Takes the records of one delivered object. Without a commit, nothing is kept."""

    def curate(self, record: RecordT) -> None: ...

    def quarantine(self, record: QuarantinedRecord) -> None: ...

    def commit(self) -> Receipt: ...


class Loader[RecordT](Protocol):
    """Opens deliveries, and knows which were committed before."""

    def is_delivered(self, source: SourceObject) -> bool: ...

    def open(self, source: SourceObject) -> AbstractContextManager[Delivery[RecordT]]: ...
