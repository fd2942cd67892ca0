"""GitHub workflows: their steps, and the commands that they run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

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
# A word of a command that may be the path of a script: it has a slash, or ends in .sh.
_SCRIPT = re.compile(r"(?:^|[\s;&|])(?:\./)?([\w.-]+/[\w./-]+|[\w.-]+\.sh)(?=\s|$)", re.MULTILINE)

# Programs that run commands from a file, and the names of these files.
_RUNNERS = {
    "make": ("Makefile",),
    "just": ("justfile", "Justfile"),
    "nox": ("noxfile.py",),
    "tox": ("tox.ini",),
    "pre-commit": (".pre-commit-config.yaml",),
    "prek": (".pre-commit-config.yaml",),
}
_MOST_SCRIPTS = 50


@dataclass(frozen=True, slots=True)
class Used:
    """An action or a reusable workflow that a workflow uses, and where."""

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
        """The jobs of the workflow."""
        return tuple(job for job in table_at(self.document, "jobs").values() if is_table(job))

    @cached_property
    def steps(self) -> tuple[Table, ...]:
        """The steps of all jobs."""
        return tuple(step for job in self.jobs for step in tables_at(job, "steps"))

    @cached_property
    def commands(self) -> tuple[str, ...]:
        """The commands that the steps run."""
        return tuple(run for step in self.steps if (run := text_at(step, "run")))

    @property
    def triggers(self) -> frozenset[str]:
        """The events that start the workflow."""
        # YAML 1.1 reads the key `on` as the boolean True.
        started_by = self.document.get("on", _at_true(self.document))
        if isinstance(started_by, str):
            return frozenset({started_by})
        return (
            frozenset(map(str, started_by)) if isinstance(started_by, list | dict) else frozenset()
        )

    @property
    def used(self) -> Iterator[Used]:
        """The actions that the workflow uses, in the order of the file."""
        pattern = r"""^[ \t-]*["']?uses["']?:[ \t]*["']?([^\s"'#]+)["']?[ \t]*(?:#[ \t]*(.*))?$"""
        for found in re.finditer(pattern, self.text, re.MULTILINE):
            line = self.text.count("\n", 0, found.start(1)) + 1
            yield Used(found[1], (found[2] or "").strip(), line)

    def line_of(self, text: str) -> int | None:
        """Return the first line that contains ``text``, counted from 1; None if no line does."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if text in line:
                return number
        return None


def read_workflows(folder: Folder) -> tuple[Workflow, ...]:
    """Return all workflows of a repository."""
    return tuple(
        Workflow(folder, path)
        for path in folder.with_suffix(".yml", ".yaml")
        if path.startswith(_FOLDER)
    )


def commands_of(workflows: tuple[Workflow, ...], folder: Folder) -> str:
    """Return all commands that CI runs: those of the steps, and the scripts that they call."""
    commands = "\n".join(command for workflow in workflows for command in workflow.commands)
    called = list(dict.fromkeys(_SCRIPT.findall(commands)))[:_MOST_SCRIPTS]
    texts = [commands, *(folder.text(path) or "" for path in called)]
    for runner, paths in _RUNNERS.items():
        # Searched in all texts so far, because one runner may call another: tox calls pre-commit.
        if re.search(rf"\b{runner}\b", "\n".join(texts)):
            texts += [folder.text(path) or "" for path in paths]
    return "\n".join(texts)


def permissions_of(table: Table) -> object:
    """Return the permissions of a workflow or a job; None if it does not state any."""
    return value_at(table, "permissions")


def _at_true(document: Table) -> object:
    return next((value for key, value in document.items() if key is True), None)
