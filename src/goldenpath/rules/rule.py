"""The base class of rules: repo-review's plug-in API, extended with places, tiers and a fix."""

from collections.abc import Iterator
from typing import ClassVar

from goldenpath.model.base import DataModel
from goldenpath.model.ruleset import Tier
from goldenpath.model.standards import Level
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.standard import Standard

type Levels = dict[Tier, Level]

EVERY_TIER: Levels = dict.fromkeys(Tier, Level.ERROR)
LENIENT_PROTOTYPE: Levels = EVERY_TIER | {Tier.PROTOTYPE: Level.WARNING}
NOT_PROTOTYPE: Levels = EVERY_TIER | {Tier.PROTOTYPE: Level.OFF}
ONLY_PRODUCTION: Levels = NOT_PROTOTYPE | {Tier.INTERNAL: Level.OFF}
ADVICE: Levels = dict.fromkeys(Tier, Level.WARNING)


class Problem(DataModel):
    """One place where a rule is not met."""

    message: str
    # Relative to the folder that the rule reads.
    path: str | None = None
    line: int | None = None


class Rule:
    """One rule. The name of the class is its id, and the docstring of the class is its title.

    The docstring of `find` is its documentation. repo-review prints it if the rule is not met.
    """

    family: ClassVar[str]
    # The ids in requirements.yml of the requirements that the rule checks.
    requirements: ClassVar[tuple[str, ...]]
    # How to meet the rule, as an imperative that completes "To fix it: …".
    fix: ClassVar[str]
    # The rules that must be met before this rule can be checked.
    requires: ClassVar[frozenset[str]] = frozenset()
    tiers: ClassVar[Levels] = EVERY_TIER
    # Whether the rule reads the root of a workspace, instead of the member under review.
    is_at_root: ClassVar[bool] = False

    @classmethod
    def id(cls) -> str:
        """Return the rule's id: two letters for the family, and a number."""
        return cls.__name__

    @classmethod
    def title(cls) -> str:
        """Return what the rule asks for, in one line."""
        return (cls.__doc__ or "").strip()

    @classmethod
    def documentation(cls) -> str:
        """Return what the rule asks for and why, on one line."""
        return " ".join((cls.find.__doc__ or "").split())

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Yield every place where the repository breaks the rule."""
        raise NotImplementedError

    @classmethod
    def check(cls, repository: Repository, standard: Standard) -> str | None:
        """Return the result for repo-review.

        It is "" if the rule is met, None if the rule does not apply, and otherwise the problems.
        """
        if not repository.is_readable or cls.tiers[standard.tier] is Level.OFF:
            return None
        return cls.describe(tuple(cls.find(repository, standard)))

    @classmethod
    def describe(cls, problems: tuple[Problem, ...]) -> str:
        """Return the problems in Markdown; "" if there are none."""
        if not problems:
            return ""
        lines = [f"- {_place(problem)}{problem.message}" for problem in problems]
        return "\n".join([cls.documentation(), "", *lines, "", f"To fix it: {cls.fix}."])


def _place(problem: Problem) -> str:
    if problem.path is None:
        return ""
    line = f":{problem.line}" if problem.line else ""
    return f"`{problem.path}{line}`: "
