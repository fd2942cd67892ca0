"""What a rule is: the plug-in API of repo-review, with places, tiers and a way out."""

from collections.abc import Iterator
from typing import ClassVar

from goldenpath.model.data_file import DataModel
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
    """What a rule found in one place."""

    message: str
    # Relative to the folder that the rule looks at.
    path: str | None = None
    line: int | None = None


class Rule:
    """One rule. The class is named by its id, and its docstring is its title.

    The docstring of `find` is its documentation, and what repo-review prints when it fails.
    """

    family: ClassVar[str]
    # The entries of requirements.yml that it comes from.
    requirements: ClassVar[tuple[str, ...]]
    # The way out, as an imperative that completes "To mend it: …".
    fix: ClassVar[str]
    # Rules without which this one has nothing to say.
    requires: ClassVar[frozenset[str]] = frozenset()
    tiers: ClassVar[Levels] = EVERY_TIER
    # Whether it looks at the root of a workspace, rather than at the member under review.
    is_at_root: ClassVar[bool] = False

    @classmethod
    def id(cls) -> str:
        """The rule's id: its family in two letters, and a number."""
        return cls.__name__

    @classmethod
    def title(cls) -> str:
        """The rule in one line."""
        return (cls.__doc__ or "").strip()

    @classmethod
    def documentation(cls) -> str:
        """What the rule asks for and why, on one line."""
        return " ".join((cls.find.__doc__ or "").split())

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Yield every place where the repository breaks the rule."""
        raise NotImplementedError

    @classmethod
    def check(cls, repository: Repository, standard: Standard) -> str | None:
        """Answer repo-review: "" when the rule is kept, None when it does not bind, or why not."""
        if not repository.is_readable or cls.tiers[standard.tier] is Level.OFF:
            return None
        return cls.describe(tuple(cls.find(repository, standard)))

    @classmethod
    def describe(cls, problems: tuple[Problem, ...]) -> str:
        """Say in Markdown what was found, or nothing when that is nothing."""
        if not problems:
            return ""
        lines = [f"- {_place(problem)}{problem.message}" for problem in problems]
        return "\n".join([cls.documentation(), "", *lines, "", f"To mend it: {cls.fix}."])


def _place(problem: Problem) -> str:
    if problem.path is None:
        return ""
    line = f":{problem.line}" if problem.line else ""
    return f"`{problem.path}{line}`: "
