"""pyproject.toml: what a project says of itself and of its tools."""

import re
from functools import cached_property
from typing import NamedTuple

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


class Dependency(NamedTuple):
    """A distribution that is depended on."""

    name: str
    # Whether the requirement itself says where it comes from.
    has_url: bool


class Project:
    """One pyproject.toml; everything is empty when there is none, or none that can be read."""

    def __init__(self, folder: Folder) -> None:
        self._text = folder.text(PROJECT_FILE) or ""
        self.document: Table = {}
        # Why it cannot be read.
        self.problem: str | None = None
        if not folder.has(PROJECT_FILE):
            self.problem = "it is missing"
            return
        try:
            self.document = parse_toml(self._text)
        except UnreadableError as error:
            self.problem = f"it is not valid TOML: {error}"

    def at(self, *keys: str) -> object:
        """The value below ``keys``."""
        return value_at(self.document, *keys)

    def table(self, *keys: str) -> Table:
        """The table below ``keys``."""
        return table_at(self.document, *keys)

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The strings below ``keys``."""
        return texts_at(self.document, *keys)

    def line_of(self, pattern: str) -> int | None:
        """The first line in which ``pattern`` is found, counted from 1."""
        found = re.search(pattern, self._text, re.MULTILINE)
        return self._text.count("\n", 0, found.start()) + 1 if found else None

    def line_of_dependency(self, name: str) -> int | None:
        """The first line with a requirement on ``name``, however the name is written."""
        return self.line_of(r"[\"']" + re.escape(name).replace(r"\-", "[-_.]") + r"\b")

    @property
    def name(self) -> str:
        """The distribution's name, normalised; "" when there is none."""
        return canonicalize_name(text_at(self.document, "project", "name") or "")

    @property
    def is_workspace_only(self) -> bool:
        """Whether this is the root of a workspace and no package itself."""
        is_root = bool(self.table("tool", "uv", "workspace"))
        return is_root and not self.table("project")

    @cached_property
    def dependencies(self) -> tuple[Dependency, ...]:
        """What the package needs to run, its extras included."""
        extras = self.table("project", "optional-dependencies")
        lines = [*self.texts("project", "dependencies")]
        for extra in extras:
            lines += texts_at(extras, extra)
        return _dependencies(lines)

    @cached_property
    def development(self) -> tuple[Dependency, ...]:
        """What the dependency groups name."""
        groups = self.table("dependency-groups")
        lines = [line for group in groups for line in texts_at(groups, group)]
        return _dependencies([*lines, *self.texts("tool", "uv", "dev-dependencies")])

    @property
    def depended_on(self) -> frozenset[str]:
        """The names of everything that is depended on, normalised."""
        return frozenset(item.name for item in (*self.dependencies, *self.development))

    @cached_property
    def oldest_python(self) -> str | None:
        """The oldest 3.x that requires-python admits, or None when it admits any, or none."""
        versions = range(_FIRST_MINOR, _LAST_MINOR)
        try:
            allowed = SpecifierSet(text_at(self.document, "project", "requires-python") or "")
            # The newest patch release stands for the version: ">=3.12.1" is about 3.12.
            oldest = next((minor for minor in versions if allowed.contains(f"3.{minor}.99")), None)
        except ValueError:
            # No specifier, or one with a number that is too long.
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
