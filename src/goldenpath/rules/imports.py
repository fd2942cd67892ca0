"""Rules about imports: models are called only through the organisation's package."""

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

        With the reason, the editor shows what to use instead while somebody writes the import.
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
    """No code imports a banned module"""

    requirements = ("9a", "9b")
    fix = "use the alternative that the message names"
    requires = frozenset({"LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No module imports a banned module, also not inside a function or with importlib.

        A call to a provider without the organisation's package has no cost record, no trace and no
        limit. A test file with a per-file ignore of TID251 is exempt: it may contain a stand-in for
        the package.
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
    """No dependency is a banned package"""

    requirements = ("9a", "9b")
    fix = "run `uv remove` with its name, and use the alternative that the message names"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package does not depend on the distribution of a banned module.

        Somebody will import a distribution that is installed.
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
    """Every call to a model names its project, feature, user and request"""

    requirements = ("9e",)
    fix = "pass project, feature, user_id and request_id; pass them to extract as metadata"
    requires = frozenset({"LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Calls of the llm package's complete, stream and extract pass their context.

        The context is project, feature, user and request, passed by name or by `**`. extract has no
        such parameters and takes them as metadata. Without the context, nobody can find out later
        who caused which cost.
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
    """The organisation's package is a dependency if it is imported"""

    requirements = ("9d",)
    fix = "run `uv add` with the package and its source"
    requires = frozenset({"PK01", "LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A package that imports the organisation's llm package also depends on it.

        The llm package is not on a public index, so without the dependency it is installed only by
        chance.
        """
        package = standard.organisation.packages.llm
        names = {dependency.name for dependency in repository.project.dependencies}
        if canonicalize_name(package.distribution) in names | {repository.project.name}:
            return
        for module in repository.package_modules:
            for imported in module.imports:
                if f"{imported.module}.".startswith(f"{package.module}."):
                    yield Problem(
                        message=f"{package.module} is imported, and {package.distribution} is not a"
                        " dependency.",
                        path=module.path,
                        line=imported.line,
                    )
                    break


def _names_of(module: Module, package: Package) -> dict[str, str]:
    """Return the functions of the llm package that a module can call.

    The keys are the names in the module, the values are the names in the llm package.
    """
    names: dict[str, str] = {}
    calls = (*_CALLS_WITH_CONTEXT, "extract")
    for node in (*module.nodes(ast.Import), *module.nodes(ast.ImportFrom)):
        if isinstance(node, ast.ImportFrom) and node.module == package.module:
            names |= {
                alias.asname or alias.name: alias.name
                for alias in node.names
                if alias.name in calls
            }
        else:
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
