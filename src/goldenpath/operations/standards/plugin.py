"""The entry points through which repo-review finds the rules, their families and their fixtures.

The fixtures of all plug-ins share one set of names. So this plug-in has only two fixtures, through
which rules reach everything else.
"""

from pathlib import Path
from typing import Protocol

from goldenpath.model.standards import StandardsRequest
from goldenpath.operations.render.template_source import own_catalogue
from goldenpath.operations.standards.resolve import resolve
from goldenpath.operations.standards.tracked_files import tracked_files
from goldenpath.rules.catalogue import all_rules, family_names
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import Rule
from goldenpath.rules.standard import Standard


class Traversable(Protocol):
    """What repo-review gives for a folder: a path, or something remote that acts like one."""

    def is_dir(self) -> bool: ...


def repository(root: Traversable, package: Traversable) -> Repository:
    """Fixture: the files of the repository. Only folders of this machine are read."""
    if isinstance(root, Path) and isinstance(package, Path):
        return Repository(root.resolve(), package.resolve(), tracked_files)
    return Repository(None, None, tracked_files)


def standard(repository: Repository) -> Standard:
    """Fixture: the standard that the repository's own files name."""
    return resolve(repository, StandardsRequest(), own_catalogue())


def checks() -> dict[str, type[Rule]]:
    """Return every rule, by its id."""
    return {rule.id(): rule for rule in all_rules()}


def families() -> dict[str, dict[str, str | int]]:
    """Return every family of rules, in the order in which reports list them."""
    return {
        name: {"name": "CI" if name == "ci" else name.capitalize(), "order": order}
        for order, name in enumerate(family_names())
    }
