"""Rules about CI: what workflows run, with which permissions, and on which code."""

import re
from collections.abc import Iterator

from goldenpath.rules.evidence.documents import Table, is_table, text_at, texts_at
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.evidence.workflows import permissions_of
from goldenpath.rules.rule import LENIENT_PROTOTYPE, ONLY_PRODUCTION, Problem, Rule
from goldenpath.rules.standard import Dialect, Standard

_WORKFLOWS = ".github/workflows"
_HASH = re.compile(r"[^@\s]+@[0-9a-f]{40}")
_DIGEST = re.compile(r"docker://.+@sha256:[0-9a-f]{64}")
_VERSION = re.compile(r"v?\d")
OTHER_MANAGER = re.compile(
    r"(?<!uv )(?<![\w./-])(pip3? install|python3? -m pip\b|poetry (add|install|run|lock|build)|"
    r"pipenv (install|run|sync)|conda (install|create|env)|easy_install)\b"
)
_STATIC_KEY = re.compile(
    r"aws-access-key-id:|secrets\.[A-Z_]*(AWS_ACCESS_KEY|AWS_SECRET|GCP_SA_KEY|"
    r"GOOGLE_CREDENTIALS|AZURE_CLIENT_SECRET|AZURE_CREDENTIALS)",
    re.IGNORECASE,
)
_AUDIT = "Dependencies"


class Ci(Rule):
    family = "ci"
    is_at_root = True


class CI01(Ci):
    """There is a CI workflow"""

    requirements = ("15a", "18c")
    fix = "add .github/workflows/ci.yml, or run `goldenpath restore`"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The repository has a workflow, which checks every change before it is merged."""
        if not repository.workflows:
            yield Problem(message=f"{_WORKFLOWS}/ has no workflow.", path=_WORKFLOWS)


class CI02(Ci):
    """Every workflow can be read"""

    requirements = ("15a",)
    fix = "correct the YAML, and add jobs to the workflow"
    requires = frozenset({"CI01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Workflows are valid YAML and have jobs. GitHub silently skips a broken workflow."""
        for workflow in repository.workflows:
            if workflow.problem:
                yield Problem(
                    message=f"the workflow is not valid YAML: {workflow.problem}.",
                    path=workflow.path,
                )
            elif not workflow.jobs:
                yield Problem(message="the workflow has no jobs.", path=workflow.path)


class CI03(Ci):
    """Actions are pinned by hash"""

    requirements = ("15b",)
    fix = "write the full commit hash, and the version in a comment after it"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Every action is named by its full commit hash, with the version in a comment.

        A tag can be moved to other code, and attackers have done this. A bot that updates hashes
        reads the version from the comment.
        """
        for workflow in repository.workflows:
            for used in workflow.used:
                reference = used.reference
                if reference.startswith("./"):
                    continue
                problem = ""
                if not (_HASH.fullmatch(reference) or _DIGEST.fullmatch(reference)):
                    problem = f"{reference} is not pinned by hash."
                elif not _VERSION.match(used.comment):
                    problem = f"{reference[:60]} has no comment with its version."
                if problem:
                    yield Problem(message=problem, path=workflow.path, line=used.line)


class CI04(Ci):
    """Workflows have only the permissions that they need"""

    requirements = ("15c",)
    fix = "set permissions at the top to `contents: read`, and add more only to jobs that need it"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Each workflow states its permissions, and does not give all jobs the right to write.

        Without the key, a workflow has the permissions of the repository's settings, which may be
        all permissions.
        """
        for workflow in repository.workflows:
            top = permissions_of(workflow.document)
            line = workflow.line_of("permissions:")
            if top is None and not all(permissions_of(job) is not None for job in workflow.jobs):
                yield Problem(message="the workflow states no permissions.", path=workflow.path)
            for granted in (top, *map(permissions_of, workflow.jobs)):
                if granted == "write-all":
                    yield Problem(
                        message="the workflow may write everything.", path=workflow.path, line=line
                    )
            if len(workflow.jobs) > 1 and is_table(top) and _writes(top):
                yield Problem(
                    message=f"every job may write {', '.join(_writes(top))}.",
                    path=workflow.path,
                    line=line,
                )


