"""Find out whether this machine can reach the organisation's private packages.

git is asked beside the questions or the render, for a limited time and without any prompt.
"""

import os
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from goldenpath.model.catalogue import Catalogue
from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.organisation import Organisation, Package
from goldenpath.model.recorded_answers import Answers
from goldenpath.operations.git.plumbing import Git, GitResult, NoAnswerError
from goldenpath.operations.new.not_locked import NoAccessError
from goldenpath.operations.process.environment import clean_environment
from goldenpath.operations.process.own_session import Sessions

# Seconds: for git, and before the first question. A person does not wait longer for a question;
# what git says later is told after the last one.
_PATIENCE = 15.0
_BEFORE_QUESTIONS = 3.0
# Nothing may open a window or ask on the terminal.
_SILENT = {
    "GIT_ASKPASS": "",
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS_REQUIRE": "never",
    "SSH_ASKPASS": "",
}
# What git, ssh and the code hosts say of a person who may not read a repository. Of one that this
# person may not see, a host says that it is not there. Other words could mean anything.
_NO_ACCESS = re.compile(
    r"repository (?:'[^']*' )?not found|does not appear to be a git repository"
    r"|authentication failed|could not read (?:username|password)|terminal prompts disabled"
    r"|permission denied \(|permission to .+ denied|requested url returned error: 40[13]",
    re.IGNORECASE,
)
_NOT_REACHED = re.compile(
    r"(?:could not resolve host(?:name|:)|failed to connect to) (?P<host>[^\s:]+)", re.IGNORECASE
)


class AccessCheck:
    """What is known about the packages that the answers so far ask for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._searches: dict[str, _Search] = {}
        self.sessions = Sessions()

    def begin(self, answers: Answers) -> None:
        """Begin to look for the packages of the answers, if they name shape and organisation."""
        for organisation, package in self._needed(answers):
            if package.distribution not in self._searches:
                self._searches[package.distribution] = _Search(organisation, package, self.sessions)

    def require(self, answers: Answers, *, is_complete: bool) -> None:
        """Refuse to go on if a package of the answers cannot be reached.

        Before the last answer, packages about which nothing is known soon are passed over.

        Raises:
            NoAccessError: one cannot be reached.
        """
        self.begin(answers)
        for _, package in self._needed(answers):
            search = self._searches[package.distribution]
            search.wait(None if is_complete else _BEFORE_QUESTIONS)
            if search.problem:
                raise NoAccessError(search.problem, answers, is_complete=is_complete)

    def _needed(self, answers: Answers) -> Generator[tuple[Organisation, Package]]:
        shapes = [each for each in self._catalogue.shapes if each.name == answers.get("shape")]
        owner = answers.get("organisation")
        for organisation in self._catalogue.organisations:
            if shapes and organisation.name == owner:
                used = [use.package for use in shapes[0].packages]
                for package in organisation.private_packages(used):
                    yield organisation, package


@contextmanager
def access_check(catalogue: Catalogue) -> Generator[AccessCheck]:
    """Yield a check. No program that it started is left at the end."""
    check = AccessCheck(catalogue)
    try:
        yield check
    finally:
        check.sessions.end()


class _Search:
    """One package that git looks for, in a thread."""

    def __init__(self, organisation: Organisation, package: Package, sessions: Sessions) -> None:
        self.problem: str | None = None
        self._organisation = organisation
        self._package = package
        self._sessions = sessions
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None) -> None:
        """Wait until it is known, but at most so many seconds."""
        self._thread.join(seconds)

    def _look(self) -> None:
        package, organisation = self._package, self._organisation
        with self._sessions.in_this_thread():
            why = _why_out_of_reach(str(package.source), organisation)
        if why:
            self.problem = (
                f"{package.distribution} is a private package of {organisation.title}, and {why},"
                " or go on without a lock, and try the service with a stand-in of the package:"
            )


def _why_out_of_reach(url: str, organisation: Organisation) -> str | None:
    """Return why git cannot read the repository at ``url``, and the way out; None if it can.

    None also if it may be able to.
    """
    git = Git(Path(os.sep)).reaching_remotes().with_variables(**_SILENT)
    try:
        asked = git.try_run("ls-remote", "--quiet", "--", url, "HEAD", timeout=_PATIENCE)
    except NoAnswerError:
        return f"{url} did not answer within {_PATIENCE:.0f} seconds: try again later"
    except EnvironmentProblemError as error:
        return f"git cannot look for it ({str(error).removesuffix('.')}): mend that and try again"
    return _meaning(asked, url, organisation) if asked.exit_code else None


def _meaning(asked: GitResult, url: str, organisation: Organisation) -> str | None:
    host = urlsplit(url).hostname
    if (missed := _NOT_REACHED.search(asked.errors)) and missed["host"] == host:
        return f"this machine cannot reach {host}: connect it to the network"
    if clean_environment().get("GIT_ASKPASS"):
        # It may give a token to uv, which asks it. An editor sets it too, and would open a window.
        return None
    if _NO_ACCESS.search(asked.errors):
        who = organisation.who_gives_access
        return f"this machine has no access to {url}: ask {who} for access"
    said = asked.error_summary.removeprefix(f"unable to access '{url}/': ")
    return f"git cannot read {url} (it says '{said}'): mend that and try again"
