"""Rules about layout: where code and tests are, and how they are named."""

import ast
import re
from collections.abc import Iterator

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.rules.evidence.python import Module, dotted
from goldenpath.rules.evidence.repository import NOT_THE_PACKAGE, Repository
from goldenpath.rules.rule import LENIENT_PROTOTYPE, NOT_PROTOTYPE, Problem, Rule
from goldenpath.rules.standard import Standard

_SNAKE_CASE = re.compile(r"_{0,2}[a-z][a-z0-9]*(_+[a-z0-9]+)*_{0,2}")
_TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
_GUARDS = ("tests/conftest.py", "tests/unit/conftest.py")


class Layout(Rule):
    family = "layout"


class LA01(Layout):
    """The package is in src/"""

    requirements = ("3a",)
    fix = "move the package to src/, and name it in the build backend's settings"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """There is a package, and it is in src/.

        A package at the root can be imported from there, so tests pass even if the wheel lacks some
        of its code.
        """
        if repository.project.is_workspace_only:
            return
        if not repository.package_folders:
            yield Problem(message="there is no package with an __init__.py in src/.", path="src")
        for folder in (*repository.package_folders, *repository.packages_beside_src):
            if not folder.startswith("src/"):
                yield Problem(message=f"{folder}/ is outside src/.", path=folder)


class LA02(Layout):
    """Modules and their folders are named in snake_case"""

    requirements = ("3b", "18a")
    fix = "rename the file or folder with lower-case letters, digits and underscores"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Python files and folders have names in snake_case, also in tests.

        Other names cannot be imported, or only on file systems that ignore case.
        """
        seen: set[str] = set()
        for module in (*repository.package_modules, *_tests(repository)):
            parts = module.path.removesuffix(".py").split("/")
            for depth, part in enumerate(parts, start=1):
                place = "/".join(parts[:depth])
                if place not in seen and not _SNAKE_CASE.fullmatch(part):
                    yield Problem(message=f"{part!r} is not in snake_case.", path=module.path)
                seen.add(place)


class LA03(Layout):
    """The package declares its public API"""

    requirements = ("3c",)
    fix = "list the public names in __all__, in the package's __init__.py"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"LA01", "LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package's __init__.py has an __all__, and every name in it exists there.

        Names that are not listed may change without notice. Without the list, nobody knows which
        names are public.
        """
        for folder in repository.package_folders:
            path = f"{folder}/__init__.py"
            module = next((m for m in repository.package_modules if m.path == path), None)
            if module is None or module.tree is None:
                continue
            assigned = next(filter(None, map(_exported, module.tree.body)), None)
            if assigned is None:
                yield Problem(message="the module has no __all__.", path=path)
                continue
            bound = _bound(module.tree)
            for name in () if "*" in bound else assigned:
                if name not in bound:
                    yield Problem(message=f"__all__ names {name}, which is not defined.", path=path)


