"""Run uv in a folder with only a few files of a repository, so that none of its code can run.

`uv lock --no-build` alone does not protect. uv 0.13 still builds the project and the members of its
workspace if their version is dynamic. It also runs `.venv/bin/python` and the program that
`.python-version` names, to learn their version. It writes its cache where the repository says.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from goldenpath.model.file_names import LOCK_FILE
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.shell_words import word
from goldenpath.operations.locking.inputs import LockInputs
from goldenpath.operations.process.child_process import require_program, run_child
from goldenpath.operations.process.environment import clean_environment

# These variables lead uv to another project, or keep it from writing a lock.
_NOT_INHERITED = ("UV_PROJECT", "UV_WORKING_DIR", "UV_FROZEN", "UV_LOCKED", "UV_LOCK_CHECK")
_NEEDS_BUILD = re.compile(
    r"Wheels are required for `(?P<wheels>[^`]+)` because building"
    r"|Building source distributions for `(?P<build>[^`]+)` is disabled"
    r"|Distribution `(?P<distribution>[^`@ ]+)[^`]*` can't be installed because it is marked as"
    r"|goldenpath_builds_nothing(?P<project>)"
)
# The beginnings of an error and of its causes, in the output of uv 0.13 and earlier.
_ERROR = re.compile(r"^(error:|\u00d7) ?")
_CAUSE = re.compile(r"^(cause:|Caused by:|[├╰]─▶) ?")
_WAY_OUT = "install uv, or pass --no-lock"
# The most characters of uv's output in a message: enough for the reason, but not a page.
_MOST_WORDS = 240


@dataclass(frozen=True)
class UvLock:
    """How `uv lock` ended."""

    is_done: bool
    errors: str
    # The lock afterwards, whether uv changed it or not; None if there is none.
    content: bytes | None

    @property
    def needs_build(self) -> str | None:
        """What uv would have had to build; None if uv did not fail for that reason."""
        found = _NEEDS_BUILD.search(self.errors)
        if found is None:
            return None
        return next((name for name in found.groups() if name), "the project")

    @property
    def reason(self) -> str:
        """Why it failed, in a few words from uv's output."""
        return reason(self.errors)


def find_uv(way_out: str = _WAY_OUT) -> Path:
    """Return the uv that started this process, or else the uv on PATH.

    ``way_out`` ends the message if there is none.

    Raises:
        EnvironmentProblemError: there is none.
    """
    # `uv run` sets UV to its own path. The uv on PATH may be a shim that does not work.
    if running := os.environ.get("UV"):
        return Path(running)
    return require_program("uv", way_out)


def command_of_uv(repository: Path) -> str:
    """Return how a person starts uv in a repository, as a word of a shell.

    That is the repository's own wrapper, if it has one that can be started, else the uv on PATH,
    else the uv that started this process.
    """
    wrapper = repository / "uvw"
    if wrapper.is_file() and os.access(wrapper, os.X_OK):
        return "./uvw"
    running = os.environ.get("UV")
    return "uv" if not running or shutil.which("uv") else word(running)


def run_lock(inputs: LockInputs, *options: str) -> UvLock:
    """Run `uv lock` in a new folder that has only the input files, without building anything.

    Raises:
        EnvironmentProblemError: uv cannot be started.
    """
    return _run(inputs, ("--no-build", *options))


def run_lock_and_build(inputs: LockInputs) -> UvLock:
    """Run `uv lock` in the same way, but with building: for a repository whose code may run.

    Raises:
        EnvironmentProblemError: uv cannot be started.
    """
    return _run(inputs, ())


def reason(errors: str) -> str:
    """Return the error and the last cause in uv's output, on one line."""
    lines = [" ".join(line.split()) for line in errors.splitlines() if line.strip()]
    first = [line for line in lines if _ERROR.match(line)] or lines[-1:] or ["it says nothing"]
    causes = [line for line in lines if _CAUSE.match(line)]
    said = (_ERROR.sub("", first[0]), *(_CAUSE.sub("", line) for line in causes[-1:]))
    words = ": ".join(part.rstrip(".:") for part in said)
    return words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"


def _run(inputs: LockInputs, options: Sequence[str]) -> UvLock:
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as folder:
        for path, file in inputs.files.items():
            _write(Path(folder, path), file)
        # No --quiet: with it, uv 0.9 does not report that a lock is outdated.
        talk = ("--no-progress", "--color=never")
        command = [find_uv(), "lock", *talk, "--python", _python(inputs.pythons), *options]
        done = run_child(command, Path(folder), _environment(folder))
        lock = Path(folder, LOCK_FILE)
        content = lock.read_bytes() if lock.is_file() and not lock.is_symlink() else None
    return UvLock(done.exit_code == 0, done.errors or done.output, content)


def _write(target: Path, file: RenderedFile) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.content)
    if file.kind is FileKind.EXECUTABLE:
        target.chmod(0o755)


def _environment(folder: str) -> Mapping[str, str]:
    kept = {
        name: value for name, value in clean_environment().items() if name not in _NOT_INHERITED
    }
    return kept | {
        # This folder does not exist. So uv does not run the Python of an environment.
        "UV_PROJECT_ENVIRONMENT": str(Path(folder, "no-environment")),
        # uv runs git for a dependency that comes from a git repository.
        "GIT_ALLOW_PROTOCOL": "https:http:ssh",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _python(asked: Sequence[str]) -> str:
    """Return the path of this Python, or the versions to look for if this one does not fit."""
    try:
        fitting = SpecifierSet(",".join(asked))
    except InvalidSpecifier:
        return sys.executable
    version = ".".join(str(part) for part in sys.version_info[:3])
    return sys.executable if fitting.contains(version, prereleases=True) else str(fitting)
