"""Logs, in the field names that our dashboards and queries expect."""

import json
import logging
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic.alias_generators import to_camel

from .errors import ConfigurationError
from .settings import LogLevel

LOGGER = logging.getLogger(__name__)
NO_REQUEST = "req_init"
NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_-]")
UNKNOWN = "unknown"
LEVEL_NAMES = {"WARNING": "warn", "CRITICAL": "error", "DEV": "info", "TRACE": "debug"}
STANDARD_LEVELS = {LogLevel.WARN: "WARNING"}


def request_id_of(job_id: str) -> str:
    """Return the request id of a job, which is the same in every process."""
    return f"req_{NOT_IN_IDS.sub('-', job_id)}"


class JsonFormatter(logging.Formatter):
    """One JSON object per line: UTC timestamps, lower-case levels, camelCase names."""

    def __init__(self, service: str, environment: str) -> None:
        super().__init__()
        self._origin = {"service": service, "environment": environment}

    def format(self, record: logging.LogRecord) -> str:
        """Write the agreed fields, then those of the line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        job_id = getattr(record, "job_id", None)
        line = {
            "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": LEVEL_NAMES.get(record.levelname, record.levelname.lower()),
            "message": record.getMessage(),
            "requestId": request_id_of(job_id) if job_id else NO_REQUEST,
            **self._origin,
        }
        for name, value in getattr(record, "fields", {}).items():
            line[to_camel(name)] = value
        if record.exc_info and record.exc_info[0]:
            line["exceptionName"] = record.exc_info[0].__name__
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure_logging(service: str, environment: str, level: LogLevel) -> None:
    """Send every line through one handler. The processes of jobs use it too."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(service, environment))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    LOGGER.setLevel(STANDARD_LEVELS.get(level, level.upper()))


def log(level: LogLevel, message: str, fields: Mapping[str, object]) -> None:
    """Log a constant message with its data beside it."""
    number = logging.getLevelNamesMapping()[STANDARD_LEVELS.get(level, level.upper())]
    LOGGER.log(number, message, extra={"fields": fields})


def report_startup_failure(error: ConfigurationError) -> None:
    """Log why the agent cannot start, with the service and environment if they are known."""
    configure_logging(
        os.environ.get("SERVICE_NAME") or UNKNOWN,
        os.environ.get("ENVIRONMENT") or UNKNOWN,
        LogLevel.ERROR,
    )
    log(LogLevel.ERROR, "configuration is not valid", {"reason": str(error)})
