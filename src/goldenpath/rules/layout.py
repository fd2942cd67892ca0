"""Layout: where code and tests lie, and what they are called."""

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
    """The package lies in src/"""

    requirements = ("3a",)
    fix = "move the package to src/, and name it in the build backend's settings"
    requires = frozenset({"PK01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """There is a package, and it lies in src/.

        A package at the root is importable from there, so tests pass for code that is not in the
        wheel.
        """
        if repository.project.is_workspace_only:
            return
        if not repository.package_folders:
            yield Problem(message="there is no package with an __init__.py in src/.", path="src")
        for folder in (*repository.package_folders, *repository.packages_beside_src):
            if not folder.startswith("src/"):
                yield Problem(message=f"{folder}/ lies outside src/.", path=folder)


class LA02(Layout):
    """Modules and their folders are named in snake_case"""

    requirements = ("3b", "18a")
    fix = "rename it in lower-case letters, digits and underscores"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Files and folders of Python are named in snake_case, those of tests too.

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
    """The package says what its public API is"""

    requirements = ("3c",)
    fix = "list the public names in __all__, in the package's __init__.py"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"LA01", "LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package's __init__.py has an __all__, and every name in it exists there.

        Whatever is not listed may change without notice; without a list nobody knows what is.
        """
        for folder in repository.package_folders:
            path = f"{folder}/__init__.py"
            module = next((m for m in repository.package_modules if m.path == path), None)
            if module is None or module.tree is None:
                continue
            assigned = next(filter(None, map(_exported, module.tree.body)), None)
            if assigned is None:
                yield Problem(message="it has no __all__.", path=path)
                continue
            bound = _bound(module.tree)
            for name in () if "*" in bound else assigned:
                if name not in bound:
                    yield Problem(message=f"__all__ names {name}, which is not there.", path=path)


class LA04(Layout):
    """The package tells type checkers that it is typed"""

    requirements = ("3d",)
    fix = "add an empty file py.typed to the package"
    requires = frozenset({"LA01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package holds a file py.typed.

        Without it, type checkers ignore the package's annotations wherever it is installed.
        """
        for folder in repository.package_folders:
            if not repository.folder.has(f"{folder}/py.typed"):
                yield Problem(message=f"{folder}/py.typed is missing.", path=folder)


class LA05(Layout):
    """Tests lie in tests/, and nowhere else"""

    requirements = ("4a",)
    fix = "move it to tests/"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No test lies beside the source.

        Tests that are packaged with the code are installed with it; and a reader looks in one
        place. Examples in the documentation may show tests.
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
        """There are tests of each kind.

        What runs without a network is fast and runs always; what needs a neighbour, or the whole
        program, is run on its own.
        """
        for kind in standard.ruleset.test_folders.value:
            if not repository.folder.has_folder(f"tests/{kind}"):
                yield Problem(message=f"there is no tests/{kind}/.", path="tests")


class LA07(Layout):
    """Every test is of one of the kinds"""

    requirements = ("4b",)
    fix = "move it to tests/unit, tests/integration or tests/e2e"
    tiers = NOT_PROTOTYPE
    requires = frozenset({"LA06"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Tests lie in the folder of their kind; what they share may lie in tests/ itself.

        A test outside the folders runs with all of them, and keeps none of their promises.
        """
        kinds = tuple(f"tests/{kind}/" for kind in standard.ruleset.test_folders.value)
        for module in _tests(repository):
            is_test = _TEST_FILE.search(module.path) and module.name != "conftest"
            if is_test and not module.path.startswith(kinds):
                yield Problem(message="it is in none of the folders of tests.", path=module.path)


class LA08(Layout):
    """Unit tests cannot reach the network"""

    requirements = ("4c",)
    fix = "add pytest-socket, and call its disable_socket in a fixture of tests/unit/conftest.py"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"PK01", "LA06", "LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Something enforces that unit tests reach no network: pytest-socket, by option or fixture.

        A rule that nothing enforces holds until somebody is in a hurry.
        """
        if "pytest-socket" not in repository.project.depended_on | _root_tools(repository):
            yield Problem(message="pytest-socket is no dependency.", path=PROJECT_FILE)
            return
        options = " ".join(repository.project.texts("tool", "pytest", "ini_options", "addopts"))
        guards = [module for module in repository.modules if module.path in _GUARDS]
        is_guarded = "--disable-socket" in options or any(map(_disables_sockets, guards))
        if not is_guarded:
            yield Problem(message="nothing disables sockets.", path="tests/unit/conftest.py")


class LA09(Layout):
    """Every Python file can be read"""

    requirements = ("3e",)
    fix = "mend the file, or delete it"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Every file that ends in .py is Python: text, of a size that people read, that parses.

        What cannot be parsed cannot be checked, and is not imported by accident only.
        """
        for module in repository.modules:
            if module.problem:
                yield Problem(
                    message=f"it cannot be read as Python: {module.problem}.",
                    path=module.path,
                    line=module.problem_line,
                )


class LA10(Layout):
    """The files that guard a repository are there"""

    requirements = ("18b", "18c")
    fix = "take it from a new render, or run `goldenpath restore`"
    tiers = LENIENT_PROTOTYPE
    is_at_root = True

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Hooks, owners and .gitignore are there, as the ruleset lists them.

        They are what stops a bad commit before anybody else sees it.
        """
        for path in standard.ruleset.required_files.value:
            if not repository.root.has(path):
                yield Problem(message=f"{path} is missing.", path=path)


def _tests(repository: Repository) -> Iterator[Module]:
    return (module for module in repository.modules if module.path.startswith("tests/"))


def _disables_sockets(module: Module) -> bool:
    """Whether a conftest uses pytest-socket: its function, or its fixture by name or parameter."""
    parameters = {node.arg for node in module.nodes if isinstance(node, ast.arg)}
    calls = {dotted(call.func).rpartition(".")[2] for call in module.calls}
    return "disable_socket" in calls or "socket_disabled" in module.strings | parameters


def _root_tools(repository: Repository) -> frozenset[str]:
    """What the root of a workspace installs for its members' tests."""
    return repository.root_project.depended_on


def _exported(statement: ast.stmt) -> tuple[str, ...] | None:
    """The names that `__all__` is assigned, if this is its assignment."""
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
    """The names that a module binds; "*" when it may bind any."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                # A module's own __getattr__ gives whatever name it likes.
                names.add("*" if name == "__getattr__" else name)
            case ast.ClassDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.TypeAlias(name=ast.Name(id=name)):
                names.add(name)
    return frozenset(names)
