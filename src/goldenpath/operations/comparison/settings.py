"""Find the environment variables that rendered files name in .env.example and Pydantic settings."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from goldenpath.model.rendered import RenderedFile

_EXAMPLE = ".env.example"
# The class of Pydantic whose fields are environment variables.
_SETTINGS = "BaseSettings"
# A line that sets a variable, or shows one in a comment.
_LINE = re.compile(r"^#?\s?(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)$")
_ALIASES = ("validation_alias", "alias")


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable that a repository reads."""

    name: str
    # As the code or the example writes it; None if there is no default.
    default: str | None
    is_required: bool
    path: str
    # The text that declares the variable, without its name. If a removed and an added variable have
    # the same declaration, the variable was renamed.
    declaration: str


def variables_of(files: Mapping[str, RenderedFile]) -> dict[str, Variable]:
    """Return every variable by its name. If both declare it, the code wins over the example."""
    found = {variable.name: variable for variable in _in_example(files.get(_EXAMPLE))}
    classes = [
        (path, node)
        for path, file in sorted(files.items())
        if path.startswith("src/") and path.endswith(".py")
        for node in _classes(file)
    ]
    settings = _heirs(_SETTINGS, [node for _, node in classes])
    for path, node in classes:
        if node.name in settings:
            found |= {variable.name: variable for variable in _fields(path, node)}
    return found


def _in_example(file: RenderedFile | None) -> Iterator[Variable]:
    text = file.content.decode("utf-8", "replace") if file else ""
    above = ""
    for line in text.splitlines():
        if match := _LINE.match(line):
            value = match["value"]
            yield Variable(match["name"], value, False, _EXAMPLE, f"{above}\n{value}")
        above = line


def _classes(file: RenderedFile) -> Iterator[ast.ClassDef]:
    try:
        tree = ast.parse(file.content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # Another check reports code that cannot be parsed. Here it just has no variables.
        return
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def _heirs(root: str, classes: Sequence[ast.ClassDef]) -> frozenset[str]:
    """Return the names of the classes that derive from ``root``, in any file and at any depth."""
    found = {root}
    while more := {
        node.name for node in classes if node.name not in found and _bases(node) & found
    }:
        found |= more
    return frozenset(found)


def _bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}


def _fields(path: str, settings: ast.ClassDef) -> Iterator[Variable]:
    prefix = _prefix(settings)
    for node in settings.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        if node.target.id == "model_config" or "ClassVar" in ast.unparse(node.annotation):
            continue
        field = node.value
        name = _alias(field) or f"{prefix}{node.target.id}".upper()
        default = _default(field)
        declaration = ast.unparse(node).partition(":")[2]
        yield Variable(name, default, default is None, path, declaration)


def _prefix(settings: ast.ClassDef) -> str:
    for node in settings.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Call):
            prefix = _keyword(value, "env_prefix")
            if isinstance(prefix, ast.Constant):
                return str(prefix.value)
    return ""


def _alias(field: ast.expr | None) -> str | None:
    for name in _ALIASES:
        given = _keyword(field, name)
        if isinstance(given, ast.Constant):
            return str(given.value)
    return None


def _default(field: ast.expr | None) -> str | None:
    """Return the default as the source writes it; None if the field is required."""
    if field is None:
        return None
    if not (isinstance(field, ast.Call) and ast.unparse(field.func).endswith("Field")):
        return _written(field)
    given = _keyword(field, "default") or _keyword(field, "default_factory")
    if given is None and field.args:
        given = field.args[0]
    return None if given is None or _written(given) == "..." else _written(given)


def _written(value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return ast.unparse(value)


def _keyword(call: ast.expr | None, name: str) -> ast.expr | None:
    if not isinstance(call, ast.Call):
        return None
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
