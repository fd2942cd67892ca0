"""A shape: a kind of Python repository that the organisations sanction."""

from typing import Annotated, Literal

from pydantic import Field

from goldenpath.model.base import DataModel
from goldenpath.model.organisation import Name
from goldenpath.model.ruleset import PythonVersion

_SERVICES = frozenset({"lambda-pipeline", "livekit-agent", "llm-service"})


class Check(DataModel):
    """A step of CI that this shape has in addition to the usual steps."""

    name: str
    run: str


class PackageUse(DataModel):
    """A package of the organisation that a shape depends on."""

    package: Literal["livekit", "llm"]
    extras: tuple[str, ...]
    # The extras for a service that answers from documents.
    rag_extras: tuple[str, ...]


class Constraint(DataModel):
    """A version limit for an indirect dependency, and the reason for it."""

    requirement: str
    reason: Annotated[str, Field(min_length=1)]


class IgnoredWarning(DataModel):
    """A warning that fails no test, as a filter of pytest, and the reason for it."""

    filter: str
    reason: Annotated[str, Field(min_length=1)]


class PythonVersions(DataModel):
    """The versions of Python that a shape runs on."""

    versions: Annotated[tuple[PythonVersion, ...], Field(min_length=1)]
    # The first version that a dependency does not support; None if there is no such version.
    below: PythonVersion | None
    # Why other versions cannot be chosen.
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
    ignored_warnings: tuple[IgnoredWarning, ...] = ()
    source_folders: Annotated[tuple[str, ...], Field(min_length=1)]
    checks: tuple[Check, ...]

    @property
    def is_service(self) -> bool:
        """Whether the shape is a service: a service has settings and writes a log."""
        return self.name in _SERVICES
