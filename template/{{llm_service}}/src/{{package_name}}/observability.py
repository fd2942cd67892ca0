"""Logs, in the field names that our dashboards and queries expect."""

import json
import logging
import os
import re
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime

from pydantic.alias_generators import to_camel

from .errors import ConfigurationError

# Messages are constant; data goes into extra={"fields": …}.
LOGGER = logging.getLogger(__package__)
REQUEST_ID = ContextVar("request_id", default="req_init")
ACCEPTED_ID = re.compile(r"req_[A-Za-z0-9_-]{1,64}")
ID_BYTES = 16
LEVEL_NAMES = {"WARNING": "warn", "CRITICAL": "error"}
# Their failures reach us as exceptions, and are logged once, by us.
MUTED = ("LiteLLM", "instructor", "uvicorn.error", "asyncio")


def request_id_from(header: str | None) -> str:
    """The caller's id when it is one of ours in form, else a new one."""
    if header and ACCEPTED_ID.fullmatch(header):
        return header
    return f"req_{secrets.token_urlsafe(ID_BYTES)}"


class JsonFormatter(logging.Formatter):
    """One JSON object per line: UTC timestamps, lower-case levels, camelCase names."""

    def __init__(self, service: str, environment: str) -> None:
        super().__init__()
        self._origin = {"service": service, "environment": environment}

    def format(self, record: logging.LogRecord) -> str:
        """Write the agreed fields, then those of the line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        fields: dict[str, object] = getattr(record, "fields", {})
        line = {
            "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": LEVEL_NAMES.get(record.levelname, record.levelname.lower()),
            "message": record.getMessage(),
            "requestId": REQUEST_ID.get(),
            **self._origin,
            **{to_camel(name): value for name, value in fields.items()},
        }
        if record.exc_info and record.exc_info[0]:
            line["exceptionName"] = record.exc_info[0].__name__
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure_logging(service: str, environment: str, level: str, *owners: str) -> None:
    """Send every line through one handler, also those of loggers that others set up."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(service, environment))
    for name in (None, *owners):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    for name in MUTED:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(logging.CRITICAL)
    LOGGER.setLevel(level.upper())


def report_startup_failure(error: ConfigurationError) -> None:
    """Log why the service cannot start, as far as it knows who it is."""
    service, environment = (
        os.environ.get(name) or "unknown" for name in ("SERVICE_NAME", "ENVIRONMENT")
    )
    configure_logging(service, environment, "error")
    LOGGER.error("configuration is not valid", extra={"fields": {"reason": str(error)}})
