"""Read pyproject.toml: what a project says about itself and about its tools."""

import re
from dataclasses import dataclass
from functools import cached_property

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.rules.evidence.documents import (
    Table,
    UnreadableError,
    parse_toml,
    table_at,
    text_at,
    texts_at,
    value_at,
)
from goldenpath.rules.evidence.folder import Folder

_FIRST_MINOR, _LAST_MINOR = 6, 30


@dataclass(frozen=True, slots=True)
class Dependency:
    """A distribution that the project depends on."""

    name: str
    # Whether the dependency itself contains the URL of its source.
    has_url: bool


class Project:
    """One pyproject.toml; every value is empty if the file is missing or cannot be read."""

    def __init__(self, folder: Folder) -> None:
        self._text = folder.text(PROJECT_FILE) or ""
        self.document: Table = {}
        # Why the file cannot be read; None if it can.
        self.problem: str | None = None
        if not folder.has(PROJECT_FILE):
            self.problem = f"{PROJECT_FILE} is missing"
            return
        try:
            self.document = parse_toml(self._text)
        except UnreadableError as error:
            self.problem = f"{PROJECT_FILE} is not valid TOML: {error}"

    def at(self, *keys: str) -> object:
        """Return the value below ``keys``; None if there is no value."""
        return value_at(self.document, *keys)

    def table(self, *keys: str) -> Table:
        """Return the table below ``keys``; an empty table if there is none."""
        return table_at(self.document, *keys)

    def texts(self, *keys: str) -> tuple[str, ...]:
        """Return the strings in the list below ``keys``; a single string counts as a list."""
        return texts_at(self.document, *keys)

    def line_of(self, pattern: str) -> int | None:
        """Return the first line that matches ``pattern``, counted from 1; None if none does."""
        found = re.search(pattern, self._text, re.MULTILINE)
        return self._text.count("\n", 0, found.start()) + 1 if found else None

    def line_of_dependency(self, name: str) -> int | None:
        """Return the first line with the dependency ``name``, in any spelling of the name."""
        return self.line_of(r"[\"']" + re.escape(name).replace(r"\-", "[-_.]") + r"\b")

    @property
    def name(self) -> str:
        """The normalised name of the distribution; "" if it has no name."""
        return canonicalize_name(text_at(self.document, "project", "name") or "")

    @property
    def is_workspace_only(self) -> bool:
        """Whether this is the root of a workspace and is not itself a package."""
        is_root = bool(self.table("tool", "uv", "workspace"))
        return is_root and not self.table("project")

    @cached_property
    def dependencies(self) -> tuple[Dependency, ...]:
        """The dependencies that the package needs to run, including those of its extras."""
        extras = self.table("project", "optional-dependencies")
        lines = [*self.texts("project", "dependencies")]
        for extra in extras:
            lines += texts_at(extras, extra)
        return _dependencies(lines)

    @cached_property
    def development(self) -> tuple[Dependency, ...]:
        """The dependencies in the dependency groups."""
        groups = self.table("dependency-groups")
        lines = [line for group in groups for line in texts_at(groups, group)]
        return _dependencies([*lines, *self.texts("tool", "uv", "dev-dependencies")])

    @property
    def depended_on(self) -> frozenset[str]:
        """The normalised names of all dependencies."""
        return frozenset(item.name for item in (*self.dependencies, *self.development))

    @cached_property
    def oldest_python(self) -> str | None:
        """The oldest version 3.x that requires-python allows; None if it has no lower bound.

        It is also None if requires-python is not valid or allows no version.
        """
        versions = range(_FIRST_MINOR, _LAST_MINOR)
        try:
            allowed = SpecifierSet(text_at(self.document, "project", "requires-python") or "")
            # ".99" stands for the newest patch release, so that ">=3.12.1" allows 3.12.
            oldest = next((minor for minor in versions if allowed.contains(f"3.{minor}.99")), None)
        except ValueError:
            # The text is not a specifier, or has a number that is too long.
            return None
        return None if oldest in (None, _FIRST_MINOR) else f"3.{oldest}"


def _dependencies(lines: list[str]) -> tuple[Dependency, ...]:
    found = []
    for line in lines:
        try:
            requirement = Requirement(line)
        except (ValueError, RecursionError):
            continue
        found.append(Dependency(canonicalize_name(requirement.name), requirement.url is not None))
    return tuple(found)
