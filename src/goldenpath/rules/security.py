"""Rules about security: secrets in a repository, and code of strangers in its workflows."""

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
# Expressions whose value strangers can write: titles, messages and branch names.
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
    fix = "run `git rm --cached` on the file, change its secrets, and add it to .gitignore"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """git does not track a .env, and the next `git add` would not add one.

        .env.example may be committed. A secret that was committed once stays in the history, and
        must be changed.
        """
        tracked = repository.tracked
        if tracked.problem:
            yield Problem(message=f"git cannot list the tracked files: {tracked.problem}.")
        for path in sorted({*repository.root.paths, *tracked.paths}):
            if _ENV_FILE.search(path) and not _HARMLESS_ENV.search(path):
                yield Problem(
                    message=f"{path} is tracked by git, or not ignored by .gitignore.", path=path
                )


class SE02(Security):
    """.gitignore keeps .env out"""

    requirements = ("8e",)
    fix = "add a line `.env` to .gitignore"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """.gitignore names .env, and does not name .env.example.

        Then `git add --all` adds .env.example and never adds .env.
        """
        if not repository.root.has(".gitignore"):
            # Another rule, LA10, asks for the file.
            return
        if not repository.root.is_ignored(".env"):
            yield Problem(message=".env is not ignored.", path=".gitignore")
        if repository.root.is_ignored(".env.example"):
            yield Problem(message=".env.example is ignored.", path=".gitignore")


class SE03(Security):
    """No file contains a key"""

    requirements = ("8e",)
    fix = "change the key at its provider, then remove it here"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No file outside tests/ and docs/ has a text that looks like a secret key.

        The rule knows the forms of the keys of clouds, providers and people.
        """
        for path in repository.root.paths:
            if path.startswith(("tests/", "docs/")) or path.endswith(".lock"):
                continue
            text = repository.root.text(path) or ""
            found = _SECRETS.search(text) if len(text) <= _TEXT_LIMIT else None
            if found:
                yield Problem(
                    message=f"{found[0][:8]}… looks like a key.",
                    path=path,
                    line=text.count("\n", 0, found.start()) + 1,
                )


class SE04(Security):
    """No link points outside the repository"""

    requirements = ("8e",)
    fix = "replace the link by a copy of its target, or remove it"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The targets of symbolic links are inside the repository.

        A target outside is a different file on each machine, and a tool that follows the link can
        read or write there.
        """
        for path in repository.root.leaving_links:
            yield Problem(message=f"{path} is a link to outside the repository.", path=path)


class SE05(Security):
    """Secrets are not logged"""

    requirements = ("8d",)
    fix = "log only the name of the secret, or whether it is set"
    is_at_root = False
    requires = frozenset({"LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No call that logs or prints has get_secret_value among its arguments.

        Many people can read a log, and it is kept for a long time.
        """
        for module in repository.package_modules:
            for call in module.calls:
                if not (is_log_call(call) or dotted(call.func) == "print"):
                    continue
                if any(_reveals(inner) for inner in module.calls_inside(call)):
                    yield Problem(
                        message="a secret is logged or printed.",
                        path=module.path,
                        line=call.lineno,
                    )


class SE06(Security):
    """Workflows do not run text of strangers as commands"""

    requirements = ("15c",)
    fix = "pass the value as an environment variable of the step, and quote the variable"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No command has an expression whose value strangers write, such as the title of an issue.

        GitHub puts the value into the script before the shell runs it, and a title may be a
        command.
        """
        for workflow in repository.workflows:
            for command in workflow.commands:
                if found := _UNTRUSTED.search(command):
                    yield Problem(
                        message=f"a command contains {found[0]}, which strangers can write.",
                        path=workflow.path,
                        line=workflow.line_of(found[0]),
                    )


class SE07(Security):
    """Workflows do not run code of strangers with this repository's permissions"""

    requirements = ("15c",)
    fix = "start the workflow on pull_request, or do not check out code of the pull request"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A workflow on pull_request_target or workflow_run does not check out a pull request.

        Such a workflow has the secrets of this repository, and would run code that a stranger
        sends.
        """
        for workflow in repository.workflows:
            if not workflow.triggers & {"pull_request_target", "workflow_run"}:
                continue
            for reference in checked_out(workflow.steps):
                if "head" in reference:
                    yield Problem(
                        message=f"the workflow checks out {reference}.",
                        path=workflow.path,
                        line=workflow.line_of(reference),
                    )


def _reveals(name: str) -> bool:
    return name.endswith("get_secret_value")
