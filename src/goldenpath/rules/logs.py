"""Logs: what goes into a line, and in which words."""

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
    fix = "write the fields in the formatter of the log, by exactly these names"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A service names each of the fields that its log lines have.

        timestamp, level, message, requestId, service and environment: dashboards and queries ask
        for them by name.
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
        """No message of the log is put together from data.

        Messages are what lines are grouped and counted by; a value in the message makes each line
        one of a kind.
        """
        for module in repository.package_modules:
            for call in module.calls:
                if is_log_call(call) and any(map(_is_put_together, call.args[:2])):
                    yield Problem(
                        message="data is put into the message.",
                        path=module.path,
                        line=call.lineno,
                    )


class CF09(Configuration):
    """A service logs, and does not print"""

    requirements = ("10a",)
    fix = "log it, with the data in fields"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package of a service calls no print: its output is JSON lines, and nothing else."""
        for module in repository.package_modules if standard.is_service else ():
            for call in module.calls:
                if dotted(call.func) in ("print", "pprint", "pprint.pprint"):
                    yield Problem(
                        message="print writes a line that is no JSON.",
                        path=module.path,
                        line=call.lineno,
                    )


class CF10(Configuration):
    """The level of a warning is warn"""

    requirements = ("10b",)
    fix = "write warn"
    tiers = ADVICE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """An enum of log levels has warn, not warning, as the lines of the log do."""
        for item in descendants_of(frozenset({"StrEnum", "Enum"}), repository.package_modules):
            values = {
                node.value.value: node.lineno
                for node in item.definition.body
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            }
            if {"info", "warning"} <= set(values):
                yield Problem(
                    message=f"{item.definition.name} calls a level warning.",
                    path=item.module.path,
                    line=values["warning"],
                )


def is_log_call(call: ast.Call) -> bool:
    """Whether a call writes to a log: `logger.info(…)`, `self._log.error(…)`, `log(…)`."""
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
