"""GitHub workflows: their steps, and the commands that they run."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from goldenpath.rules.evidence.documents import (
    Table,
    UnreadableError,
    is_table,
    parse_yaml,
    table_at,
    tables_at,
    text_at,
    value_at,
)
from goldenpath.rules.evidence.folder import Folder

_FOLDER = ".github/workflows/"
# The first word of a command that is a file of the repository.
_SCRIPT = re.compile(r"(?:^|[\s;&|])(?:\./)?([\w.-]+/[\w./-]+|[\w.-]+\.sh)(?=\s|$)", re.MULTILINE)

# Programs that run what one of their files says.
_RUNNERS = {
    "make": ("Makefile",),
    "just": ("justfile", "Justfile"),
    "nox": ("noxfile.py",),
    "tox": ("tox.ini",),
    "pre-commit": (".pre-commit-config.yaml",),
    "prek": (".pre-commit-config.yaml",),
}
_MOST_SCRIPTS = 50


class Used(NamedTuple):
    """An action or reusable workflow that is used, and where."""

    reference: str
    comment: str
    line: int


class Workflow:
    """One file of .github/workflows/."""

    def __init__(self, folder: Folder, path: str) -> None:
        self.path = path
        self.text = folder.text(path) or ""
        self.document: Table = {}
        self.problem: str | None = None
        try:
            self.document = parse_yaml(self.text)
        except UnreadableError as error:
            self.problem = str(error)

    @cached_property
    def jobs(self) -> tuple[Table, ...]:
        """Its jobs."""
        return tuple(job for job in table_at(self.document, "jobs").values() if is_table(job))

    @cached_property
    def steps(self) -> tuple[Table, ...]:
        """The steps of all jobs."""
        return tuple(step for job in self.jobs for step in tables_at(job, "steps"))

    @cached_property
    def commands(self) -> tuple[str, ...]:
        """What the steps run."""
        return tuple(run for step in self.steps if (run := text_at(step, "run")))

    @property
    def triggers(self) -> frozenset[str]:
        """What starts it. YAML 1.1 reads the key `on` as a boolean."""
        started_by = self.document.get("on", _at_true(self.document))
        if isinstance(started_by, str):
            return frozenset({started_by})
        return (
            frozenset(map(str, started_by)) if isinstance(started_by, list | dict) else frozenset()
        )

    @property
    def used(self) -> Iterator[Used]:
        """The actions that it uses, in the order of the file."""
        pattern = r"""^[ \t-]*["']?uses["']?:[ \t]*["']?([^\s"'#]+)["']?[ \t]*(?:#[ \t]*(.*))?$"""
        for found in re.finditer(pattern, self.text, re.MULTILINE):
            line = self.text.count("\n", 0, found.start(1)) + 1
            yield Used(found[1], (found[2] or "").strip(), line)

    def line_of(self, text: str) -> int | None:
        """The first line that holds ``text``, counted from 1."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if text in line:
                return number
        return None


def read_workflows(folder: Folder) -> tuple[Workflow, ...]:
    """Every workflow of a repository."""
    return tuple(
        Workflow(folder, path)
        for path in folder.with_suffix(".yml", ".yaml")
        if path.startswith(_FOLDER)
    )


def commands_of(workflows: tuple[Workflow, ...], folder: Folder) -> str:
    """Everything that CI runs: the commands of the steps, and of the scripts that they call."""
    commands = "\n".join(command for workflow in workflows for command in workflow.commands)
    called = list(dict.fromkeys(_SCRIPT.findall(commands)))[:_MOST_SCRIPTS]
    texts = [commands, *(folder.text(path) or "" for path in called)]
    for runner, paths in _RUNNERS.items():
        # One runner may call the next, as tox calls pre-commit.
        if re.search(rf"\b{runner}\b", "\n".join(texts)):
            texts += [folder.text(path) or "" for path in paths]
    return "\n".join(texts)


def permissions_of(table: Table) -> object:
    """The permissions that a workflow or a job asks for; None when it does not say."""
    return value_at(table, "permissions")


def _at_true(document: Table) -> object:
    return next((value for key, value in document.items() if key is True), None)
