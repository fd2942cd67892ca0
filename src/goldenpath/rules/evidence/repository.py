"""The repository under review: one package, and the root of the repository that contains it."""

import re
from functools import cached_property
from pathlib import Path
from typing import Self

from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.rules.evidence.documents import (
    Table,
    UnreadableError,
    parse_toml,
    parse_yaml,
    table_at,
    texts_at,
)
from goldenpath.rules.evidence.folder import Folder
from goldenpath.rules.evidence.git_files import AskGit, TrackedFiles
from goldenpath.rules.evidence.models import (
    DataClass,
    Variable,
    descendants_of,
    json_models,
    variables_of,
)
from goldenpath.rules.evidence.project import Project
from goldenpath.rules.evidence.python import Module
from goldenpath.rules.evidence.workflows import Workflow, commands_of, read_workflows

# Folders at the root that may contain Python files and are not the package.
NOT_THE_PACKAGE = frozenset(
    {
        "benchmarks",
        "bin",
        "ci",
        "doc",
        "docs",
        "docs_src",
        "evals",
        "examples",
        "hooks",
        "samples",
        "scripts",
        "template",
        "templates",
        "test",
        "tests",
        "tools",
    }
)
_TEST_FILES = re.compile(r"test_[^/]*|[^/]*_test|conftest")


def _is_data(path: str) -> bool:
    """Return whether a file in tests/ is test data: its folder cannot be imported."""
    *folders, name = path.removesuffix(".py").split("/")
    is_importable = all(folder.isidentifier() for folder in folders)
    return path.startswith("tests/") and not is_importable and not _TEST_FILES.fullmatch(name)


class Repository:
    """The evidence about one repository.

    A file is read and parsed when a rule needs it for the first time, and only once.
    """

    def __init__(self, root: Path | None, package: Path | None, ask_git: AskGit) -> None:
        # `root` is None if there is no local folder, for example when repo-review lists its checks.
        self.is_readable = root is not None
        self._root_path = root or Path()
        self._package_path = package or self._root_path
        self._ask_git = ask_git

    def __deepcopy__(self, _: object = None) -> Self:
        """Return this object: repo-review copies its fixtures for every check, and it is frozen."""
        return self

    @cached_property
    def folder(self) -> Folder:
        """The folder of the package under review."""
        return Folder(self._package_path)

    @cached_property
    def root(self) -> Folder:
        """The root folder of the repository; only a workspace member has another `folder`."""
        if self._package_path == self._root_path:
            return self.folder
        return Folder(self._root_path)

    @property
    def prefix(self) -> str:
        """The prefix that turns a path in the package into a path in the repository."""
        relative = self._package_path.relative_to(self._root_path).as_posix()
        return "" if relative == "." else f"{relative}/"

    @cached_property
    def project(self) -> Project:
        """The package's pyproject.toml."""
        return Project(self.folder)

    @cached_property
    def root_project(self) -> Project:
        """The pyproject.toml at the root, which configures the tools of a workspace."""
        return self.project if self.root is self.folder else Project(self.root)

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The Python files of the package under review, without those that the linter excludes.

        For example, the files of a template belong to another repository. The modules of the
        package itself are always included.
        """
        excluded = set(self.folder.matching(*self._excluded))
        inside = tuple(f"{folder}/" for folder in self.package_folders)
        return tuple(
            Module(self.folder, path)
            for path in self.folder.with_suffix(".py")
            if (path not in excluded and not _is_data(path)) or path.startswith(inside)
        )

    @cached_property
    def stand_ins(self) -> frozenset[str]:
        """The test files in which the linter allows banned imports: stand-ins for packages."""
        ignores = table_at(self.ruff, "lint", "per-file-ignores")
        patterns = [pattern for pattern in ignores if "TID251" in texts_at(ignores, pattern)]
        return frozenset(
            path for path in self.folder.matching(*patterns) if path.startswith("tests/")
        )

    @cached_property
    def ruff(self) -> Table:
        """ruff's settings; as for ruff itself, a ruff.toml overrides [tool.ruff]."""
        for path in ("ruff.toml", ".ruff.toml"):
            if (text := self.root.text(path)) is not None:
                try:
                    return parse_toml(text)
                except UnreadableError:
                    return {}
        return self.project.table("tool", "ruff") or self.root_project.table("tool", "ruff")

    @property
    def _excluded(self) -> tuple[str, ...]:
        return (*texts_at(self.ruff, "exclude"), *texts_at(self.ruff, "extend-exclude"))

    @cached_property
    def package_folders(self) -> tuple[str, ...]:
        """The folders of the importable packages, such as `src/orders`."""
        inits = [path for path in self.folder.paths if path.endswith("/__init__.py")]
        folders = [path.removesuffix("/__init__.py") for path in inits]
        in_src = [folder for folder in folders if folder.startswith("src/")]
        own = self.project.name.replace("-", "_")
        candidates = in_src or [f for f in folders if f == own]
        candidates = candidates or [f for f in folders if f.split("/")[0] not in NOT_THE_PACKAGE]
        return tuple(
            folder
            for folder in candidates
            if not any(folder.startswith(f"{other}/") for other in candidates)
        )

    @property
    def packages_beside_src(self) -> tuple[str, ...]:
        """The packages at the root, if the repository also has a package in src/."""
        if not any(folder.startswith("src/") for folder in self.package_folders):
            return ()
        inits = [path.split("/") for path in self.folder.paths if path.endswith("/__init__.py")]
        at_root = [parts[0] for parts in inits if len(parts) == len(("folder", "file"))]
        excluded = set(self.folder.matching(*self._excluded))
        return tuple(
            folder
            for folder in at_root
            if folder not in NOT_THE_PACKAGE and f"{folder}/__init__.py" not in excluded
        )

    @cached_property
    def package_modules(self) -> tuple[Module, ...]:
        """The modules of the importable packages."""
        inside = tuple(f"{folder}/" for folder in self.package_folders)
        return tuple(module for module in self.modules if module.path.startswith(inside))

    @cached_property
    def settings(self) -> tuple[DataClass, ...]:
        """The package's classes that derive from BaseSettings."""
        return descendants_of(frozenset({"BaseSettings"}), self.package_modules)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The environment variables that the settings declare."""
        return variables_of(self.settings, self.package_modules)

    @cached_property
    def json_models(self) -> tuple[DataClass, ...]:
        """The package's models that are written as JSON."""
        return json_models(self.package_modules)

    @cached_property
    def tracked(self) -> TrackedFiles:
        """The files that git tracks below the root of the repository."""
        return self._ask_git(self.root.root)

    @cached_property
    def workflows(self) -> tuple[Workflow, ...]:
        """The workflows of the repository."""
        return read_workflows(self.root)

    @cached_property
    def ci_commands(self) -> str:
        """All commands that the workflows run, as one text."""
        return commands_of(self.workflows, self.root)

    @cached_property
    def answers(self) -> Table:
        """The recorded answers; empty if the repository was not rendered from a template."""
        return self._yaml(ANSWERS_FILE)

    @cached_property
    def metadata(self) -> Table:
        """The content of repo-metadata.yaml; empty if it cannot be read."""
        return self._yaml("repo-metadata.yaml")

    def _yaml(self, path: str) -> Table:
        try:
            return parse_yaml(self.root.text(path) or "")
        except UnreadableError:
            return {}
