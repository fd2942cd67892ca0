"""The pipeline: extract, transform, load, with bad records set aside."""

from .errors import RejectedRecordError
from .models import QuarantinedRecord, Receipt, SourceObject
from .protocols import Extractor, Loader, Transformer


def run_pipeline[RawT, RecordT](
    source: SourceObject,
    extractor: Extractor[RawT],
    transformer: Transformer[RawT, RecordT],
    loader: Loader[RecordT],
) -> Receipt | None:
    """Deliver one object; None when that was done before.

    Whatever is raised on the way leaves no delivery behind, so the same object can be tried again.
    """
    if loader.is_delivered(source):
        return None
    with loader.open(source) as delivery:
        for row in extractor.extract(source):
            if isinstance(row, QuarantinedRecord):
                delivery.quarantine(row)
                continue
            try:
                record = transformer(row.record)
            except RejectedRecordError as error:
                delivery.quarantine(
                    QuarantinedRecord(line_number=row.line_number, reason=str(error), raw=row.raw)
                )
            else:
                delivery.curate(record)
        return delivery.commit()
