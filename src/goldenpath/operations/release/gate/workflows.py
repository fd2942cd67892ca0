"""Check the rendered workflows with zizmor and actionlint, if these are installed."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.rendered import Render
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.task import TaskResult
from goldenpath.operations.release.gate.tools import Tools, find_tool

_FOLDER = ".github/workflows/"
_OPTIONS = {"zizmor": ("--offline", "--no-progress", "--color=never"), "actionlint": ("-no-color",)}


@dataclass(frozen=True)
class WorkflowsPass:
    """A linter for workflows finds no problem in the rendered workflows."""

    linter: str

    def __call__(self, context: GateContext) -> TaskResult:
        """Check each different set of workflows once."""
        tool = find_tool(self.linter)
        if tool is None:
            return TaskResult(is_possible=False)
        tools, refusals = Tools(), []
        seen = set()
        for combination, render in context.renders.items():
            workflows = tuple(sorted(_workflows(render).items()))
            if workflows in seen or not workflows:
                continue
            seen.add(workflows)
            if said := self._look(tool, tools, dict(workflows)):
                refusals.append(
                    f"{self.linter} finds problems in the workflows of {combination.name}: {said}."
                )
        return TaskResult(tuple(refusals), tools.seconds)

    def _look(self, tool: Path, tools: Tools, workflows: dict[str, bytes]) -> str | None:
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            root = Path(scratch)
            (root / _FOLDER).mkdir(parents=True)
            for path, content in workflows.items():
                (root / path).write_bytes(content)
            return tools.attempt([tool, *_OPTIONS[self.linter], *sorted(workflows)], root)


def _workflows(render: Render) -> dict[str, bytes]:
    return {path: file.content for path, file in render.files.items() if path.startswith(_FOLDER)}