class CI05(Ci):
    """CI runs every check of the ruleset"""

    requirements = ("15a", "13b")
    fix = "add a step that runs the command"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """CI checks the lock, lint, format, types, dead code, and tests with coverage.

        A step of a workflow runs each check, or a script of the repository that a step calls.
        """
        for step in standard.ruleset.ci_steps.value:
            if step.name != _AUDIT and not any(_runs(repository, words) for words in step.words):
                yield Problem(message=f"nothing runs `{step.run}`.", path=_WORKFLOWS)


class CI06(Ci):
    """CI audits the dependencies"""

    requirements = ("5e", "15a")
    fix = "add a step that runs `uv run pip-audit --skip-editable`"
    tiers = ONLY_PRODUCTION
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A workflow checks the locked dependencies for known vulnerabilities."""
        for step in standard.ruleset.ci_steps.value:
            if step.name == _AUDIT and not any(_runs(repository, words) for words in step.words):
                yield Problem(message=f"nothing runs `{step.run}`.", path=_WORKFLOWS)


class CI07(Ci):
    """Workflows, images and hooks install with uv"""

    requirements = ("2d",)
    fix = "use `uv sync --locked`, `uv run` or `uvx`"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Workflows, Dockerfiles, scripts and hooks do not call pip, Poetry, pipenv or conda.

        Those tools do not install the versions that uv.lock pins.
        """
        paths = [workflow.path for workflow in repository.workflows]
        paths += repository.root.matching("Dockerfile*", "Makefile", "*.sh", "/.husky/*", "/.ci/*")
        for path in paths:
            text = repository.root.text(path) or ""
            for number, line in enumerate(text.splitlines(), start=1):
                found = OTHER_MANAGER.search(line.partition(" # ")[0])
                if found and not line.lstrip().startswith("#"):
                    yield Problem(message=f"the file runs {found[1]}.", path=path, line=number)


class CI08(Ci):
    """CI accesses the cloud without stored keys"""

    requirements = ("15d",)
    fix = "give the job `id-token: write`, and assume a role of the cloud"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No workflow uses a long-lived key of a cloud: OIDC gives it a key that lasts minutes.

        Anybody who gets to see a stored key can use it from anywhere, until somebody notices.
        """
        for workflow in repository.workflows:
            for number, line in enumerate(workflow.text.splitlines(), start=1):
                if _STATIC_KEY.search(line) and not line.lstrip().startswith("#"):
                    yield Problem(
                        message="the workflow uses a stored key of a cloud.",
                        path=workflow.path,
                        line=number,
                    )


class CI09(Ci):
    """CI runs the organisation's checker if the checker can read the standards file"""

    requirements = ("14c", "15a")
    fix = "run the checker with npx, at the version that the organisation names"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """In the extends dialect, a step runs the organisation's checker with npx, at one version.

        The checker cannot read the documented dialect, so in that dialect no step may run it.
        """
        checker = standard.organisation.standards.checker
        name = checker.rpartition("@")[0]
        if standard.dialect is Dialect.EXTENDS and checker not in repository.ci_commands:
            yield Problem(message=f"nothing runs `npx {checker}`.", path=_WORKFLOWS)
        if standard.dialect is Dialect.DOCUMENTED and f"{name}@" in repository.ci_commands:
            yield Problem(
                message=f"a step runs {name}, which cannot read this dialect.", path=_WORKFLOWS
            )


def _writes(permissions: Table) -> tuple[str, ...]:
    return tuple(str(name) for name, right in permissions.items() if right == "write")


def _runs(repository: Repository, words: str) -> bool:
    pattern = r"(?<![\w-])" + r"\s+".join(map(re.escape, words.split())) + r"(?![\w])"
    return re.search(pattern, repository.ci_commands) is not None


def checked_out(steps: tuple[Table, ...]) -> Iterator[str]:
    """Yield the git references that checkout steps name."""
    for step in steps:
        if (text_at(step, "uses") or "").startswith("actions/checkout@"):
            yield from texts_at(step, "with", "ref")
