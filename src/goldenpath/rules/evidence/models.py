"""Find the Pydantic models, settings and enums of a package, and their fields."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from goldenpath.rules.evidence.python import Module, base_names, dotted, keyword_text


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model or of a settings class."""

    name: str
    annotation: ast.expr
    value: ast.expr | None
    line: int

    @property
    def is_required(self) -> bool:
        """Whether the field has no default."""
        if self.value is None or _is_ellipsis(self.value):
            return True
        if not (isinstance(self.value, ast.Call) and dotted(self.value.func).endswith("Field")):
            return False
        named = {keyword.arg for keyword in self.value.keywords}
        first = self.value.args[0] if self.value.args else None
        return not named & {"default", "default_factory"} and (first is None or _is_ellipsis(first))


@dataclass(frozen=True, slots=True)
class DataClass:
    """A class that holds data, and its module."""

    module: Module
    definition: ast.ClassDef

    @property
    def fields(self) -> tuple[Field, ...]:
        """The annotated attributes of the class itself, without ClassVars."""
        return tuple(
            Field(node.target.id, node.annotation, node.value, node.lineno)
            for node in self.definition.body
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and not node.target.id.startswith("_")
            and node.target.id != "model_config"
            and not dotted(_outermost(node.annotation)).endswith("ClassVar")
        )

    @property
    def prefix(self) -> str | None:
        """What the names of a settings class's variables begin with; None if it does not say."""
        in_class = keyword_text(self.definition, "env_prefix")
        return keyword_text(self.config, "env_prefix") if in_class is None else in_class

    @property
    def config(self) -> ast.expr | None:
        """The expression that is assigned to `model_config`; None if there is none."""
        for node in self.definition.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(dotted(target) == "model_config" for target in targets):
                    return node.value
        return None


def descendants_of(roots: frozenset[str], modules: Iterable[Module]) -> tuple[DataClass, ...]:
    """Return the classes that derive from one of ``roots``, directly or indirectly.

    Base classes are compared only by name, because nothing is imported.
    """
    every = [DataClass(module, definition) for module in modules for definition in module.classes]
    heirs: dict[str, list[DataClass]] = {}
    for item in every:
        for base in base_names(item.definition):
            heirs.setdefault(base, []).append(item)
    waiting = list(roots)
    found: set[int] = set()
    while waiting:
        for item in heirs.get(waiting.pop(), ()):
            if id(item.definition) not in found:
                found.add(id(item.definition))
                waiting.append(item.definition.name)
    return tuple(item for item in every if id(item.definition) in found)


def json_models(modules: Iterable[Module]) -> tuple[DataClass, ...]:
    """Return the models with an alias generator, their own or inherited: they become JSON."""
    models = descendants_of(frozenset({"BaseModel"}), modules)
    generating = {
        item.definition.name
        for item in models
        if isinstance(item.config, ast.Call)
        and any(keyword.arg == "alias_generator" for keyword in item.config.keywords)
    }
    heirs = {id(item.definition) for item in descendants_of(frozenset(generating), modules)}
    return tuple(
        item
        for item in models
        if item.definition.name in generating or id(item.definition) in heirs
    )


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable that a field of Settings declares."""

    # In capitals; more than one name if the field has several aliases.
    names: tuple[str, ...]
    field: Field
    module: Module


def variables_of(
    settings: tuple[DataClass, ...], modules: Iterable[Module]
) -> tuple[Variable, ...]:
    """Return the environment variables that settings classes read.

    A class has the fields of its base classes in ``modules`` too, and their prefix if it has none.
    """
    classes = _by_name(modules)
    heirs = {id(item.definition) for item in settings}
    found: list[Variable] = []
    for item in settings:
        above = _bases(item, classes, frozenset())
        prefixes = [member.prefix for member in (item, *above) if member.prefix is not None]
        # A base class that is a settings class itself has its own turn.
        owners = [item, *_bases(item, classes, frozenset(heirs))]
        found.extend(
            Variable(_names(field, prefixes[0] if prefixes else ""), field, owner.module)
            for owner in owners
            for field in owner.fields
        )
    return tuple(found)


def _by_name(modules: Iterable[Module]) -> dict[str, list[DataClass]]:
    found: dict[str, list[DataClass]] = {}
    for module in modules:
        for definition in module.classes:
            found.setdefault(definition.name, []).append(DataClass(module, definition))
    return found


def _bases(
    item: DataClass, classes: dict[str, list[DataClass]], apart: frozenset[int]
) -> list[DataClass]:
    """Return the classes that a class derives from, without those in ``apart`` and above them."""
    found = [item]
    seen: set[str] = set()
    for member in found:
        # Each name is looked up once: a hostile module may have thousands of classes of one name.
        names = set(base_names(member.definition)) - seen
        seen |= names
        found.extend(
            base
            for name in sorted(names)
            for base in classes.get(name, ())
            if base.definition is not item.definition and id(base.definition) not in apart
        )
    return found[1:]


def _names(field: Field, prefix: str) -> tuple[str, ...]:
    aliases = [
        constant.value.upper()
        for keyword in (field.value.keywords if isinstance(field.value, ast.Call) else ())
        if keyword.arg in ("alias", "validation_alias")
        for constant in ast.walk(keyword.value)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    ]
    return tuple(aliases) or (f"{prefix}{field.name}".upper(),)


def _outermost(annotation: ast.expr) -> ast.expr:
    return annotation.value if isinstance(annotation, ast.Subscript) else annotation


def _is_ellipsis(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is Ellipsis
