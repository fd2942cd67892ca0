"""Run the suites of an updated repository: its own linter, type checker and tests."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.update import UpdateState
from goldenpath.operations.locking.uv import find_uv
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.repositories import sample_repository
from goldenpath.operations.release.gate.task import TaskResult
from goldenpath.operations.release.gate.tools import Tools
from goldenpath.operations.release.gate.upgrades import Upgrade, run_update

_SUITES = (
    ("run", "--no-sync", "ruff", "check"),
    ("run", "--no-sync", "ruff", "format", "--check"),
    ("run", "--no-sync", "ty", "check"),
    ("run", "--no-sync", "pytest", "--quiet"),
)


@dataclass(frozen=True)
class SuitesAfterUpgrade:
    """The suites of a repository pass after an update."""

    upgrade: Upgrade

    def __call__(self, context: GateContext) -> TaskResult:
        """Lock, update the repository and its lock, install, lint, check types and test."""
        tools = Tools()
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            root = Path(scratch) / "repo"
            repository = sample_repository(self.upgrade.before(context), root)
            uv = find_uv()
            if said := tools.attempt([uv, "lock", "--quiet"], root):
                return self._refuse(("lock",), f"before the update: {said}", tools)
            repository.commit("build: lock")
            report = run_update(repository, context, lock=True)
            if report.state is UpdateState.CONFLICTS:
                return self._refuse(("update",), "it conflicts", tools)
            for command in (("sync", "--locked", "--quiet"), *_SUITES):
                if said := tools.attempt([uv, *command], root):
                    return self._refuse(command, said, tools)
        return TaskResult(tool_seconds=tools.seconds)

    def _refuse(self, command: tuple[str, ...], said: str, tools: Tools) -> TaskResult:
        refusal = (
            f"After an update from {self.upgrade.name}, `uv {' '.join(command)}` fails: {said}."
            " The suites of a repository must still pass after an update."
        )
        return TaskResult((refusal,), tools.seconds)
