"""Read Python modules as syntax trees: each is parsed once and never imported."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from goldenpath.rules.evidence.folder import MAX_BYTES, Folder

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Import:
    """A module that is imported, by a statement or by importlib, and the line."""

    module: str
    line: int


@dataclass(frozen=True, slots=True)
class PublicName:
    """A public attribute, parameter or result, with its annotation."""

    name: str
    annotation: ast.expr


class Module:
    """One Python file."""

    def __init__(self, folder: Folder, path: str) -> None:
        self.path = path
        self.tree: ast.Module | None = None
        # Why the file has no tree; None if it has one.
        self.problem: str | None = None
        self.problem_line: int | None = None
        self._parse(folder.text(path))

    @property
    def name(self) -> str:
        """The name of the file, without `.py`."""
        return self.path.rpartition("/")[2].removesuffix(".py")

    @property
    def folder(self) -> str:
        """The first folder of the path, such as `src` or `tests`."""
        return self.path.partition("/")[0]

    @property
    def is_private(self) -> bool:
        """Whether the name of the file or of one of its folders begins with one underscore."""
        parts = self.path.removesuffix(".py").split("/")
        return any(part.startswith("_") and not part.startswith("__") for part in parts)

    def nodes[T: ast.AST](self, kind: type[T]) -> Iterator[T]:
        """Yield all nodes of one kind, outer nodes first."""
        # Each list has nodes of its own kind only.
        yield from cast("list[T]", self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> Mapping[type[ast.AST], list[ast.AST]]:
        """All nodes, walked once for all rules, as `ast.walk` does it in twice the time."""
        found: dict[type[ast.AST], list[ast.AST]] = {}
        left: list[ast.AST] = [self.tree] if self.tree else []
        for node in left:
            found.setdefault(type(node), []).append(node)
            for name in node._fields:
                inner = getattr(node, name, None)
                if isinstance(inner, list):
                    left.extend(item for item in inner if isinstance(item, ast.AST))
                elif isinstance(inner, ast.AST):
                    left.append(inner)
        return found

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """All calls in the module."""
        return tuple(self.nodes(ast.Call))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        """All classes in the module, also nested ones."""
        return self.nodes(ast.ClassDef)

    @cached_property
    def strings(self) -> frozenset[str]:
        """All string literals in the module."""
        return frozenset(
            node.value for node in self.nodes(ast.Constant) if isinstance(node.value, str)
        )

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """All imports of the module, by statements at any place and by importlib."""
        return tuple(_imports(self))

    @staticmethod
    def calls_inside(call: ast.Call) -> tuple[str, ...]:
        """Return the names of the functions that the arguments of a call call.

        For a method, the name is only its last part, such as `get_secret_value`.
        """
        return tuple(
            node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
            for node in ast.walk(call)
            if isinstance(node, ast.Call) and node is not call
        )

    def _parse(self, text: str | None) -> None:
        if text is None:
            self.problem = f"it is not UTF-8 text, or is larger than {MAX_BYTES} bytes"
            return
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.tree = ast.parse(text)
        except SyntaxError as error:
            self.problem, self.problem_line = error.msg, error.lineno
        except (RecursionError, MemoryError):
            self.problem = "it is nested too deeply"
        except ValueError as error:
            self.problem = str(error)


def _imports(module: Module) -> Iterator[Import]:
    for statement in module.nodes(ast.Import):
        for alias in statement.names:
            yield Import(alias.name, statement.lineno)
    for statement in module.nodes(ast.ImportFrom):
        if statement.module and not statement.level:
            yield Import(statement.module, statement.lineno)
            for alias in statement.names:
                yield Import(f"{statement.module}.{alias.name}", statement.lineno)
    for call in module.calls:
        match call.args:
            case [ast.Constant(value=str(name)), *_] if dotted(call.func) in _IMPORTERS:
                yield Import(name, call.lineno)


_IMPORTERS = {"importlib.import_module", "import_module", "__import__", "importlib.__import__"}


def dotted(node: ast.AST | None) -> str:
    """Return the dotted name of a node, such as `os.environ`; "" if the node is not a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def base_names(definition: ast.ClassDef) -> tuple[str, ...]:
    """Return the last part of the name of each base class, such as `BaseModel`."""
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in definition.bases]
    return tuple(dotted(base).rpartition(".")[2] for base in bases)


def keywords_of(call: ast.Call) -> frozenset[str | None]:
    """Return the names of the keyword arguments of a call; None stands for `**`."""
    return frozenset(keyword.arg for keyword in call.keywords)


def keyword_text(call: ast.AST | None, name: str) -> str | None:
    """Return the string that a call or a class gives for the keyword ``name``, or None."""
    for keyword in call.keywords if isinstance(call, ast.Call | ast.ClassDef) else ():
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return keyword.value.value if isinstance(keyword.value.value, str) else None
    return None


def public_names(module: Module) -> Iterator[PublicName]:
    """Yield the parameters and results of public functions, and the attributes of classes.

    The attributes of the module are included. Names inside functions, and names that begin with an
    underscore, are private.
    """
    if module.tree:
        yield from _public_names_of(module.tree.body, "")


def _public_names_of(body: list[ast.stmt], owner: str) -> Iterator[PublicName]:
    for node in body:
        if isinstance(node, ast.AnnAssign) and not dotted(node.target).startswith("_"):
            yield PublicName(f"{owner}{dotted(node.target)}", node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.name.startswith("_") or node.name in ("__init__", "__call__"):
                yield from _signature(node, owner)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public_names_of(node.body, f"{owner}{node.name}.")


def _signature(function: Function, owner: str) -> Iterator[PublicName]:
    arguments = function.args
    # *args and **kwargs are left out: they accept anything on purpose.
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        if argument.annotation and not argument.arg.startswith("_"):
            yield PublicName(f"{owner}{function.name}({argument.arg})", argument.annotation)
    if function.returns:
        yield PublicName(f"{owner}{function.name}() ->", function.returns)


def parts_of(annotation: ast.expr) -> Iterator[ast.expr]:
    """Yield every expression in an annotation that is a type, also inside quotes.

    The content of Literal is data, and so is everything after the type in Annotated.
    """
    waiting = [annotation]
    while waiting:
        part = waiting.pop()
        quoted = _unquoted(part)
        if quoted is not None:
            waiting.append(quoted)
            continue
        yield part
        name = dotted(part.value).rpartition(".")[2] if isinstance(part, ast.Subscript) else ""
        if name == "Annotated" and isinstance(part, ast.Subscript):
            inner = part.slice
            waiting.append(inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
        elif name != "Literal":
            children = ast.iter_child_nodes(part)
            waiting.extend(child for child in children if isinstance(child, ast.expr))


def _unquoted(part: ast.expr) -> ast.expr | None:
    """Return the expression in a string literal; None if the node is not such a string.

    The nodes of the expression get the line and column of the string.
    """
    if not (isinstance(part, ast.Constant) and isinstance(part.value, str)):
        return None
    try:
        inner = ast.parse(part.value.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if isinstance(inner, ast.Constant):
        # A string or another constant inside a string is not a type.
        return None
    for node in ast.walk(inner):
        ast.copy_location(node, part)
    return inner
