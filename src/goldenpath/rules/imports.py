"""Imports: models are called through the organisation's package, and by no other way."""

import ast
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.organisation import Package
from goldenpath.rules.evidence.documents import table_at, text_at
from goldenpath.rules.evidence.python import Module, dotted, keywords_of
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import Problem, Rule
from goldenpath.rules.standard import Standard

_CALLS_WITH_CONTEXT = ("complete", "stream")
_CONTEXT = ("project", "feature", "user_id", "request_id")


class Imports(Rule):
    family = "imports"


class IM01(Imports):
    """The linter bans the imports that the standard bans"""

    requirements = ("9c",)
    fix = "add the module with its reason under [tool.ruff.lint.flake8-tidy-imports.banned-api]"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """ruff's banned-api lists every module of the ruleset, with the reason as its message.

        Then the editor says what to use instead, long before a review does.
        """
        project = repository.root_project
        banned = table_at(repository.ruff, "lint", "flake8-tidy-imports", "banned-api")
        for ban in standard.ruleset.banned_imports.value:
            if text_at(banned, ban.module, "msg") != ban.reason:
                said = "banned without its reason" if ban.module in banned else "not banned"
                yield Problem(
                    message=f"{ban.module} is {said}: {ban.reason}.",
                    path=PROJECT_FILE,
                    line=project.line_of(r"^\[tool\.ruff\.lint\.flake8-tidy-imports"),
                )


class IM02(Imports):
    """Nothing imports what is banned"""

    requirements = ("9a", "9b")
    fix = "use what the reason names"
    requires = frozenset({"LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No module imports a banned one, inside a function or by importlib neither.

        A call to a provider that goes past the organisation's package is seen by nobody: no cost,
        no trace, no limit. Tests may be let off TID251 by file, for a stand-in of the package.
        """
        for module in repository.modules:
            if module.path in repository.stand_ins:
                continue
            seen: set[tuple[str, int]] = set()
            for imported in module.imports:
                for ban in standard.ruleset.banned_imports.value:
                    is_banned = f"{imported.module}.".startswith(f"{ban.module}.")
                    if is_banned and (ban.module, imported.line) not in seen:
                        seen.add((ban.module, imported.line))
                        yield Problem(
                            message=f"{ban.module} is imported: {ban.reason}.",
                            path=module.path,
                            line=imported.line,
                        )


class IM03(Imports):
    """Nothing depends on what is banned"""

    requirements = ("9a", "9b")
    fix = "remove it with `uv remove`, and use what the reason names"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No distribution of a banned module is a dependency of the package.

        What is installed is imported sooner or later.
        """
        project = repository.project
        for ban in standard.ruleset.banned_imports.value:
            name = canonicalize_name(ban.module.replace(".", "-"))
            if name in {dependency.name for dependency in project.dependencies}:
                yield Problem(
                    message=f"{name} is a dependency: {ban.reason}.",
                    path=PROJECT_FILE,
                    line=project.line_of_dependency(name),
                )


class IM04(Imports):
    """Every call to a model says on whose behalf it is made"""

    requirements = ("9e",)
    fix = "pass project, feature, user_id and request_id; extract takes them as metadata"
    requires = frozenset({"LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Calls of the llm package's complete, stream and extract carry their context.

        Project, feature, user and request, by name or by `**`; extract has no such parameters, and
        takes them as metadata. Without them nobody can say later who spent what, and what for.
        """
        package = standard.organisation.packages.llm
        for module in repository.package_modules:
            called = _names_of(module, package)
            for call in module.calls:
                name = called.get(dotted(call.func))
                missing = _missing_context(name, keywords_of(call)) if name else ()
                if missing:
                    yield Problem(
                        message=f"{name} is called without {', '.join(missing)}.",
                        path=module.path,
                        line=call.lineno,
                    )


class IM05(Imports):
    """The organisation's package is a dependency where it is imported"""

    requirements = ("9d",)
    fix = "run `uv add` with the package and its source"
    requires = frozenset({"PK01", "LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Whoever imports the organisation's llm package also depends on it.

        It is on no public index, so it is there by luck otherwise.
        """
        package = standard.organisation.packages.llm
        names = {dependency.name for dependency in repository.project.dependencies}
        if canonicalize_name(package.distribution) in names | {repository.project.name}:
            return
        for module in repository.package_modules:
            for imported in module.imports:
                if f"{imported.module}.".startswith(f"{package.module}."):
                    yield Problem(
                        message=f"{package.module} is imported, and {package.distribution} is no"
                        " dependency.",
                        path=module.path,
                        line=imported.line,
                    )
                    break


def _names_of(module: Module, package: Package) -> dict[str, str]:
    """What the calls to a model are called in a module: by local name, the package's name."""
    names: dict[str, str] = {}
    calls = (*_CALLS_WITH_CONTEXT, "extract")
    for node in module.nodes:
        if isinstance(node, ast.ImportFrom) and node.module == package.module:
            names |= {
                alias.asname or alias.name: alias.name
                for alias in node.names
                if alias.name in calls
            }
        elif isinstance(node, ast.Import | ast.ImportFrom):
            start = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
            for alias in node.names:
                if f"{start}{alias.name}" == package.module:
                    local = alias.asname or alias.name
                    names |= {f"{local}.{call}": call for call in calls}
    return names


def _missing_context(name: str, given: frozenset[str | None]) -> tuple[str, ...]:
    if None in given:
        return ()
    if name in _CALLS_WITH_CONTEXT:
        return tuple(word for word in _CONTEXT if word not in given)
    return () if "metadata" in given else ("metadata",)