class LA04(Layout):
    """The package tells type checkers that it is typed"""

    requirements = ("3d",)
    fix = "add an empty file py.typed to the package"
    requires = frozenset({"LA01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package has a file py.typed.

        Without it, type checkers ignore the package's annotations wherever it is installed.
        """
        for folder in repository.package_folders:
            if not repository.folder.has(f"{folder}/py.typed"):
                yield Problem(message=f"{folder}/py.typed is missing.", path=folder)


class LA05(Layout):
    """Tests are only in tests/"""

    requirements = ("4a",)
    fix = "move the test to tests/"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No test is outside tests/.

        Tests beside the source are installed with the package, and people look for tests in one
        place. Examples in the documentation may contain tests.
        """
        for module in repository.modules:
            is_test = _TEST_FILE.search(module.path) and module.folder not in NOT_THE_PACKAGE
            if is_test and not module.path.startswith("tests/"):
                yield Problem(message=f"{module.path} is a test outside tests/.", path=module.path)


class LA06(Layout):
    """tests/ is divided into unit, integration and e2e"""

    requirements = ("4b",)
    fix = "sort the tests into tests/unit, tests/integration and tests/e2e"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """tests/ has a folder for each kind of test.

        Unit tests need no network, so they are fast and always run. Tests that need another service
        or the whole program run separately.
        """
        for kind in standard.ruleset.test_folders.value:
            if not repository.folder.has_folder(f"tests/{kind}"):
                yield Problem(message=f"there is no tests/{kind}/.", path="tests")


class LA07(Layout):
    """Every test is in the folder of its kind"""

    requirements = ("4b",)
    fix = "move the test to tests/unit, tests/integration or tests/e2e"
    tiers = NOT_PROTOTYPE
    requires = frozenset({"LA06"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Every test is in the folder of its kind; shared code may be in tests/ itself.

        For a test outside these folders, nobody knows whether it needs a network or is fast.
        """
        kinds = tuple(f"tests/{kind}/" for kind in standard.ruleset.test_folders.value)
        for module in _tests(repository):
            is_test = _TEST_FILE.search(module.path) and module.name != "conftest"
            if is_test and not module.path.startswith(kinds):
                yield Problem(
                    message="the test is not in the folder of a kind of test.", path=module.path
                )


class LA08(Layout):
    """Unit tests cannot use the network"""

    requirements = ("4c",)
    fix = "add pytest-socket, and call its disable_socket in a fixture of tests/unit/conftest.py"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"PK01", "LA06", "LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pytest-socket, as an option or a fixture, stops unit tests that use the network.

        People break a rule that no tool enforces.
        """
        if "pytest-socket" not in repository.project.depended_on | _root_tools(repository):
            yield Problem(message="pytest-socket is not a dependency.", path=PROJECT_FILE)
            return
        options = " ".join(repository.project.texts("tool", "pytest", "ini_options", "addopts"))
        guards = [module for module in repository.modules if module.path in _GUARDS]
        is_guarded = "--disable-socket" in options or any(map(_disables_sockets, guards))
        if not is_guarded:
            yield Problem(message="nothing disables sockets.", path="tests/unit/conftest.py")


class LA09(Layout):
    """Every Python file can be read"""

    requirements = ("3e",)
    fix = "correct the file, or delete it"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Every .py file is text, is not larger than the size limit, and can be parsed as Python.

        A file that cannot be parsed cannot be checked or imported.
        """
        for module in repository.modules:
            if module.problem:
                yield Problem(
                    message=f"the file cannot be read as Python: {module.problem}.",
                    path=module.path,
                    line=module.problem_line,
                )


class LA10(Layout):
    """The files that protect a repository exist"""

    requirements = ("18b", "18c")
    fix = "copy the file from a new render, or run `goldenpath restore`"
    tiers = LENIENT_PROTOTYPE
    is_at_root = True

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Hooks, CODEOWNERS, .gitignore and the other files that the ruleset lists exist.

        They stop a bad commit before anybody else gets it.
        """
        for path in standard.ruleset.required_files.value:
            if not repository.root.has(path):
                yield Problem(message=f"{path} is missing.", path=path)


def _tests(repository: Repository) -> Iterator[Module]:
    return (module for module in repository.modules if module.path.startswith("tests/"))


def _disables_sockets(module: Module) -> bool:
    """Return whether a conftest calls pytest-socket's function, or uses its fixture."""
    parameters = {argument.arg for argument in module.nodes(ast.arg)}
    calls = {dotted(call.func).rpartition(".")[2] for call in module.calls}
    return "disable_socket" in calls or "socket_disabled" in module.strings | parameters


def _root_tools(repository: Repository) -> frozenset[str]:
    """Return the dependencies of the root of a workspace, which the members' tests can use."""
    return repository.root_project.depended_on


def _exported(statement: ast.stmt) -> tuple[str, ...] | None:
    """Return the names in `__all__`; None if the statement does not assign `__all__`."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
            return _literals(value)
        case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
            return _literals(value)
        case _:
            return None


def _literals(value: ast.expr) -> tuple[str, ...]:
    return tuple(
        item.value
        for item in (value.elts if isinstance(value, ast.List | ast.Tuple) else ())
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    )


def _bound(tree: ast.Module) -> frozenset[str]:
    """Return the names that a module defines; "*" means that it may define any name."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                # A module with its own __getattr__ can provide any name.
                names.add("*" if name == "__getattr__" else name)
            case ast.ClassDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.TypeAlias(name=ast.Name(id=name)):
                names.add(name)
    return frozenset(names)
