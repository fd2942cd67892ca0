"""A page of docs/ followed to the letter: in a scratch clone of this project, or from nothing.

A fence named `sh` is run. A fence named `diff` is an edit: its first line names the file, in which
the others, their first character aside, stand exactly once. From nothing, `sh exit-1` is a fence
whose last command exits with that code, and `text` is what the fence before it prints: a line `…`
stands for any lines, and hashes of commits differ.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from support.template import ROOT, copy_template, release

_PARTS = (".github", "docs", "src", "tests")
_FILES = ("CHANGELOG.md", "README.md", "check.toml")
_HOME = "/home/you"
_LEFT_OUT = re.compile(r"^…\n", re.M)
_COMMIT = re.compile(r"\b[0-9a-f]{12}\b")
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

    def test(self, *arguments: str) -> str:
        """Run tests of the clone, which must pass, in this process's Python; what they print."""
        for name in ("pyproject.toml", "uvw"):
            shutil.copy2(ROOT / name, self.root / name)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--numprocesses=0", "--quiet", *arguments],
            cwd=self.root,
            env={**_unmeasured(), "PYTHONPATH": str(self.root / "src")},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
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


@dataclass(frozen=True)
class Step:
    """A fence that is typed, the exit code that it has, and what the page says that it prints."""

    script: str
    exit_code: int = 0
    printed: str = ""


def steps_of(page: str) -> Iterator[Step]:
    """The steps of a page of docs/."""
    tokens = MarkdownIt().parse((ROOT / "docs" / page).read_text())
    fences = [token for token in tokens if token.type == "fence"]
    for fence, after in zip(fences, [*fences[1:], None], strict=True):
        language, _, code = fence.info.partition(" exit-")
        if language == "sh":
            printed = after.content if after and after.info == "text" else ""
            yield Step(fence.content, int(code or 0), printed)


class Terminal:
    """A shell in which a page is typed, step after step, in a home of its own."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self._home = home
        self._folder = home

    def type(self, step: Step) -> None:
        """Run a step; it must exit and print as the page says."""
        where = self._home.with_name("folder")
        # A step that shows what fails has nothing after it that must not run.
        stop = "" if step.exit_code else "set -e\n"
        done = subprocess.run(
            ["sh"],
            cwd=self._folder,
            env=self._environment(),
            input=f"trap 'pwd > \"{where}\"' EXIT\n{stop}{step.script}",
            check=False,
            capture_output=True,
            text=True,
        )
        told = f"{step.script}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == step.exit_code, told
        self._folder = Path(where.read_text().strip())
        _require_printed(done.stdout.replace(str(self._home), _HOME), step.printed)

    def _environment(self) -> dict[str, str]:
        somebody = {"NAME": "You", "EMAIL": "you@example.com"}
        return {
            **_unmeasured(),
            **{
                f"GIT_{who}_{key}": somebody[key]
                for who in ("AUTHOR", "COMMITTER")
                for key in somebody
            },
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "HOME": str(self._home),
            "GOLDENPATH_CACHE": str(self._home.with_name("cache")),
            "GOLDENPATH_TEMPLATE": "",
            "GOLDENPATH_ORGANISATION": "",
            "COLUMNS": "200",
            "NO_COLOR": "1",
        }


def _require_printed(output: str, shown: str) -> None:
    """Refuse a page that shows other lines than were printed."""
    parts = [re.escape(_COMMIT.sub("HASH", part)) for part in _LEFT_OUT.split(shown)]
    pattern = "(?:.*\n)*?".join(parts)
    assert not shown or re.fullmatch(f"\\s*{pattern}\\s*", _COMMIT.sub("HASH", output)), (
        f"shown:\n{shown}\nprinted:\n{output}"
    )


def _unmeasured() -> dict[str, str]:
    """The environment, without what measures coverage: a clone's code is not this project's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}
