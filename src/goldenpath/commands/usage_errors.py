"""What a person typed wrongly, in one sentence."""

from collections.abc import Sequence
from enum import Enum

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)
from pydantic import ValidationError

from goldenpath.model.errors import BadInputError

# Pydantic's words for a type, in the words of a person who types.
_PLAIN = {
    "a valid date or datetime": "a date such as 2027-01-31",
    "a valid integer": "a whole number",
    "a valid string": "text in UTF-8",
    "a valid string, unable to parse raw data as a unicode string": "text in UTF-8",
}
_WAY_OUT = "`goldenpath {command} --help` lists what can be given."


def usage_error(error: CycloptsError) -> BadInputError:
    """Return the error for a command line that cannot be read."""
    command = " ".join(error.command_chain or ())
    way_out = _WAY_OUT.format(command=command).replace("  ", " ")
    cause = error.__cause__
    told = _first_problem(cause) if isinstance(cause, ValidationError) else _told(error)
    end = "" if told.endswith("?") else "."
    return BadInputError(f"{told}{end} {way_out}")


def _first_problem(error: ValidationError) -> str:
    """Return the option, its value and the rule that the value breaks."""
    problem = error.errors(include_url=False)[0]
    option = "-".join(str(part) for part in problem["loc"]).replace("_", "-")
    if problem["type"] == "missing":
        return f"--{option} is missing"
    # Pydantic says the rule first, and then how it has read the value.
    rule = problem["msg"].removeprefix("Input should be ").partition(", unable")[0]
    rule = rule.partition(", input is")[0]
    return _not_valid(f"--{option}", problem["input"], _PLAIN.get(rule, rule))


def _not_valid(option: str, value: object, rule: str) -> str:
    return f"{option} {value!r} is not valid: it must be {rule}"


def _told(error: CycloptsError) -> str:
    match error:
        case MissingArgumentError(argument=argument) if argument:
            option = error.keyword
            return f"{option} needs a value after it" if option else f"{argument.name} is missing"
        case RepeatArgumentError():
            return f"{error.token.keyword} is given twice, and one of them would be ignored"
        case CoercionError(argument=argument, token=token) if argument and token:
            return _wrong_value(token.keyword or argument.name, token.value, argument.hint)
        case UnusedCliTokensError() if error.unused_tokens:
            return f"{error.unused_tokens[0]!r} is one argument too many"
    return _unknown(error) or _one_line(error)


def _unknown(error: CycloptsError) -> str | None:
    if isinstance(error, UnknownCommandError) and error.unused_tokens:
        return f"There is no command {error.unused_tokens[0]!r}"
    if not isinstance(error, UnknownOptionError):
        return None
    # What follows an equals sign is not part of the name.
    name = (error.token.keyword or error.token.value).partition("=")[0]
    _, question, hint = _one_line(error).partition(" Did you mean")
    return f"There is no option {name}" + (f".{question}{hint}" if question else "")


def _wrong_value(option: str, value: str, kind: object) -> str:
    if kind is bool:
        return f"{option} takes no value: leave out ={value}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _not_valid(option, value, _either([repr(str(each.value)) for each in kind]))
    return f"{option} {value!r} is not valid"


def _either(choices: Sequence[str]) -> str:
    *first, last = choices
    return f"{', '.join(first)} or {last}" if first else last


def _one_line(error: CycloptsError) -> str:
    return " ".join(str(error).split()).rstrip(". ,")
