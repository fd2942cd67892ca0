"""What a person typed wrongly, in one sentence."""

from cyclopts import CycloptsError, UnusedCliTokensError
from pydantic import ValidationError

from goldenpath.model.errors import BadInputError

# Pydantic's words for a type, in the words of a person who types.
_PLAIN = {
    "a valid date or datetime": "a date such as 2027-01-31",
    "a valid integer": "a whole number",
}
_WAY_OUT = "`goldenpath {command} --help` lists what can be given."


def usage_error(error: CycloptsError) -> BadInputError:
    """Return the error for a command line that cannot be read."""
    command = " ".join(error.command_chain or ())
    way_out = _WAY_OUT.format(command=command).replace("  ", " ")
    cause = error.__cause__
    told = _first_problem(cause) if isinstance(cause, ValidationError) else _one_line(error)
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
    return f"--{option} {problem['input']!r} is not valid: it must be {_PLAIN.get(rule, rule)}"


def _one_line(error: CycloptsError) -> str:
    if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        return f"'{error.unused_tokens[0]}' is one argument too many"
    return " ".join(str(error).split()).rstrip(". ,")
