"""Rules about types and models: known structure has a type, and JSON has the agreed form."""

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
    """Known structure is a model, not a dict"""

    requirements = ("6a",)
    fix = "define a Pydantic model, or waive the line if the keys are truly unknown"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Public signatures and attributes of the package do not use a bare dict.

        A bare dict is `dict` without types, or with values of type Any or object. Only a reader of
        the code can find out which keys it must have. A dict with values of one type is allowed,
        and so are `**kwargs` and a TypedDict.
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
        """No alias of a field that is written to JSON has an underscore.

        A validation_alias is only for reading, so it may keep the names of the program that wrote
        the data.
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
    fix = "rename the member with capitals and underscores"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Members of enums are constants, and have names like constants."""
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
    """Names of booleans in JSON begin with is, has, can or should"""

    requirements = ("11d",)
    fix = "rename the field, for example to is_gift"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The name of a boolean field of a JSON model begins with is, has, can or should.

        A JSON model is a model with an alias generator, its own or an inherited one.
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
    """Money in JSON is an integer number of cents"""

    requirements = ("11e",)
    fix = "change the type to int, and end the name with _cents"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A field of a JSON model that is named like money is not a float or a Decimal.

        Floats lose cents. Decimals become strings in one language and floats in another.
        """
        for item in repository.json_models:
            for field in item.fields:
                types = {dotted(part) for part in parts_of(field.annotation)}
                if _MONEY.search(field.name) and types & {"float", "Decimal", "decimal.Decimal"}:
                    yield Problem(
                        message=f"{item.definition.name}.{field.name} is not an integer number of"
                        " cents.",
                        path=item.module.path,
                        line=field.line,
                    )


class TY06(TypingModels):
    """Business logic catches only the errors that it expects"""

    requirements = ("12a",)
    fix = "catch the errors that can happen here, or raise a typed error from the caught one"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Outside the edge, code that catches Exception must raise an error again.

        Otherwise it also hides bugs that nobody expected. At the edge, every failure becomes an
        answer, so code there may catch Exception.
        """
        edges = standard.ruleset.edge_modules.value
        for module in repository.package_modules:
            for node in () if module.name in edges else module.nodes(ast.ExceptHandler):
                if not _is_broad(node.type):
                    continue
                if not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                    caught = "Exception" if node.type else "everything"
                    yield Problem(
                        message=f"{caught} is caught and not raised again.",
                        path=module.path,
                        line=node.lineno,
                    )


class TY07(TypingModels):
    """Errors have their own types"""

    requirements = ("12a",)
    fix = "define an error of the domain, and raise it"
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No code raises Exception itself: its callers would have to catch all errors."""
        for module in repository.package_modules:
            for node in module.nodes(ast.Raise):
                name = dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
                if name in _BROAD:
                    yield Problem(
                        message=f"{name} is raised, and its type does not say what failed.",
                        path=module.path,
                        line=node.lineno,
                    )


class TY08(TypingModels):
    """No comment silences all rules in a file"""

    requirements = ("5a",)
    fix = "silence only the code and the line that need it, and give the reason"
    tiers = ADVICE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No module of the package has `# ruff: noqa` or `# type: ignore` on a line of its own.

        Such a line also silences code that is written later, by people who did not see the line.
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
    """Return the line of a bare dict in an annotation; None if there is no bare dict."""
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
