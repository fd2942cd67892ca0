"""Check the rendered workflows with zizmor and actionlint."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.task import TaskResult
from goldenpath.operations.release.gate.tools import Tools, find_tool, not_installed

_FOLDER = ".github/workflows/"
_OPTIONS = {
    "zizmor": ("--offline", "--no-progress", "--color=never", "--quiet", "--format=github"),
    "actionlint": ("-no-color", "-oneline"),
}
# It is no package of Python, so the project's own environment cannot have it.
_OPTIONAL = frozenset({"actionlint"})
# The form in which GitHub shows a finding beside its line.
_ANNOTATION = re.compile(r"::\w+ file=([^,]+),line=(\d+),title=([\w-]+)::[^:]+:\d+: ")


@dataclass(frozen=True)
class WorkflowsPass:
    """A linter for workflows finds no problem in the rendered workflows."""

    linter: str

    def __call__(self, context: GateContext) -> TaskResult:
        """Check each different workflow once, all in one run."""
        tool = find_tool(self.linter)
        if tool is None:
            if self.linter in _OPTIONAL:
                return TaskResult(is_possible=False)
            return TaskResult((not_installed(self.linter),))
        tools = Tools()
        workflows = _workflows(context)
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            for path, content in workflows.items():
                target = Path(scratch, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            command = [tool, *_OPTIONS[self.linter], *workflows]
            said = tools.attempt(command, Path(scratch)) if workflows else None
        if said is None:
            return TaskResult(tool_seconds=tools.seconds)
        found = _ANNOTATION.sub(r"\1:\2: \3: ", said)
        refusal = f"{self.linter} finds problems in rendered workflows: {found}."
        return TaskResult((refusal,), tools.seconds)


def _workflows(context: GateContext) -> dict[str, bytes]:
    """Return each different workflow, by the first combination that renders it, and its path."""
    found: dict[tuple[str, bytes], str] = {}
    for combination, render in context.renders.items():
        for path, file in render.files.items():
            if path.startswith(_FOLDER):
                found.setdefault((path, file.content), f"{combination.name}/{path}")
    return {named: content for (_, content), named in sorted(found.items())}
