"""Starting uv where nothing of a repository's can run: what is not there cannot.

`uv lock --no-build` is no protection by itself: uv 0.13 builds the project and the members of its
workspace all the same where their version is dynamic, asks `.venv/bin/python` and the program in
`.python-version` for its version, and writes its cache where the repository says.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.file_names import LOCK_FILE
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.locking.inputs import LockInputs
from goldenpath.operations.process.child_process import require_program
from goldenpath.operations.process.environment import clean_environment

# They lead uv to another project, or to a lock that is not made.
_NOT_INHERITED = ("UV_PROJECT", "UV_WORKING_DIR", "UV_FROZEN", "UV_LOCKED", "UV_LOCK_CHECK")
_NEEDS_BUILD = re.compile(
    r"Wheels are required for `(?P<wheels>[^`]+)` because building"
    r"|Building source distributions for `(?P<build>[^`]+)` is disabled"
    r"|Distribution `(?P<distribution>[^`@ ]+)[^`]*` can't be installed because it is marked as"
    r"|goldenpath_builds_nothing(?P<project>)"
)
# How a failure and its causes begin, in uv 0.13 and before.
_ERROR = re.compile(r"^(error:|\u00d7) ?")
_CAUSE = re.compile(r"^(cause:|Caused by:|[├╰]─▶) ?")
# Characters of uv's own words: enough for the reason, and no wall.
_MOST_WORDS = 240


@dataclass(frozen=True)
class UvLock:
    """How `uv lock` ended."""

    is_done: bool
    errors: str
    # The lock that it wrote, or left.
    content: bytes | None

    @property
    def needs_build(self) -> str | None:
        """What uv would have had to build."""
        found = _NEEDS_BUILD.search(self.errors)
        if found is None:
            return None
        return next((name for name in found.groups() if name), "the project")

    @property
    def reason(self) -> str:
        """Why it failed, in a few words of uv's."""
        return reason(self.errors)


def find_uv() -> Path:
    """Find uv: the one that runs this process, if one does, else the one on PATH.

    Raises:
        EnvironmentProblemError: there is none.
    """
    # `uv run` says where it is, which matters where the uv on PATH is a shim that may not work.
    if running := os.environ.get("UV"):
        return Path(running)
    return require_program("uv", "install uv, or pass --no-lock and lock the repository later")


def run_lock(inputs: LockInputs, *options: str) -> UvLock:
    """Run `uv lock` on files in an empty folder, and build nothing.

    Raises:
        EnvironmentProblemError: uv cannot be started.
    """
    return _run(inputs, ("--no-build", *options))


def run_lock_and_build(inputs: LockInputs) -> UvLock:
    """Run `uv lock` on the files of a repository whose code may run.

    Raises:
        EnvironmentProblemError: uv cannot be started.
    """
    return _run(inputs, ())


def reason(errors: str) -> str:
    """The first and the last thing that uv says of a failure, on one line."""
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
        # Not --quiet: with it, uv 0.9 does not say that a lock is outdated.
        talk = ("--no-progress", "--color=never")
        command = [find_uv(), "lock", *talk, "--python", _python(inputs.pythons), *options]
        try:
            # A list of our own making, and no shell.
            done = subprocess.run(  # noqa: S603
                command,
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise EnvironmentProblemError(f"{command[0]} cannot be run: {error}.") from error
        lock = Path(folder, LOCK_FILE)
        content = lock.read_bytes() if lock.is_file() and not lock.is_symlink() else None
    return UvLock(done.returncode == 0, done.stderr or done.stdout, content)


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
        # Nothing is there, so that no environment's Python is asked for its version.
        "UV_PROJECT_ENVIRONMENT": str(Path(folder, "no-environment")),
        # uv runs git for a requirement that comes from a repository.
        "GIT_ALLOW_PROTOCOL": "https:http:ssh",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _python(asked: Sequence[str]) -> str:
    """This Python, which need not be looked for; where it does not fit, any that does."""
    try:
        fitting = SpecifierSet(",".join(asked))
    except InvalidSpecifier:
        return sys.executable
    version = ".".join(str(part) for part in sys.version_info[:3])
    return sys.executable if fitting.contains(version, prereleases=True) else str(fitting)
