"""CI: what the workflows run, with which rights, and on whose code."""

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
    """There is a workflow"""

    requirements = ("15a", "18c")
    fix = "add .github/workflows/ci.yml, or run `goldenpath restore`"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Something checks every change before it lands."""
        if not repository.workflows:
            yield Problem(message=f"{_WORKFLOWS}/ has no workflow.", path=_WORKFLOWS)


class CI02(Ci):
    """Every workflow can be read"""

    requirements = ("15a",)
    fix = "mend the YAML, and give the workflow jobs"
    requires = frozenset({"CI01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Workflows are valid YAML, and have jobs. GitHub skips one that is not, in silence."""
        for workflow in repository.workflows:
            if workflow.problem:
                yield Problem(message=f"it is no YAML: {workflow.problem}.", path=workflow.path)
            elif not workflow.jobs:
                yield Problem(message="it has no jobs.", path=workflow.path)


class CI03(Ci):
    """Actions are pinned by hash"""

    requirements = ("15b",)
    fix = "write the full commit hash, and the version in a comment after it"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Every action is named by its full commit hash, with the version in a comment.

        A tag can be moved to other code, and has been; the comment lets a bot move the hash.
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
    """Workflows have the rights that they need, and no others"""

    requirements = ("15c",)
    fix = "write permissions at the top, as in `contents: read`, and more at the job that needs it"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Each workflow states its permissions, and none that writes is given to all of its jobs.

        Without the key a workflow has what the repository's settings give, which may be everything.
        """
        for workflow in repository.workflows:
            top = permissions_of(workflow.document)
            line = workflow.line_of("permissions:")
            if top is None and not all(permissions_of(job) is not None for job in workflow.jobs):
                yield Problem(message="it states no permissions.", path=workflow.path)
            for granted in (top, *map(permissions_of, workflow.jobs)):
                if granted == "write-all":
                    yield Problem(message="it may write all.", path=workflow.path, line=line)
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
        """The lock, lint, format, types, dead code and tests with coverage are checked.

        By a step of a workflow, or by a script of the repository that a step runs.
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
        """A workflow looks the locked dependencies up in the list of known holes."""
        for step in standard.ruleset.ci_steps.value:
            if step.name == _AUDIT and not any(_runs(repository, words) for words in step.words):
                yield Problem(message=f"nothing runs `{step.run}`.", path=_WORKFLOWS)


class CI07(Ci):
    """Workflows, images and hooks install with uv"""

    requirements = ("2d",)
    fix = "use `uv sync --locked`, `uv run` or `uvx`"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Nothing that installs calls pip, Poetry, pipenv or conda.

        What they install is not what uv.lock pins.
        """
        paths = [workflow.path for workflow in repository.workflows]
        paths += repository.root.matching("Dockerfile*", "Makefile", "*.sh", "/.husky/*", "/.ci/*")
        for path in paths:
            text = repository.root.text(path) or ""
            for number, line in enumerate(text.splitlines(), start=1):
                found = OTHER_MANAGER.search(line.partition(" # ")[0])
                if found and not line.lstrip().startswith("#"):
                    yield Problem(message=f"it runs {found[1]}.", path=path, line=number)


class CI08(Ci):
    """The cloud is reached without stored keys"""

    requirements = ("15d",)
    fix = "let the job have `id-token: write`, and assume a role"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No workflow has a long-lived key of a cloud: OIDC gives it one for minutes.

        A stored key works from anywhere, for whoever gets to see it, until somebody notices.
        """
        for workflow in repository.workflows:
            for number, line in enumerate(workflow.text.splitlines(), start=1):
                if _STATIC_KEY.search(line) and not line.lstrip().startswith("#"):
                    yield Problem(
                        message="it uses a stored key of a cloud.", path=workflow.path, line=number
                    )


class CI09(Ci):
    """CI runs the organisation's checker where it can be read"""

    requirements = ("14c", "15a")
    fix = "run the checker with npx, at the version that the organisation names"
    requires = frozenset({"CI02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """In the extends dialect a step runs the organisation's checker by npx, at one version.

        In the documented dialect the checker stops at the file, so a step that runs it only fails.
        """
        checker = standard.organisation.standards.checker
        name = checker.rpartition("@")[0]
        if standard.dialect is Dialect.EXTENDS and checker not in repository.ci_commands:
            yield Problem(message=f"nothing runs `npx {checker}`.", path=_WORKFLOWS)
        if standard.dialect is Dialect.DOCUMENTED and f"{name}@" in repository.ci_commands:
            yield Problem(message=f"{name} is run, and cannot read this dialect.", path=_WORKFLOWS)


def _writes(permissions: Table) -> tuple[str, ...]:
    return tuple(str(name) for name, right in permissions.items() if right == "write")


def _runs(repository: Repository, words: str) -> bool:
    pattern = r"(?<![\w-])" + r"\s+".join(map(re.escape, words.split())) + r"(?![\w])"
    return re.search(pattern, repository.ci_commands) is not None


def checked_out(steps: tuple[Table, ...]) -> Iterator[str]:
    """The commits that checkout steps ask for by name."""
    for step in steps:
        if (text_at(step, "uses") or "").startswith("actions/checkout@"):
            yield from texts_at(step, "with", "ref")
