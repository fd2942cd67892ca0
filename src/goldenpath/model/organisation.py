"""An organisation's profile: what differs between organisations, as data."""

from typing import Annotated

from pydantic import Field, HttpUrl, StringConstraints

from goldenpath.model.data_file import DataModel

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[\w.-]+$")]


class StandardsFile(DataModel):
    """How an organisation names the ruleset of a repository (standard: requirement 14)."""

    file: FileName
    table: Name
    registry: Annotated[str, StringConstraints(pattern=r"^github:[\w.-]+/[\w.-]+$")]
    metadata: bool
    checker: Annotated[str, StringConstraints(pattern=r"^(@[\w-]+/)?[\w-]+@\d+\.\d+\.\d+$")]


class Package(DataModel):
    """A package of the organisation's own, and the repository that it is installed from."""

    distribution: Name
    module: Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
    source: HttpUrl


class Packages(DataModel):
    """The packages that shapes are built on."""

    llm: Package


class OtherLanguage(DataModel):
    """A kind of software that the organisation does not write in Python, and what it uses."""

    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    what: str
    instead: str


class Organisation(DataModel):
    """One file of organisations/."""

    name: Name
    title: str
    github: HttpUrl
    template: HttpUrl
    standards: StandardsFile
    repo_metadata: bool
    packages: Packages
    not_in_python: tuple[OtherLanguage, ...]

    def alternative_to(self, shape: str) -> OtherLanguage | None:
        """What to use instead of ``shape``, if the organisation does not write that in Python."""
        wanted = shape.lower()
        return next((other for other in self.not_in_python if wanted in other.names), None)
