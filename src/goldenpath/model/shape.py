"""A shape: a kind of Python repository that the organisations sanction."""

from typing import Annotated, Literal

from pydantic import Field

from goldenpath.model.data_file import DataModel
from goldenpath.model.organisation import Name
from goldenpath.model.ruleset import PythonVersion

_SERVICES = frozenset({"lambda-pipeline", "livekit-agent", "llm-service"})


class Check(DataModel):
    """A step of CI that only this shape has."""

    name: str
    run: str


class PackageUse(DataModel):
    """A package of the organisation's profile that a shape depends on."""

    package: Literal["livekit", "llm"]
    extras: tuple[str, ...]
    # Those of a service that answers from documents.
    rag_extras: tuple[str, ...]


class Constraint(DataModel):
    """A bound on a dependency of a dependency, and when it can go."""

    requirement: str
    reason: Annotated[str, Field(min_length=1)]


class PythonVersions(DataModel):
    """The versions of Python that a shape runs on."""

    versions: Annotated[tuple[PythonVersion, ...], Field(min_length=1)]
    # The first version that a dependency refuses, if one does.
    below: PythonVersion | None
    # Why another version cannot be chosen.
    reason: str


class Shape(DataModel):
    """One file of shapes/."""

    name: Name
    title: str
    when: str
    when_not: str
    description: Annotated[str, Field(min_length=1, max_length=200)]
    python: PythonVersions
    packages: tuple[PackageUse, ...]
    dependencies: tuple[str, ...]
    constraints: tuple[Constraint, ...]
    development: tuple[str, ...]
    source_folders: Annotated[tuple[str, ...], Field(min_length=1)]
    checks: tuple[Check, ...]

    @property
    def is_service(self) -> bool:
        """Whether it runs for others: it then has settings, and writes a log."""
        return self.name in _SERVICES
