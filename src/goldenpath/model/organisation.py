"""The profile of an organisation: the data that differs between organisations."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, HttpUrl, StringConstraints, field_validator, model_validator

from goldenpath.model.base import DataModel

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
_FILES_OF_TOOLS = frozenset(
    {"goldenpath.toml", "pyproject.toml", "pytest.toml", "ruff.toml", "ty.toml", "uv.toml"}
)


class StandardsFile(DataModel):
    """How the repositories of an organisation name their ruleset (requirement 14)."""

    # A file of its own at the root, which no tool of Python reads.
    file: Annotated[str, StringConstraints(pattern=r"^[\w-]+\.toml$")]
    table: Name
    registry: Annotated[str, StringConstraints(pattern=r"^github:[\w.-]+/[\w.-]+$")]
    metadata: bool
    checker: Annotated[str, StringConstraints(pattern=r"^(@[\w-]+/)?[\w-]+@\d+\.\d+\.\d+$")]
    # The beginnings of the names in the extends form: "base" means base-<tier>.
    rulesets: Annotated[tuple[Name, ...], Field(min_length=1)] = ("python",)
    # GitHub Actions has the URL of the npm registry and its token under these names.
    npm_registry: VariableName = "NPM_REGISTRY"
    npm_token: VariableName = "NPM_TOKEN"  # noqa: S105 - the name of a secret

    @field_validator("file")
    @classmethod
    def _is_a_file_of_its_own(cls, file: str) -> str:
        if file in _FILES_OF_TOOLS:
            raise ValueError(f"{file} is read by another tool; name a file of its own")
        return file


class Package(DataModel):
    """A package that shapes are built on.

    A package of the organisation itself is not on a public index: its source is its repository.
    """

    distribution: Name
    module: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$")]
    source: HttpUrl | None = None
    # The lowest version, for a package from the public index.
    at_least: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")] | None = None

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Self:
        if (self.source is None) == (self.at_least is None):
            raise ValueError("a package has either a source, or at_least for the public index")
        return self


class Packages(DataModel):
    """The packages that shapes are built on."""

    llm: Package
    livekit: Package

    def all(self) -> tuple[Package, ...]:
        """Return all packages."""
        return (self.llm, self.livekit)


class OtherLanguage(DataModel):
    """A kind of software that the organisation does not write in Python, and its alternative."""

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
    # Who gives access to the private packages, as it stands after "ask".
    contact: Annotated[str, StringConstraints(pattern=r"^[ -~]{1,100}$")] | None = None

    @property
    def who_gives_access(self) -> str:
        """Whom to ask for access to the organisation's private packages."""
        return self.contact or f"an owner of {str(self.github).rstrip('/')}"

    def private_packages(self, used: Iterable[str]) -> tuple[Package, ...]:
        """Return those of the packages with these names that are on no public index."""
        known = {"llm": self.packages.llm, "livekit": self.packages.livekit}
        return tuple(known[name] for name in used if known[name].source)

    def alternative_to(self, shape: str) -> OtherLanguage | None:
        """Return what to use instead of ``shape``; None if no alternative is named for it."""
        wanted = shape.lower()
        return next((other for other in self.not_in_python if wanted in other.names), None)
