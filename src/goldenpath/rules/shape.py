"""Rules about the shape: that the organisation sanctions it, and what the shape needs."""

import re
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.organisation import Package
from goldenpath.rules.evidence.documents import (
    Table,
    UnreadableError,
    is_table,
    parse_yaml,
    table_at,
    text_at,
)
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import ADVICE, Problem, Rule
from goldenpath.rules.standard import Standard

_TEMPLATE = "template.yaml"
_LAMBDA = "lambda-pipeline"
_DOCKERFILE = "Dockerfile"
_FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE | re.MULTILINE)
_API_EVENTS = {"Api", "HttpApi"}


class ShapeRule(Rule):
    family = "shape"


class SH01(ShapeRule):
    """The shape is sanctioned"""

    requirements = ("0a",)
    fix = "choose a shape that `goldenpath shapes` lists, or write it in the other language"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The shape in the answers file is one that the organisation sanctions for Python."""
        recorded = standard.recorded_shape
        if recorded and recorded.value not in {s.name for s in standard.catalogue.shapes}:
            other = standard.organisation.alternative_to(recorded.value)
            instead = f": {other.what} is written in {other.instead}" if other else ""
            yield Problem(
                message=f"{recorded.value!r} is not a sanctioned shape{instead}.",
                path=recorded.path,
            )


class SH02(ShapeRule):
    """No dependency is a framework for software that is not written in Python"""

    requirements = ("0b",)
    fix = "write that part in the language that the standard names"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package does not depend on a framework for APIs, front ends or infrastructure.

        The organisation writes these in TypeScript. This rule does not check FastAPI, which the llm
        package installs: the rules about imports check it.
        """
        banned = {ban.module for ban in standard.ruleset.banned_imports.value}
        project = repository.project
        for dependency in project.dependencies:
            other = standard.organisation.alternative_to(dependency.name)
            if other and dependency.name not in banned:
                yield Problem(
                    message=f"{dependency.name} is for {other.what}: use {other.instead}.",
                    path=PROJECT_FILE,
                    line=project.line_of_dependency(dependency.name),
                )


class SH03(ShapeRule):
    """The shape uses the organisation's package"""

    requirements = ("9d", "0a")
    fix = "run `uv add` with the package, from the repository that the organisation names"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The packages that the shape needs are dependencies from the organisation's repository."""
        project = repository.project
        for use in standard.shape.packages if standard.shape else ():
            package = _package(standard, use.package)
            if package is None:
                continue
            name = canonicalize_name(package.distribution)
            sources = table_at(project.document, "tool", "uv", "sources")
            source = text_at(sources, package.distribution, "git")
            if name not in {dependency.name for dependency in project.dependencies}:
                yield Problem(message=f"{name} is not a dependency.", path=PROJECT_FILE)
            elif package.source and source and not _is_same(source, str(package.source)):
                yield Problem(
                    message=f"{name} comes from {source}, and must come from {package.source}.",
                    path=PROJECT_FILE,
                    line=project.line_of(rf"^{name}\s*="),
                )


class SH04(ShapeRule):
    """The shape supports the version of Python"""

    requirements = ("1b",)
    fix = "choose one of the versions that the message names, in .python-version and pyproject.toml"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """.python-version is a version that the shape's runtime and packages support."""
        version = (repository.folder.text(".python-version") or "").strip()
        if standard.shape and version and version not in standard.shape.python.versions:
            versions = ", ".join(standard.shape.python.versions)
            yield Problem(
                message=f".python-version says {version[:40]}, and {standard.shape.name} supports"
                f" {versions}, since {standard.shape.python.reason}.",
                path=".python-version",
            )


class SH05(ShapeRule):
    """Lambda functions run on the version of Python that is tested"""

    requirements = ("1b",)
    fix = "write the version in .python-version as Runtime in template.yaml"
    requires = frozenset({"SH04"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Every Lambda function in template.yaml runs on the version in .python-version."""
        version = (repository.folder.text(".python-version") or "").strip()
        for name, properties in _functions(repository, standard):
            runtime = text_at(properties, "Runtime") or ""
            if version and runtime != f"python{version}":
                yield Problem(
                    message=f"{name} runs on {runtime or 'no runtime'}, and .python-version says"
                    f" {version}.",
                    path=_TEMPLATE,
                )


class SH06(ShapeRule):
    """A Lambda function is not an API"""

    requirements = ("0b",)
    fix = "write the API in TypeScript, and start the function by events"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Events start the functions; an API or a URL does not.

        Lambda functions in Python are only for data pipelines.
        """
        for name, properties in _functions(repository, standard):
            events = table_at(properties, "Events")
            kinds = {text_at(events, event, "Type") for event in events}
            if kinds & _API_EVENTS or "FunctionUrlConfig" in properties:
                yield Problem(message=f"{name} answers over HTTP.", path=_TEMPLATE)


class SH07(ShapeRule):
    """Base images are pinned, and have the version of Python that is tested"""

    requirements = ("1b", "15b")
    fix = "write the image with the version in .python-version, and its digest"
    tiers = ADVICE
    requires = frozenset({"SH04"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Each base image of the Dockerfile has a digest, and a Python image the tested version.

        A tag without a digest can become another image, with another version of Python.
        """
        text = repository.folder.text(_DOCKERFILE) or ""
        version = (repository.folder.text(".python-version") or "").strip()
        stages: set[str] = set()
        for found in _FROM.finditer(text):
            image, stage = found[1], found[2]
            line = text.count("\n", 0, found.start()) + 1
            if image not in stages and image != "scratch" and "@sha256:" not in image:
                yield Problem(message=f"{image} has no digest.", path=_DOCKERFILE, line=line)
            tagged = re.search(r"(?:^|/)python:(3\.\d+)", image)
            if tagged and version and tagged[1] != version:
                yield Problem(
                    message=f"{image[:40]} is not Python {version}.", path=_DOCKERFILE, line=line
                )
            if stage:
                stages.add(stage)


def _is_same(source: str, home: str) -> bool:
    return source.removesuffix("/").removesuffix(".git") == home.removesuffix(".git")


def _package(standard: Standard, name: str) -> Package | None:
    package = getattr(standard.organisation.packages, name, None)
    return package if isinstance(package, Package) else None


def _functions(repository: Repository, standard: Standard) -> Iterator[tuple[str, Table]]:
    """Yield the name and the properties of each Lambda function in template.yaml."""
    if standard.shape is None or standard.shape.name != _LAMBDA:
        return
    try:
        resources = table_at(parse_yaml(repository.folder.text(_TEMPLATE) or ""), "Resources")
    except UnreadableError:
        return
    for name, resource in resources.items():
        if is_table(resource) and (text_at(resource, "Type") or "").endswith("::Function"):
            yield name, table_at(resource, "Properties")
