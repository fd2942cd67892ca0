"""Git commands in one repository: no shell, no hooks, no one's own settings."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.process.environment import clean_environment
from goldenpath.operations.process.own_session import Command, run_in_own_session

# These settings win over what a developer or a repository has set. They keep git from running
# programs, from overlooking files, and from merging in another way.
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    # An edit of the same size and time is an edit.
    "core.checkStat=default",
    "core.trustctime=true",
    "core.ignoreStat=false",
    "core.quotePath=false",
    "status.showUntrackedFiles=all",
    "status.relativePaths=false",
    "merge.directoryRenames=false",
    "merge.conflictStyle=merge",
    "merge.verifySignatures=false",
    "merge.renames=true",
    "merge.renameLimit=0",
    "diff.renames=true",
    "log.showSignature=false",
    "color.ui=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "protocol.ext.allow=never",
    "advice.detachedHead=false",
    "i18n.commitEncoding=UTF-8",
)
_OPTIONS = tuple(option for setting in _SETTINGS for option in ("-c", setting))
# A command that reads a repository never starts a transport: a missing object, say, would be
# fetched from a remote of the repository's choice, by a program of its choice.
_NO_TRANSPORT = "none"
_TRANSPORTS = "https:ssh:file"
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": _NO_TRANSPORT,
    "GIT_NO_LAZY_FETCH": "1",
    # What a commit is must not depend on who looks at it.
    "GIT_NO_REPLACE_OBJECTS": "1",
    # No such file: git complains of one that is empty.
    "GIT_GRAFT_FILE": f"{os.devnull}/none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


def _tied() -> Callable[[], None] | None:
    # The import takes longer than most commands of git, and one command needs it.
    from goldenpath.operations.process.tied_child import die_with_parent

    return die_with_parent()


@dataclass(frozen=True)
class GitResult:
    """How a git command ended."""

    exit_code: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        """The output, without the line break at its end."""
        return self.output.decode("utf-8", "surrogateescape").rstrip("\n")

    @property
    def path(self) -> Path:
        """The output of a command that was asked for one path, which may have line breaks."""
        return Path(os.fsdecode(self.output.removesuffix(b"\n")))

    @property
    def error_summary(self) -> str:
        """What git said last, for an error message."""
        lines = self.errors.strip().splitlines() or self.text.splitlines() or ["nothing"]
        return lines[-1].removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


@dataclass(frozen=True)
class Git:
    """Git in one folder."""

    folder: Path
    # Beside the environment of this process, which loses every variable that ties git to a place.
    variables: Mapping[str, str] = field(default_factory=dict)

    def with_variables(self, **variables: str) -> "Git":
        """The same, with more variables."""
        return Git(self.folder, {**self.variables, **variables})

    def reaching_remotes(self) -> "Git":
        """The same, for a command that talks to a remote which goldenpath has chosen."""
        return self.with_variables(GIT_ALLOW_PROTOCOL=_TRANSPORTS)

    def try_run(
        self,
        *arguments: str | Path,
        stdin: bytes = b"",
        timeout: float | None = None,
        keep_open: Sequence[int] = (),
    ) -> GitResult:
        """Run git, which may fail.

        ``keep_open`` are descriptors that git inherits. Such a git writes the work tree, and dies
        with this process where the system can see to it: a person who has killed goldenpath and
        edits a file must not have it overwritten. With a ``timeout``, git ends with all that it has
        started, such as the program that talks to a remote.

        Raises:
            EnvironmentProblemError: there is no git, or it took longer than ``timeout`` seconds.
        """
        try:
            done = self._finished(arguments, stdin, timeout, keep_open)
        except subprocess.TimeoutExpired as error:
            raise EnvironmentProblemError(
                f"git {arguments[0]} did not answer within {timeout:.0f} seconds."
            ) from error
        except FileNotFoundError as error:
            missing = "git is not on PATH" if Path(self.folder).is_dir() else f"no {self.folder}"
            raise EnvironmentProblemError(f"git cannot be run: {missing}.") from error
        except OSError as error:
            raise EnvironmentProblemError(f"git cannot be run: {error}.") from error
        return GitResult(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

    def _finished(
        self,
        arguments: Sequence[str | Path],
        stdin: bytes,
        timeout: float | None,
        keep_open: Sequence[int],
    ) -> subprocess.CompletedProcess[bytes]:
        command = ["git", *_OPTIONS, *arguments]
        environment = {**clean_environment(), **_VARIABLES, **self.variables}
        if timeout is not None and not keep_open:
            own = Command(command, self.folder, environment, stdin)
            return run_in_own_session(own, timeout)
        # A list of our own making, and no shell.
        return subprocess.run(  # noqa: S603
            command,
            cwd=self.folder,
            env=environment,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=timeout,
            pass_fds=tuple(keep_open),
            preexec_fn=_tied() if keep_open else None,
        )

    def run(self, *arguments: str | Path, stdin: bytes = b"") -> str:
        """Run git, which must succeed, and return what it printed.

        Raises:
            EnvironmentProblemError: git fails.
        """
        return self.require(self.try_run(*arguments, stdin=stdin), str(arguments[0])).text

    def lines(self, *arguments: str | Path, stdin: bytes = b"") -> tuple[str, ...]:
        """Run git with ``-z``, and split what it printed.

        Raises:
            EnvironmentProblemError: git fails.
        """
        printed = self.require(self.try_run(*arguments, stdin=stdin), str(arguments[0])).output
        return tuple(os.fsdecode(line) for line in printed.removesuffix(b"\0").split(b"\0") if line)

    def require(self, result: GitResult, doing: str) -> GitResult:
        """Demand that a command has succeeded.

        Raises:
            EnvironmentProblemError: it has not.
        """
        if result.exit_code:
            raise EnvironmentProblemError(
                f"git {doing} fails in {self.folder}: {result.error_summary}."
            )
        return result
