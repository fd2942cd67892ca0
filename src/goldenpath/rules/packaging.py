"""Packaging: one package manager, one lock, one answer to which Python."""

import re
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from goldenpath.model.file_names import LOCK_FILE, PROJECT_FILE
from goldenpath.rules.evidence.documents import (
    UnreadableError,
    parse_toml,
    tables_at,
    text_at,
)
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import Problem, Rule
from goldenpath.rules.standard import Standard

# Below [tool].
_OTHER_MANAGERS = ("poetry", "pdm", "pipenv", "conda", "hatch.envs")
_VERSION_FILE = ".python-version"


class Packaging(Rule):
    family = "packaging"


class PK01(Packaging):
    """pyproject.toml describes the project"""

    requirements = ("2a",)
    fix = "write a pyproject.toml with a [project] table that has name and version"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pyproject.toml is where a project says what it is, and where its tools are configured.

        It must be there, be valid TOML, and have a [project] table with a name; the root of a
        workspace may have [tool.uv.workspace] instead.
        """
        project = repository.project
        if project.problem:
            yield Problem(message=f"{project.problem}.", path=PROJECT_FILE)
        elif not project.name and not project.is_workspace_only:
            yield Problem(message="[project] has no name.", path=PROJECT_FILE)


class PK02(Packaging):
    """Only supported versions of Python are admitted"""

    requirements = ("1a",)
    fix = 'write requires-python = ">=3.13", or the oldest version that the standard has'
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """requires-python admits no version that is older than the standard's oldest.

        A wider range is a promise that nobody tests, and keeps newer syntax out.
        """
        floor = standard.ruleset.python_versions.value[0]
        project = repository.project
        if project.is_workspace_only:
            return
        line = project.line_of(r"^\s*requires-python")
        if (oldest := project.oldest_python) is None:
            yield Problem(
                message=f"requires-python is missing or has no lower bound, and {floor} is the"
                " oldest version allowed.",
                path=PROJECT_FILE,
                line=line,
            )
        elif _minor(oldest) < _minor(floor):
            yield Problem(
                message=f"requires-python admits Python {oldest}, and {floor} is the oldest"
                " version allowed.",
                path=PROJECT_FILE,
                line=line,
            )


class PK03(Packaging):
    """Every file names the same version of Python"""

    requirements = ("1b",)
    fix = "name one version in .python-version, requires-python, [tool.ruff] and [tool.ty]"
    requires = frozenset({"PK02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """requires-python, .python-version, ruff's target-version and ty's python-version agree.

        The linter and the type checker otherwise judge another language than the one that runs. The
        version that runs may be newer than the oldest one admitted, never older.
        """
        oldest = repository.project.oldest_python
        if oldest is None:
            return
        for where, line, version in _versions_for_tools(repository):
            if version != oldest:
                yield Problem(
                    message=f"{where} is {version or 'not set'}, and requires-python begins at"
                    f" {oldest}.",
                    path=PROJECT_FILE,
                    line=line,
                )
        yield from _version_file(repository, oldest)


class PK04(Packaging):
    """uv.lock is committed"""

    requirements = ("2b",)
    fix = "run `uv lock` and commit uv.lock"
    is_at_root = True

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """uv.lock pins every dependency, so that every machine installs the same.

        It lies beside the pyproject.toml of the repository, is valid TOML, and is not ignored.
        """
        if not repository.root.has(LOCK_FILE):
            ignored = " but .gitignore names it" if repository.root.is_ignored(LOCK_FILE) else ""
            yield Problem(message=f"uv.lock is missing{ignored}.", path=LOCK_FILE)
        elif (text := repository.root.text(LOCK_FILE)) is not None:
            # A lock too large to read here is a lock all the same.
            try:
                parse_toml(text)
            except UnreadableError as error:
                yield Problem(message=f"it is not valid TOML: {error}.", path=LOCK_FILE)


class PK05(Packaging):
    """uv.lock knows every dependency"""

    requirements = ("2b",)
    fix = "run `uv lock` and commit pyproject.toml and uv.lock together"
    requires = frozenset({"PK01", "PK04"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """What pyproject.toml asks for is in uv.lock.

        A dependency that was added without locking is not installed by `uv sync --locked`.
        """
        text = repository.root.text(LOCK_FILE)
        if text is None:
            return
        packages = tables_at(parse_toml(text), "package")
        locked = {canonicalize_name(text_at(package, "name") or "") for package in packages}
        for name in sorted(repository.project.depended_on - locked):
            yield Problem(
                message=f"{name} is a dependency and is not in uv.lock.",
                path=PROJECT_FILE,
                line=repository.project.line_of_dependency(name),
            )


class PK06(Packaging):
    """No file belongs to another package manager"""

    requirements = ("2c",)
    fix = "move what it declares to pyproject.toml with `uv add`, then delete it"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """uv is the only package manager.

        A requirements file, a Pipfile or another lock is a second list of dependencies, and the two
        drift apart.
        """
        for path in repository.folder.matching(*standard.ruleset.forbidden_files.value):
            # A template or a fixture of a test is data.
            if not path.startswith(("tests/", "docs/", "template/", "src/")):
                yield Problem(message=f"{path} belongs to another package manager.", path=path)


class PK07(Packaging):
    """No table belongs to another package manager"""

    requirements = ("2c",)
    fix = "move the dependencies to [project] and [dependency-groups], and delete the table"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pyproject.toml configures no package manager but uv.

        Tables of Poetry, PDM or conda, and their build backends, make other tools think that they
        are in charge.
        """
        project = repository.project
        for manager in _OTHER_MANAGERS:
            if project.table("tool", *manager.split(".")):
                line = project.line_of(rf"^\[tool\.{re.escape(manager)}")
                yield Problem(message=f"[tool.{manager}] is there.", path=PROJECT_FILE, line=line)
        backend = text_at(project.document, "build-system", "build-backend") or ""
        if backend.startswith(("poetry.", "pdm.")):
            line = project.line_of(r"^\s*build-backend")
            yield Problem(message=f"{backend} builds the package.", path=PROJECT_FILE, line=line)


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _versions_for_tools(repository: Repository) -> Iterator[tuple[str, int | None, str | None]]:
    """What the tools are told: where, the line, and the version if there is one."""
    project = repository.project
    target = text_at(project.document, "tool", "ruff", "target-version")
    if target:
        found = re.fullmatch(r"py3(\d+)", target)
        version = f"3.{found[1]}" if found else target
        yield "ruff's target-version", project.line_of(r"^\s*target-version"), version
    checked = text_at(project.document, "tool", "ty", "environment", "python-version")
    if checked:
        yield "ty's python-version", project.line_of(r"python-version\s*="), checked


def _version_file(repository: Repository, oldest: str) -> Iterator[Problem]:
    folder = repository.folder if repository.folder.has(_VERSION_FILE) else repository.root
    if not folder.has(_VERSION_FILE):
        yield Problem(
            message=f"it is missing; {oldest} is the oldest admitted.", path=_VERSION_FILE
        )
        return
    version = (folder.text(_VERSION_FILE) or "").strip()
    found = re.match(r"(?:cpython-)?3\.(\d{1,3})(?:\.\d{1,3})?$", version)
    if found is None:
        yield Problem(message=f"{version[:40]!r} is no version of Python.", path=_VERSION_FILE)
    elif int(found[1]) < _minor(oldest):
        yield Problem(
            message=f"it says {version}, and requires-python begins at {oldest}.",
            path=_VERSION_FILE,
        )
