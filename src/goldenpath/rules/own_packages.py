"""Rules about the organisation's own packages, and about names that are not on the Python index."""

from collections.abc import Iterator

from packaging.utils import canonicalize_name

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.rules.evidence.documents import (
    table_at,
    tables_at,
)
from goldenpath.rules.evidence.project import Project
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.packaging import Packaging
from goldenpath.rules.rule import Problem
from goldenpath.rules.standard import Standard

# Packages on npm. On PyPI anybody could register these names, and so run code on our machines.
_NPM_NAMES = frozenset({"check-my-toolkit", "conform", "standards-kit", "standards-kit-conform"})


class PK08(Packaging):
    """A dependency on a package of the organisation names its source"""

    requirements = ("9d",)
    fix = "name the repository under [tool.uv.sources], as in NAME = { git = URL, rev = TAG }"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The organisation's packages are not on a public index, so their source must be named.

        Otherwise anybody could register the name on the public index, and that code would be
        installed. The rule applies to every name that begins with the organisation's name.
        """
        project = repository.project
        prefixes = {f"{name}-" for name in _organisation_names(standard)}
        known = {canonicalize_name(name) for name in _package_names(standard)}
        sourced = {canonicalize_name(name) for name in _sources(repository)}
        for dependency in (*project.dependencies, *project.development):
            is_own = dependency.name in known or dependency.name.startswith(tuple(prefixes))
            if is_own and not dependency.has_url and dependency.name not in sourced:
                yield Problem(
                    message=f"{dependency.name} is a package of {standard.organisation.title}, and"
                    " no source is named for it.",
                    path=PROJECT_FILE,
                    line=project.line_of_dependency(dependency.name),
                )


class PK09(Packaging):
    """The npm checkers are not Python dependencies"""

    requirements = ("14d",)
    fix = "remove the dependency, and run the checker with npx"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """check-my-toolkit and conform are npm packages, and uv cannot install them.

        On the Python index these names belong to nobody, or to somebody else. A dependency on such
        a name may run a stranger's code.
        """
        project = repository.project
        checkers = {_npm_name(it.standards.checker) for it in standard.catalogue.organisations}
        for dependency in (*project.dependencies, *project.development):
            if dependency.name in _NPM_NAMES | checkers:
                yield Problem(
                    message=f"{dependency.name} is an npm package.",
                    path=PROJECT_FILE,
                    line=project.line_of_dependency(dependency.name),
                )


def _npm_name(checker: str) -> str:
    """The name of a checker without its scope and its version."""
    return canonicalize_name(checker.rpartition("@")[0].rpartition("/")[2])


def _organisation_names(standard: Standard) -> Iterator[str]:
    for organisation in standard.catalogue.organisations:
        yield organisation.name


def _package_names(standard: Standard) -> Iterator[str]:
    for organisation in standard.catalogue.organisations:
        for package in organisation.packages.all():
            if package.source:
                yield package.distribution


def _sources(repository: Repository) -> Iterator[str]:
    yield from _sourced_by(repository.project)
    yield from _sourced_by(repository.root_project)


def _sourced_by(project: Project) -> Iterator[str]:
    """Yield the names of the dependencies that [tool.uv.sources] gives a source."""
    sources = table_at(project.document, "tool", "uv", "sources")
    for name in sources:
        rules = (table_at(sources, name), *tables_at(sources, name))
        if any(set(rule) & {"git", "path", "url", "workspace", "index"} for rule in rules):
            yield name
