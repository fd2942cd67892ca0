"""Rules about packaging: one package manager, one lock and one version of Python."""

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

# The tables of other package managers below [tool].
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
        """pyproject.toml exists, is valid TOML, and has a [project] table with a name.

        It describes the project and configures its tools. The root of a workspace may have
        [tool.uv.workspace] instead of [project].
        """
        project = repository.project
        if project.problem:
            yield Problem(message=f"{project.problem}.", path=PROJECT_FILE)
        elif not project.name and not project.is_workspace_only:
            yield Problem(message="[project] has no name.", path=PROJECT_FILE)


class PK02(Packaging):
    """Only supported versions of Python are allowed"""

    requirements = ("1a",)
    fix = 'write requires-python = ">=3.13", or the oldest version that the standard allows'
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """requires-python does not allow a version that is older than the standard's oldest.

        Nobody tests the older versions, and they prevent the use of newer syntax.
        """
        floor = standard.ruleset.oldest_python.value
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
                message=f"requires-python allows Python {oldest}, and {floor} is the oldest"
                " version allowed.",
                path=PROJECT_FILE,
                line=line,
            )


class PK03(Packaging):
    """Every file names the same version of Python"""

    requirements = ("1b",)
    fix = "name one version, in .python-version and requires-python; ruff and ty read the latter"
    requires = frozenset({"PK02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """requires-python, .python-version, ruff's target-version and ty's python-version agree.

        Otherwise the linter and the type checker check the code for another version than the one
        that runs. Both read requires-python if their own setting is left out. The version in
        .python-version may be newer than the oldest allowed version, but not older.
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
        """uv.lock pins every dependency, so that every machine installs the same versions.

        It is beside the pyproject.toml of the repository, is valid TOML, and .gitignore does not
        name it.
        """
        if not repository.root.has(LOCK_FILE):
            ignored = " but .gitignore names it" if repository.root.is_ignored(LOCK_FILE) else ""
            yield Problem(message=f"uv.lock is missing{ignored}.", path=LOCK_FILE)
        elif (text := repository.root.text(LOCK_FILE)) is not None:
            # A lock that is too large to be read here is accepted: `text` is then None.
            try:
                parse_toml(text)
            except UnreadableError as error:
                yield Problem(message=f"uv.lock is not valid TOML: {error}.", path=LOCK_FILE)


class PK05(Packaging):
    """uv.lock has every dependency"""

    requirements = ("2b",)
    fix = "run `uv lock` and commit pyproject.toml and uv.lock together"
    requires = frozenset({"PK01", "PK04"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """uv.lock has every dependency of pyproject.toml.

        `uv sync --locked` does not install a dependency that was added without locking.
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
    fix = "move its dependencies to pyproject.toml with `uv add`, then delete the file"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """uv is the only package manager.

        A requirements file, a Pipfile or another lock is a second list of dependencies. The two
        lists become different over time.
        """
        for path in repository.folder.matching(*standard.ruleset.forbidden_files.value):
            # A file of a template or of a test's data does not belong to the project itself.
            if not path.startswith(("tests/", "docs/", "template/", "src/")):
                yield Problem(message=f"{path} belongs to another package manager.", path=path)


class PK07(Packaging):
    """No table belongs to another package manager"""

    requirements = ("2c",)
    fix = "move the dependencies to [project] and [dependency-groups], and delete the table"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pyproject.toml configures only one package manager, uv.

        With tables of Poetry, PDM or conda, or with their build backends, other tools try to manage
        the project.
        """
        project = repository.project
        for manager in _OTHER_MANAGERS:
            if project.table("tool", *manager.split(".")):
                line = project.line_of(rf"^\[tool\.{re.escape(manager)}")
                yield Problem(
                    message=f"there is a table [tool.{manager}].", path=PROJECT_FILE, line=line
                )
        backend = text_at(project.document, "build-system", "build-backend") or ""
        if backend.startswith(("poetry.", "pdm.")):
            line = project.line_of(r"^\s*build-backend")
            yield Problem(message=f"{backend} builds the package.", path=PROJECT_FILE, line=line)


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _versions_for_tools(repository: Repository) -> Iterator[tuple[str, int | None, str | None]]:
    """Yield the version that each tool is configured for, as setting, line and version."""
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
            message=f".python-version is missing; {oldest} is the oldest version allowed.",
            path=_VERSION_FILE,
        )
        return
    version = (folder.text(_VERSION_FILE) or "").strip()
    found = re.match(r"(?:cpython-)?3\.(\d{1,3})(?:\.\d{1,3})?$", version)
    if found is None:
        yield Problem(message=f"{version[:40]!r} is not a version of Python.", path=_VERSION_FILE)
    elif int(found[1]) < _minor(oldest):
        yield Problem(
            message=f".python-version says {version}, and requires-python begins at {oldest}.",
            path=_VERSION_FILE,
        )
