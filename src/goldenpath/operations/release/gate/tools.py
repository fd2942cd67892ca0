"""Run the tools that the gate needs, in a clean environment, and measure their time."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from goldenpath.operations.process.child_process import run_child
from goldenpath.operations.process.environment import clean_environment

# Variables of the environment that runs the gate. A rendered repository must not get them.
_FOREIGN = ("PYTHONPATH", "PYTEST_", "COV_", "COVERAGE_", "UV_PROJECT", "PYTHONHASHSEED")
_LAST_LINES = 15


@dataclass
class Tools:
    """A runner of tools, which adds up how long they take."""

    variables: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0

    def attempt(self, command: Sequence[str | Path], folder: Path) -> str | None:
        """Run a command; return None if it succeeds, otherwise the end of its output."""
        environment = {
            name: value
            for name, value in clean_environment().items()
            if not name.startswith(_FOREIGN)
        }
        began = monotonic()
        done = run_child(command, folder, {**environment, **self.variables})
        self.seconds += monotonic() - began
        if done.exit_code == 0:
            return None
        lines = f"{done.output}\n{done.errors}".split("\n")
        told = [line.strip() for line in lines if line.strip()]
        return " | ".join(told[-_LAST_LINES:]) or f"exit code {done.exit_code}"


def find_tool(name: str) -> Path | None:
    """Return the path of a tool beside this Python or on PATH; None if it is not installed."""
    beside = Path(sys.executable).with_name(name)
    if beside.is_file():
        return beside
    found = shutil.which(name)
    return Path(found) if found else None


def not_installed(name: str) -> str:
    """Return the sentence about a tool that the gate cannot do without."""
    return (
        f"{name} is not installed, so the gate cannot run it: run `./uvw sync` and"
        " `./uvw run goldenpath release check` in a checkout of the template."
    )
