"""Run git commands in one repository: without a shell, without hooks, with fixed settings."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.process.environment import clean_environment
from goldenpath.operations.process.own_session import Command, run_in_own_session

# These settings override those of the person and of the repository. They keep git from running
# other programs, from missing files, and from merging in different ways on different machines.
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    # With these three, git sees an edit that keeps the file's size and modification time.
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
_UNREAD = "fatal: Could not read from remote repository."
_OPTIONS = tuple(option for setting in _SETTINGS for option in ("-c", setting))
# A command that reads a repository must not start a transport. Otherwise git could fetch a missing
# object from a remote that the repository names, with a program that the repository names.
_NO_TRANSPORT = "none"
_TRANSPORTS = "https:ssh:file"
# Nothing may open a window or ask on the terminal: nobody may be there to answer.
_SILENT = {
    "GIT_ASKPASS": "",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
}
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": _NO_TRANSPORT,
    "GIT_NO_LAZY_FETCH": "1",
    # Objects replaced by `git replace` would make one commit look different in each clone.
    "GIT_NO_REPLACE_OBJECTS": "1",
    # This path does not exist. git would warn about a graft file that exists but is empty.
    "GIT_GRAFT_FILE": f"{os.devnull}/none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


def _tie_to_parent() -> Callable[[], None] | None:
    # Imported here: the import takes longer than most git commands, and only one command needs it.
    from goldenpath.operations.process.tied_child import die_with_parent

    return die_with_parent()


class NoAnswerError(EnvironmentProblemError):
    """A git that was given a limited time did not end in it."""


class GitResult(NamedTuple):
    """How a git command ended."""

    exit_code: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        """The output as text, without line breaks at its end."""
        return self.output.decode("utf-8", "surrogateescape").rstrip("\n")

    @property
    def path(self) -> Path:
        """The output as one path, for a command that prints one. A path may contain line breaks."""
        return Path(os.fsdecode(self.output.removesuffix(b"\n")))

    @property
    def error_summary(self) -> str:
        """What git says went wrong, in one line: its first error, else its last line."""
        # What ssh or the server has said stands before this, which could mean anything.
        said = self.errors.partition(_UNREAD)[0].strip() or self.errors.strip()
        lines = said.splitlines() or self.text.splitlines() or ["nothing"]
        told = [line for line in lines if line.startswith(("fatal: ", "error: "))]
        line = told[0] if told else lines[-1]
        return line.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


class Git(NamedTuple):
    """Git in one folder."""

    folder: Path
    # These are added to the environment of this process. Variables in it that tie git to another
    # repository are removed first.
    variables: Mapping[str, str] = MappingProxyType({})

    def with_variables(self, **variables: str) -> "Git":
        """Return a git in the same folder with more environment variables."""
        return Git(self.folder, {**self.variables, **variables})

    def reaching_remotes(self) -> "Git":
        """Return a git that may talk to a remote. Use it only if goldenpath chose the remote."""
        return self.with_variables(GIT_ALLOW_PROTOCOL=_TRANSPORTS, **_SILENT)

    def try_run(
        self,
        *arguments: str | Path,
        stdin: bytes = b"",
        timeout: float | None = None,
        keep_open: Sequence[int] = (),
    ) -> GitResult:
        """Run git, and return how it ended. A git that fails raises no error.

        ``keep_open`` are descriptors that git inherits. They are for a git that writes the work
        tree. Where the system allows it, such a git dies together with this process. Otherwise it
        could overwrite a file that a person edits after killing goldenpath. With a ``timeout``, git
        is ended together with all programs that it started, such as one that talks to a remote.

        Raises:
            NoAnswerError: it took longer than ``timeout`` seconds.
            EnvironmentProblemError: there is no git.
        """
        try:
            done = self._start_and_wait(arguments, stdin, timeout, keep_open)
        except subprocess.TimeoutExpired as error:
            raise NoAnswerError(
                f"git {arguments[0]} did not answer within {timeout:.0f} seconds."
            ) from error
        except FileNotFoundError as error:
            is_there = Path(self.folder).is_dir()
            missing = "git is not on PATH" if is_there else f"there is no folder {self.folder}"
            raise EnvironmentProblemError(f"git cannot be run: {missing}.") from error
        except OSError as error:
            raise EnvironmentProblemError(f"git cannot be run: {error}.") from error
        return GitResult(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

    def _start_and_wait(
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
        # goldenpath builds this list itself, and no shell reads it.
        return subprocess.run(  # noqa: S603
            command,
            cwd=self.folder,
            env=environment,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=timeout,
            pass_fds=tuple(keep_open),
            preexec_fn=_tie_to_parent() if keep_open else None,
        )

    def run(self, *arguments: str | Path, stdin: bytes = b"") -> str:
        """Run git, which must succeed, and return what it printed.

        Raises:
            EnvironmentProblemError: git fails.
        """
        return self.require(self.try_run(*arguments, stdin=stdin), str(arguments[0])).text

    def lines(self, *arguments: str | Path, stdin: bytes = b"") -> tuple[str, ...]:
        """Run a git command that has the option ``-z``, and return the parts of its output.

        Raises:
            EnvironmentProblemError: git fails.
        """
        printed = self.require(self.try_run(*arguments, stdin=stdin), str(arguments[0])).output
        return tuple(os.fsdecode(line) for line in printed.removesuffix(b"\0").split(b"\0") if line)

    def require(self, result: GitResult, doing: str) -> GitResult:
        """Return ``result`` if the command succeeded. ``doing`` names the command in the error.

        Raises:
            EnvironmentProblemError: it failed.
        """
        if result.exit_code:
            raise EnvironmentProblemError(
                f"git {doing} fails in {self.folder}: {result.error_summary}."
            )
        return result
