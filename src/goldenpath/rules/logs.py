"""Rules about logs: the fields and the messages of log lines."""

import ast
import re
from collections.abc import Iterator

from goldenpath.rules.configuration import Configuration
from goldenpath.rules.evidence.models import descendants_of
from goldenpath.rules.evidence.python import dotted
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import ADVICE, LENIENT_PROTOTYPE, Problem
from goldenpath.rules.standard import Standard

_LEVELS = {"critical", "debug", "error", "exception", "info", "warn", "warning"}
_LOGGER = re.compile(r"(^|[._])(log|logger|logging)$", re.IGNORECASE)


class CF07(Configuration):
    """Log lines have the agreed fields"""

    requirements = ("10a", "10c")
    fix = "write the fields in the log's formatter, with exactly these names"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The code of a service has the name of every field that log lines must have.

        Dashboards and queries use timestamp, level, message, requestId, service and environment by
        these names.
        """
        if not standard.is_service:
            return
        written: set[str] = set()
        for module in repository.package_modules:
            written |= module.strings
        for name in standard.ruleset.log_fields.value:
            if name not in written:
                yield Problem(message=f"nothing writes the field {name}.", path="src")


class CF08(Configuration):
    """Log messages are constant"""

    requirements = ("10d",)
    fix = "keep the message constant, and put the data into fields beside it"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No log message is built from data.

        Log lines are grouped and counted by their message. A value in the message makes every
        message different.
        """
        for module in repository.package_modules:
            for call in module.calls:
                if is_log_call(call) and any(map(_is_put_together, call.args[:2])):
                    yield Problem(
                        message="the log message is built from data.",
                        path=module.path,
                        line=call.lineno,
                    )


class CF09(Configuration):
    """A service logs and does not print"""

    requirements = ("10a",)
    fix = "write the text to the log, with the data in fields"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package of a service does not call print: its output is only JSON lines."""
        for module in repository.package_modules if standard.is_service else ():
            for call in module.calls:
                if dotted(call.func) in ("print", "pprint", "pprint.pprint"):
                    yield Problem(
                        message="print writes a line that is not JSON.",
                        path=module.path,
                        line=call.lineno,
                    )


class CF10(Configuration):
    """The log level of a warning is named warn"""

    requirements = ("10b",)
    fix = "rename the level to warn"
    tiers = ADVICE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """An enum of log levels has the value warn, not warning, as log lines do."""
        for item in descendants_of(frozenset({"StrEnum", "Enum"}), repository.package_modules):
            values = {
                node.value.value: node.lineno
                for node in item.definition.body
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            }
            if {"info", "warning"} <= set(values):
                yield Problem(
                    message=f"{item.definition.name} has a level named warning.",
                    path=item.module.path,
                    line=values["warning"],
                )


def is_log_call(call: ast.Call) -> bool:
    """Return whether a call writes a log: `logger.info(…)`, `self._log.error(…)`, `log(…)`."""
    owner, _, method = dotted(call.func).rpartition(".")
    if method in _LEVELS or method == "log":
        return bool(_LOGGER.search(owner)) or (not owner and method == "log")
    return False


def _is_put_together(message: ast.expr) -> bool:
    match message:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(left=left, op=ast.Mod() | ast.Add(), right=right):
            return any(map(_is_text, (left, right)))
        case ast.Call(func=ast.Attribute(value=owner, attr="format")):
            return _is_text(owner)
        case _:
            return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
