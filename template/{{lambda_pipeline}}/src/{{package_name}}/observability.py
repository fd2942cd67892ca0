"""Logs and metrics, in the field names that our dashboards and queries expect."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from pydantic.alias_generators import to_camel

from .errors import ConfigurationError
from .settings import LogLevel, Settings

if TYPE_CHECKING:
    from aws_lambda_powertools.logging.types import LogRecord

REQUEST_ID_FIELD = "function_request_id"
RENAMED = {REQUEST_ID_FIELD: "request_id"}
NO_REQUEST = "init"
UNKNOWN = "unknown"
LEVEL_NAMES = {"WARNING": "warn", "CRITICAL": "error"}
FIELD_ORDER = ["timestamp", "level", "message", REQUEST_ID_FIELD, "service", "environment"]


class JsonFormatter(LambdaPowertoolsFormatter):
    """One JSON object per line: UTC timestamps, lower-case levels, camelCase names."""

    def __init__(self) -> None:
        super().__init__(
            log_record_order=FIELD_ORDER, serialize_stacktrace=False, use_rfc3339=True, utc=True
        )
        self.append_keys(**{REQUEST_ID_FIELD: NO_REQUEST})

    def serialize(self, log: LogRecord) -> str:
        """Rename the fields that Powertools collected."""
        fields = {to_camel(RENAMED.get(name, name)): value for name, value in log.items()}
        fields["timestamp"] = str(fields["timestamp"]).replace("+00:00", "Z")
        level = str(fields["level"])
        fields["level"] = LEVEL_NAMES.get(level, level.lower())
        fields["requestId"] = f"req_{fields['requestId']}"
        return super().serialize(fields)


def create_logger(service: str, environment: str, level: LogLevel) -> Logger:
    """Return a logger whose lines have the service and the environment."""
    return Logger(
        service=service,
        level=level.upper(),
        logger_formatter=JsonFormatter(),
        environment=environment,
    )


def create_metrics(settings: Settings) -> Metrics:
    """Return metrics that CloudWatch reads from the log, by service and environment."""
    metrics = Metrics(namespace=settings.metrics_namespace, service=settings.service_name)
    metrics.set_default_dimensions(environment=settings.environment)
    return metrics


def report_startup_failure(error: ConfigurationError) -> None:
    """Log why the function cannot start, with the service and environment if they are known."""
    logger = create_logger(
        service=os.environ.get("SERVICE_NAME") or UNKNOWN,
        environment=os.environ.get("ENVIRONMENT") or UNKNOWN,
        level=LogLevel.ERROR,
    )
    logger.error("configuration is not valid", reason=str(error))
