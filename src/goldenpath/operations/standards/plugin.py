"""The entry points by which repo-review finds the rules, their families and what they read.

Fixtures of all plug-ins share one set of names, so there are two, and the rest hangs on them.
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
    """Fixture: what there is to see. Only folders of this machine are looked at."""
    if isinstance(root, Path) and isinstance(package, Path):
        return Repository(root.resolve(), package.resolve(), tracked_files)
    return Repository(None, None, tracked_files)


def standard(repository: Repository) -> Standard:
    """Fixture: what the repository is held to, by its own account."""
    return resolve(repository, StandardsRequest(), own_catalogue())


def checks() -> dict[str, type[Rule]]:
    """Every rule, by its id."""
    return {rule.id(): rule for rule in all_rules()}


def families() -> dict[str, dict[str, str | int]]:
    """Every family, in the order in which they are listed."""
    return {
        name: {"name": "CI" if name == "ci" else name.capitalize(), "order": order}
        for order, name in enumerate(family_names())
    }
