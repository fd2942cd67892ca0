"""Security: what must not be in a repository, and what must not reach it."""

import re
from collections.abc import Iterator

from goldenpath.rules.ci import checked_out
from goldenpath.rules.evidence.python import dotted
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.logs import is_log_call
from goldenpath.rules.rule import Problem, Rule
from goldenpath.rules.standard import Standard

_ENV_FILE = re.compile(r"(^|/)\.env(\.[\w-]+)?$")
_HARMLESS_ENV = re.compile(r"\.(example|sample|template|dist)$")
_SECRETS = re.compile(
    r"\b((?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}"
    r"|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{40,}|xox[abp]-[A-Za-z0-9-]{20,}"
    r"|AIza[A-Za-z0-9_-]{35})\b"
    r"|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
)
# What others can write: titles, messages, branch names.
_UNTRUSTED = re.compile(
    r"\$\{\{[^}]{0,200}\b(?:github\.event\.(?:issue|pull_request|comment|review|review_comment|"
    r"discussion|head_commit|commits)\b[^}]{0,100}\.(?:title|body|message|name|email|label|ref)|"
    r"github\.head_ref)\b[^}]{0,100}\}\}"
)
_TEXT_LIMIT = 300_000


class Security(Rule):
    family = "security"
    is_at_root = True


class SE01(Security):
    """No file with secrets is committed"""

    requirements = ("8e",)
    fix = "run `git rm --cached` on it, change every secret in it, and add it to .gitignore"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No .env is tracked, or would be by the next `git add`; the example is.

        A secret that was committed once stays in the history, and has to be changed.
        """
        tracked = repository.tracked
        if tracked.problem:
            yield Problem(message=f"git cannot tell what is tracked: {tracked.problem}.")
        for path in sorted({*repository.root.paths, *tracked.paths}):
            if _ENV_FILE.search(path) and not _HARMLESS_ENV.search(path):
                yield Problem(message=f"{path} is not kept out of the repository.", path=path)


class SE02(Security):
    """.gitignore keeps .env out"""

    requirements = ("8e",)
    fix = "add a line `.env` to .gitignore"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """.gitignore names .env, and not .env.example.

        So `git add --all` cannot commit the one, and does commit the other.
        """
        if not repository.root.has(".gitignore"):
            # A rule of its own asks for the file.
            return
        if not repository.root.is_ignored(".env"):
            yield Problem(message=".env is not ignored.", path=".gitignore")
        if repository.root.is_ignored(".env.example"):
            yield Problem(message=".env.example is ignored.", path=".gitignore")


class SE03(Security):
    """No file holds a key"""

    requirements = ("8e",)
    fix = "change the key at its provider, then remove it here"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Nothing outside the tests looks like a key of a cloud, a provider or a person.

        By the forms that providers give their keys, so that a scan finds them.
        """
        for path in repository.root.paths:
            if path.startswith(("tests/", "docs/")) or path.endswith(".lock"):
                continue
            text = repository.root.text(path) or ""
            found = _SECRETS.search(text) if len(text) <= _TEXT_LIMIT else None
            if found:
                yield Problem(
                    message=f"there is what looks like a key, {found[0][:8]}….",
                    path=path,
                    line=text.count("\n", 0, found.start()) + 1,
                )


class SE04(Security):
    """No link leads out of the repository"""

    requirements = ("8e",)
    fix = "replace the link by what it leads to, or remove it"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Symbolic links stay inside the repository.

        One that leads out means another file on each machine, and lets a tool that follows it read
        or write there.
        """
        for path in repository.root.leaving_links:
            yield Problem(message=f"{path} is a link that leads out.", path=path)


class SE05(Security):
    """Secrets are not logged"""

    requirements = ("8d",)
    fix = "log the name of the secret, or that it is there"
    is_at_root = False
    requires = frozenset({"LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No call that logs or prints has get_secret_value among its arguments.

        A log is read by many, and kept for long.
        """
        for module in repository.package_modules:
            for call in module.calls:
                if not (is_log_call(call) or dotted(call.func) == "print"):
                    continue
                if any(_reveals(inner) for inner in module.calls_inside(call)):
                    yield Problem(
                        message="a secret is written out.", path=module.path, line=call.lineno
                    )


class SE06(Security):
    """Workflows run nobody else's words as commands"""

    requirements = ("15c",)
    fix = "pass it as an environment variable of the step, and quote that"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No command holds an expression that others can write, such as the title of an issue.

        GitHub pastes it into the script before the shell reads it, and a title may be a command.
        """
        for workflow in repository.workflows:
            for command in workflow.commands:
                if found := _UNTRUSTED.search(command):
                    yield Problem(
                        message=f"{found[0]} is pasted into a command.",
                        path=workflow.path,
                        line=workflow.line_of(found[0]),
                    )


class SE07(Security):
    """Nobody else's code is run with our rights"""

    requirements = ("15c",)
    fix = "start the workflow by pull_request, or check out no code of the pull request"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A workflow on pull_request_target or workflow_run checks out no pull request.

        It runs with the secrets of this repository, and would run whatever a stranger sends.
        """
        for workflow in repository.workflows:
            if not workflow.triggers & {"pull_request_target", "workflow_run"}:
                continue
            for reference in checked_out(workflow.steps):
                if "head" in reference:
                    yield Problem(
                        message=f"it checks out {reference}.",
                        path=workflow.path,
                        line=workflow.line_of(reference),
                    )


def _reveals(name: str) -> bool:
    return name.endswith("get_secret_value")
