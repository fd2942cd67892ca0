"""Rules about configuration: what the environment sets, and how it is checked and documented."""

import ast
import re
from collections.abc import Iterator

from goldenpath.rules.evidence.python import Module, dotted, parts_of
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import LENIENT_PROTOTYPE, Problem, Rule
from goldenpath.rules.standard import Standard

_EXAMPLE = ".env.example"
_ENTRY = re.compile(r"^\s*(?:export\s+)?#?\s?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
_ACTIVE_ENTRY = re.compile(r"^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
_SECRET = re.compile(
    r"(^|_)(api_key|access_key|auth_token|credentials|password|passwd|private_key|"
    r"secret|secret_key|token)$"
)
# The variables that shells, terminals, CI runners and tools set for every program.
_PLATFORM_VARIABLES = re.compile(
    r"APPDATA|CI|COLUMNS|EDITOR|(FORCE|NO|PY)_?COLORS?|GITHUB_\w+|HOME|(HTTPS?|NO|ALL)_PROXY|LANG|"
    r"LC_\w+|LINES|LOCALAPPDATA|LOGNAME|PATH|PWD|PYTEST_\w+|PYTHON\w+|SHELL|SSL_CERT_(DIR|FILE)|"
    r"TEMP|TERM(INAL_WIDTH)?|TMP|TMPDIR|TZ|USER|UV|VIRTUAL_ENV|VISUAL|XDG_\w+|COMP_\w+"
)


class Configuration(Rule):
    family = "configuration"
    requires = frozenset({"LA09"})


class CF01(Configuration):
    """The environment is read only through Settings"""

    requirements = ("8a",)
    fix = "add a field to Settings, and read the field"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"LA09", "CF02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Every environment variable that the package reads is a field of its Settings.

        A variable that is read elsewhere is not validated, so nobody notices before production that
        it is missing. Variables of the platform, such as HOME or NO_COLOR, may be read directly.
        """
        known = {name for variable in repository.variables for name in variable.names}
        for module in repository.package_modules:
            for name, line in sorted(_variables_read(module), key=lambda read: read[1]):
                if name not in known and not _PLATFORM_VARIABLES.fullmatch(name):
                    yield Problem(
                        message=f"{name} is read here, and is not a field of Settings.",
                        path=module.path,
                        line=line,
                    )


class CF02(Configuration):
    """A service has Settings"""

    requirements = ("8a",)
    fix = "derive a class from pydantic_settings.BaseSettings, in settings.py"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The package of a service has a class on BaseSettings, which declares its settings."""
        if standard.is_service and not repository.settings:
            yield Problem(message="no class derives from BaseSettings.", path="src")


class CF03(Configuration):
    """Every setting is in .env.example"""

    requirements = ("8c",)
    fix = "add a line VARIABLE=value to .env.example, with a comment that explains the variable"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """.env.example names every variable that Settings reads.

        People copy that file when they set the program up. They notice a variable that is missing
        in it only when the program crashes.
        """
        text = repository.folder.text(_EXAMPLE)
        entries = set(_ENTRY.findall(text or ""))
        if repository.variables and text is None:
            yield Problem(message=".env.example is missing.", path=_EXAMPLE)
            return
        for variable in repository.variables:
            if not entries & set(variable.names):
                yield Problem(
                    message=f"{variable.names[0]} is read by {variable.module.path} and is not in"
                    " .env.example.",
                    path=_EXAMPLE,
                )


class CF04(Configuration):
    """Every entry of .env.example is a setting"""

    requirements = ("8c",)
    fix = "delete the line, or add the field to Settings"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The settings or the code read every variable that .env.example sets.

        An entry that is no longer used makes people look for a value that is not needed.
        """
        text = repository.folder.text(_EXAMPLE) or ""
        known = {name for variable in repository.variables for name in variable.names}
        read = {name for module in repository.modules for name, _ in _variables_read(module)}
        if not repository.settings:
            return
        for found in _ACTIVE_ENTRY.finditer(text):
            name = found[1]
            # NAME__PART sets a part of the structured field NAME.
            if name not in known | read and name.partition("__")[0] not in known:
                yield Problem(
                    message=f"no class of settings reads {name}.",
                    path=_EXAMPLE,
                    line=text.count("\n", 0, found.start(1)) + 1,
                )


class CF05(Configuration):
    """Secrets are SecretStr"""

    requirements = ("8d",)
    fix = "annotate the field as SecretStr, and call get_secret_value where it is used"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """A field of Settings that is named like a secret is a SecretStr or SecretBytes.

        A log line or traceback shows the value of a plain string. A key with a secret beside it, as
        api_key beside api_secret, may be a plain string, because it only identifies the secret.
        """
        names = {variable.field.name for variable in repository.variables}
        for variable in repository.variables:
            field = variable.field
            types = {dotted(part).rpartition(".")[2] for part in parts_of(field.annotation)}
            is_name_of_secret = f"{field.name.removesuffix('key')}secret" in names
            is_secret = _SECRET.search(field.name.lower()) and not is_name_of_secret
            if is_secret and types & {"str", "bytes"}:
                yield Problem(
                    message=f"{field.name} is named like a secret, and is a plain string.",
                    path=variable.module.path,
                    line=field.line,
                )


class CF06(Configuration):
    """A mistake in the environment is reported in a sentence"""

    requirements = ("8b",)
    fix = "catch ValidationError where Settings is created, and say which variable to set and how"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """If a setting is required, the code that creates Settings catches the ValidationError.

        A program that starts without a required setting fails later. Pydantic's own report does not
        clearly name the variable.
        """
        required = [variable for variable in repository.variables if variable.field.is_required]
        makers = {item.definition.name for item in repository.settings}
        for module in repository.package_modules if required else ():
            made = [call for call in module.calls if dotted(call.func) in makers]
            caught = {
                dotted(part).rpartition(".")[2]
                for handler in module.nodes(ast.ExceptHandler)
                for part in _caught(handler)
            }
            if made and "ValidationError" not in caught:
                yield Problem(
                    message=f"{required[0].names[0]} is required, and nothing here catches the"
                    " ValidationError if it is missing.",
                    path=module.path,
                    line=made[0].lineno,
                )


def _variables_read(module: Module) -> Iterator[tuple[str, int]]:
    """Yield each variable that a module reads, if its name is a literal, and the line."""
    for call in module.calls:
        match call.args:
            case [ast.Constant(value=str(name)), *_] if dotted(call.func) in _READERS:
                yield name, call.lineno
    for part in module.nodes(ast.Subscript):
        match part:
            case ast.Subscript(value=owner, slice=ast.Constant(value=str(name)), ctx=ast.Load()):
                if dotted(owner) in ("os.environ", "environ"):
                    yield name, part.lineno


_READERS = frozenset({"os.environ.get", "os.getenv", "environ.get", "getenv"})


def _caught(handler: ast.ExceptHandler) -> Iterator[ast.expr]:
    if isinstance(handler.type, ast.Tuple):
        yield from handler.type.elts
    elif handler.type is not None:
        yield handler.type
