"""Typing and models: known structure has a type, and what leaves as JSON has the agreed form."""

import ast
import re
from collections.abc import Iterator

from goldenpath.rules.evidence.models import descendants_of
from goldenpath.rules.evidence.python import dotted, keyword_text, parts_of, public_names
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import ADVICE, LENIENT_PROTOTYPE, NOT_PROTOTYPE, Problem, Rule
from goldenpath.rules.standard import Standard

_DICT_NAMES = {"dict", "Dict", "typing.Dict", "builtins.dict"}
_UNKNOWN = {"Any", "typing.Any", "object"}
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_BOOLEAN = re.compile(r"(is|has|can|should)_")
_MONEY = re.compile(r"(^|_)(amount|balance|cost|fee|price|total)(_|$)")
_BROAD = {"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"}
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum"})


class TypingModels(Rule):
    family = "typing and models"
    requires = frozenset({"LA09"})


class TY01(TypingModels):
    """Known structure is a model, never a dict"""

    requirements = ("6a",)
    fix = "define a Pydantic model, or waive the line where the keys are truly unknown"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Public signatures and attributes of the package use no bare dict.

        A bare dict is `dict`, or one whose values may be anything; the keys that it must have are
        then known to the reader of the code only. A mapping with values of one type is a mapping,
        `**kwargs` are unknown by intent, and a TypedDict is a structure.
        """
        for module in repository.package_modules:
            if module.is_private:
                continue
            for public in public_names(module):
                if (line := _bare_dict(public.annotation)) is not None:
                    yield Problem(
                        message=f"{public.name} is a dict of unknown structure.",
                        path=module.path,
                        line=line,
                    )


class TY02(TypingModels):
    """JSON names are camelCase"""

    requirements = ("11a",)
    fix = "write the alias in camelCase, or let an alias_generator do it"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No alias under which a field is written as JSON has an underscore.

        What is only read, by a validation_alias, keeps the names of whoever wrote it.
        """
        for module in repository.package_modules:
            for call in module.calls:
                if not dotted(call.func).endswith("Field"):
                    continue
                for keyword in ("alias", "serialization_alias"):
                    alias = keyword_text(call, keyword) or ""
                    if "_" in alias.strip("_"):
                        yield Problem(
                            message=f"the alias {alias!r} is not camelCase.",
                            path=module.path,
                            line=call.lineno,
                        )


class TY03(TypingModels):
    """Members of enums are in SCREAMING_SNAKE_CASE"""

    requirements = ("11c",)
    fix = "rename the member in capitals and underscores"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Members of enums are named like the constants that they are."""
        for item in descendants_of(_ENUMS, repository.package_modules):
            for node in item.definition.body:
                targets = node.targets if isinstance(node, ast.Assign) else []
                for name in map(dotted, targets):
                    if name and not name.startswith("_") and not _CONSTANT.fullmatch(name):
                        yield Problem(
                            message=f"{item.definition.name}.{name} is not in capitals.",
                            path=item.module.path,
                            line=node.lineno,
                        )


class TY04(TypingModels):
    """Booleans in JSON are named is, has, can or should"""

    requirements = ("11d",)
    fix = "rename the field, as in is_gift"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A boolean field of a model that becomes JSON says that it answers a question.

        It is about models with an alias generator, their own or inherited.
        """
        for item in repository.json_models:
            for field in item.fields:
                if dotted(field.annotation) == "bool" and not _BOOLEAN.match(field.name):
                    yield Problem(
                        message=f"{item.definition.name}.{field.name} is a boolean, and its name"
                        " does not begin with is, has, can or should.",
                        path=item.module.path,
                        line=field.line,
                    )


class TY05(TypingModels):
    """Money in JSON is an integer of cents"""

    requirements = ("11e",)
    fix = "make it an int, and let its name end in _cents"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A field of a model that becomes JSON and is named for money is no float and no Decimal.

        Floats lose cents, and Decimals become strings in one language and floats in the next.
        """
        for item in repository.json_models:
            for field in item.fields:
                types = {dotted(part) for part in parts_of(field.annotation)}
                if _MONEY.search(field.name) and types & {"float", "Decimal", "decimal.Decimal"}:
                    yield Problem(
                        message=f"{item.definition.name}.{field.name} is not an integer of cents.",
                        path=item.module.path,
                        line=field.line,
                    )


class TY06(TypingModels):
    """Business logic catches what it expects, and nothing broader"""

    requirements = ("12a",)
    fix = "catch the errors that can happen here, or raise a typed one from what was caught"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Outside the edge there is no `except Exception` that swallows.

        It hides the bug that nobody has thought of. At the edge, where every failure becomes an
        answer, it has its place; and a handler that raises again swallows nothing.
        """
        edges = standard.ruleset.edge_modules.value
        for module in repository.package_modules:
            for node in () if module.name in edges else module.nodes:
                if not isinstance(node, ast.ExceptHandler) or not _is_broad(node.type):
                    continue
                if not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                    caught = "Exception" if node.type else "everything"
                    yield Problem(
                        message=f"{caught} is caught, and not raised again.",
                        path=module.path,
                        line=node.lineno,
                    )


class TY07(TypingModels):
    """Errors are raised by type"""

    requirements = ("12a",)
    fix = "define an error of the domain, and raise that"
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Nothing raises Exception itself: whoever calls can catch it only by catching all."""
        for module in repository.package_modules:
            for node in module.nodes:
                if not isinstance(node, ast.Raise):
                    continue
                name = dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
                if name in _BROAD:
                    yield Problem(
                        message=f"{name} is raised, and says nothing by its type.",
                        path=module.path,
                        line=node.lineno,
                    )


class TY08(TypingModels):
    """Whole families of rules are not silenced in a file"""

    requirements = ("5a",)
    fix = "name the code on the line that needs it, with the reason"
    tiers = ADVICE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No module of the package opens with `# ruff: noqa` or `# type: ignore`.

        Such a line hides what is written after it, by people who never saw it.
        """
        pattern = re.compile(
            r"^#\s*(ruff:\s*noqa|flake8:\s*noqa|type:\s*ignore|ty:\s*ignore)", re.M
        )
        for module in repository.package_modules:
            text = repository.folder.text(module.path) or ""
            for found in pattern.finditer(text):
                yield Problem(
                    message=f"{found[0]!r} silences the whole file.",
                    path=module.path,
                    line=text.count("\n", 0, found.start()) + 1,
                )


def _bare_dict(annotation: ast.expr) -> int | None:
    """The line of a bare dict in an annotation, or None."""
    parts = tuple(parts_of(annotation))
    inside = {id(part.value) for part in parts if isinstance(part, ast.Subscript)}
    for part in parts:
        if dotted(part) in _DICT_NAMES and id(part) not in inside:
            return part.lineno
        if isinstance(part, ast.Subscript) and dotted(part.value) in _DICT_NAMES:
            values = part.slice.elts[-1] if isinstance(part.slice, ast.Tuple) else part.slice
            if dotted(values) in _UNKNOWN:
                return part.lineno
    return None


def _is_broad(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return caught is None or any(dotted(name) in _BROAD for name in names)
