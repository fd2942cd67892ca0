"""The shell steps of a workflow, run on this machine: `gh` and `uvx` are stand-ins.

Of GitHub's expressions this knows what our workflows use: lookups, `==`, `!=`, `||` and `&&`.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, cast

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
# Runs the goldenpath under test, whatever version is asked for, and writes that down.
_UVX = """\
#!/bin/sh
printf '%s\\n' "$2" >> {asked}
shift 3
exec {python} -m goldenpath "$@"
"""
# Keeps the calls, the last body, and whether a pull request or an issue is open.
_GH = """\
#!/bin/sh
kept={folder}
printf '%s\\n' "$*" >> "$kept/calls"
case $2 in
list) if [ -e "$kept/$1.md" ]; then echo 7; fi ;;
create | edit | comment)
    thing=$1
    while [ $# -gt 0 ]; do
        case $1 in --body-file | --notes-file) cp "$2" "$kept/$thing.md" ;; esac
        shift
    done ;;
close) rm "$kept/$1.md" ;;
view) [ -e "$kept/$1.md" ] ;;
esac
"""


class Step(TypedDict, total=False):
    """A step, as far as it matters here."""

    id: str
    name: str
    env: dict[str, str]
    run: str


@dataclass(frozen=True)
class Stage:
    """A machine with stand-ins for what is not here, and what they were asked."""

    folder: Path
    reference: str = "main"
    # Programs below this folder are not on the machine's PATH.
    hidden: Path | None = None

    def __post_init__(self) -> None:
        self.add("uvx", _UVX.format(asked=self._quoted("uvx-asked"), python=sys.executable))
        (self.folder / "gh").mkdir()
        self.add("gh", _GH.format(folder=self._quoted("gh")))

    @property
    def variables(self) -> Mapping[str, str]:
        """What every script finds in its environment."""
        on_path = [Path(folder) for folder in os.environ["PATH"].split(os.pathsep)]
        seen = [path for path in on_path if not self.hidden or not path.is_relative_to(self.hidden)]
        return {
            **os.environ,
            "PATH": os.pathsep.join(map(str, (self.folder / "programs", *seen))),
            "RUNNER_TEMP": str(self.folder),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_REF_NAME": self.reference,
            "GOLDENPATH_CACHE": str(self.folder / "cache"),
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }

    @property
    def summary(self) -> str:
        """What the job's page shows."""
        return (self.folder / "summary.md").read_text()

    def add(self, name: str, text: str) -> None:
        """Put a program on PATH."""
        program = self.folder / "programs" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def take_calls(self) -> list[str]:
        """What `gh` was called with since the last time, without what only asks."""
        calls = self.folder / "gh/calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        calls.unlink(missing_ok=True)
        return [line for line in lines if " list " not in line]

    def body(self, thing: str) -> str | None:
        """The last body of a pull request (pr), an issue or a release."""
        found = self.folder / "gh" / f"{thing}.md"
        return found.read_text() if found.exists() else None

    def asked_for(self) -> list[str]:
        """The versions of goldenpath that were asked for."""
        return (self.folder / "uvx-asked").read_text().splitlines()

    def _quoted(self, name: str) -> str:
        return shlex.quote(str(self.folder / name))


@dataclass
class Job:
    """One run of a job's scripts; actions are left out."""

    workflow: Path
    name: str
    stage: Stage
    context: dict[str, str] = field(default_factory=lambda: {"github.token": "token"})

    def run(self, folder: Path, only: Collection[str] | None = None) -> int:
        """Run the steps in ``folder`` until one fails, all or some; its exit code, or 0."""
        job = yaml.safe_load(self.workflow.read_text())["jobs"][self.name]
        for step in job["steps"]:
            if "run" not in step or not self._is_wanted(step.get("if", "'yes'")):
                continue
            if only is not None and step.get("name") not in only:
                continue
            done = self._run_step(cast(Step, step), job.get("env", {}), folder)
            if done.returncode:
                print(done.stdout, done.stderr, sep="\n")
                return done.returncode
        return 0

    def _run_step(
        self, step: Step, environment: Mapping[str, str], folder: Path
    ) -> subprocess.CompletedProcess[str]:
        output = self.stage.folder / "output"
        output.write_text("")
        given = {
            name: _EXPRESSION.sub(lambda match: self._value(match[1]), str(value))
            for name, value in {**environment, **step.get("env", {})}.items()
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder,
            env={**self.stage.variables, **given, "GITHUB_OUTPUT": str(output)},
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
            text=True,
        )
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            self.context[f"steps.{step['id']}.outputs.{name}"] = value
        return done

    def _is_wanted(self, condition: str) -> bool:
        return all(self._holds(part) for part in condition.split(" && "))

    def _holds(self, condition: str) -> bool:
        for operator in ("==", "!="):
            left, found, right = condition.partition(f" {operator} ")
            if found:
                return (self._value(left) == self._value(right)) == (operator == "==")
        return bool(self._value(condition))

    def _value(self, expression: str) -> str:
        for part in expression.split(" || "):
            quoted = part[1:-1] if part.startswith("'") else self.context.get(part, "")
            if quoted:
                return quoted
        return ""


def scripts_of(workflow: Path) -> Mapping[str, str]:
    """Every script of a workflow, by job and step."""
    jobs = yaml.safe_load(workflow.read_text())["jobs"]
    return {
        f"{name}-{number}": step["run"]
        for name, job in jobs.items()
        for number, step in enumerate(job.get("steps", []))
        if "run" in step
    }
