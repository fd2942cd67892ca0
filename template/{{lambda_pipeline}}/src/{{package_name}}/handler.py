"""The edge, which Lambda calls. The code at module level runs once per cold start."""

from typing import TYPE_CHECKING, cast

import boto3
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes import SQSEvent, SQSRecord, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from .errors import ConfigurationError, SourceReplacedError
from .events import parse_notification
from .extractors.s3_csv import S3CsvExtractor
from .loaders.s3_jsonl import S3JsonlLoader
from .models import Order, RawOrder, SourceObject
from .observability import create_logger, create_metrics, report_startup_failure
from .pipeline import run_pipeline
from .settings import load_settings
from .transformers.orders import transform_order

if TYPE_CHECKING:
    import logging

try:
    settings = load_settings()
except ConfigurationError as error:
    report_startup_failure(error)
    raise

logger = create_logger(settings.service_name, settings.environment, settings.log_level)
metrics = create_metrics(settings)
processor = BatchProcessor(
    EventType.SQS,
    raise_on_entire_batch_failure=False,
    # Powertools' logger has the methods of the standard one, but is not a subclass of it.
    logger=cast("logging.Logger", logger),
)
s3 = boto3.client("s3")
extractor = S3CsvExtractor(s3, RawOrder)
loader = S3JsonlLoader[Order](s3, settings)


@logger.inject_lambda_context
@metrics.log_metrics
@event_source(data_class=SQSEvent)
def handler(event: SQSEvent, context: LambdaContext) -> PartialItemFailureResponse:
    """Handle a batch of messages, and return those that SQS should deliver again."""
    metrics.add_metadata("requestId", f"req_{context.aws_request_id}")
    response = process_partial_response(
        event=event.raw_event, record_handler=handle_message, processor=processor, context=context
    )
    failures = len(response["batchItemFailures"])
    metrics.add_metric("MessagesFailed", MetricUnit.Count, failures)
    logger.remove_keys(["message_id", "object_key"])
    return response


def handle_message(record: SQSRecord) -> None:
    """Deliver the objects of one message. Powertools requires the parameter name `record`."""
    logger.append_keys(message_id=record.message_id, object_key=None)
    for source in parse_notification(record.body):
        logger.append_keys(object_key=source.key)
        deliver(source)


def deliver(source: SourceObject) -> None:
    """Run the pipeline for one object, and log the result."""
    try:
        receipt = run_pipeline(source, extractor, transform_order, loader)
    except SourceReplacedError:
        logger.warning("object was replaced, skipped", etag=source.etag)
        return
    if receipt is None:
        logger.info("object was delivered before, skipped", etag=source.etag)
        return
    logger.info(
        "object delivered",
        etag=source.etag,
        curated_count=receipt.curated_count,
        quarantined_count=receipt.quarantined_count,
    )
    metrics.add_metric("RecordsCurated", MetricUnit.Count, receipt.curated_count)
    metrics.add_metric("RecordsQuarantined", MetricUnit.Count, receipt.quarantined_count)
