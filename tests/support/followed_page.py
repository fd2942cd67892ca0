"""A page of docs/how-to/ followed to the letter, in a scratch clone of this project.

A fence named `sh` is run. A fence named `diff` is an edit: its first line names the file, in which
the others, their first character aside, stand exactly once.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from markdown_it import MarkdownIt

from support.template import ROOT, copy_template, release

_PARTS = ("docs", "src", "tests")
_FILES = ("CHANGELOG.md", "README.md", "check.toml")
# Runs the clone's goldenpath with this Python. The tests that a page runs would take minutes, and
# run anyhow: here they must exist.
_UVW = """\
#!/bin/sh
shift
case $1-$2 in
goldenpath-release) exit ;;
pytest-*)
    shift
    for test in "$@"; do
        case $test in tests/*) [ -e "$test" ] || exit 4 ;; esac
    done ;;
*) shift; exec env PYTHONPATH="$PWD/src" "{python}" -m goldenpath "$@" ;;
esac
"""


class Clone:
    """A scratch clone, released once."""

    def __init__(self, folder: Path) -> None:
        self.root = copy_template(folder / "clone")
        for part in _PARTS:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, self.root / part, ignore=ignored)
        for name in _FILES:
            shutil.copy2(ROOT / name, self.root / name)
        (self.root / "uvw").write_text(_UVW.format(python=sys.executable))
        (self.root / "uvw").chmod(0o755)
        release(self.root, "v1.0.0")

    def follow(self, page: str) -> None:
        """Do what a page says."""
        tokens = MarkdownIt().parse((ROOT / "docs/how-to" / page).read_text())
        steps = [token for token in tokens if token.type == "fence"]
        assert steps
        for step in steps:
            if step.info == "sh":
                self.run(step.content)
            elif step.info == "diff":
                self.edit(step.content.splitlines())

    def run(self, script: str) -> str:
        """Run a script in the clone; it must succeed."""
        done = subprocess.run(
            ["sh", "-e"],
            cwd=self.root,
            env={**_unmeasured(), "COLUMNS": "200", "NO_COLOR": "1", "GOLDENPATH_TEMPLATE": ""},
            input=script,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def edit(self, lines: Sequence[str]) -> None:
        """Make the edit that a diff shows."""
        assert lines[0].startswith("--- "), lines[0]
        path = self.root / lines[0].removeprefix("--- ")
        assert {line[:1] for line in lines[1:]} <= {" ", "+", "-", ""}
        old, new = (
            "".join(f"{line[1:]}\n" for line in lines[1:] if not line.startswith(mark))
            for mark in ("+", "-")
        )
        text = path.read_text()
        assert text.count(old) == 1, f"{path}: {old}"
        path.write_text(text.replace(old, new))


def _unmeasured() -> dict[str, str]:
    """The environment, without what measures coverage: a clone's code is not this project's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}
