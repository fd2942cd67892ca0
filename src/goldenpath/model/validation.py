"""Describe what Pydantic finds wrong in data from a file."""

from pydantic import ValidationError


def describe(error: ValidationError) -> str:
    """Return one clause for each wrong key, which says why the key is wrong."""
    clauses = []
    for problem in error.errors(include_url=False):
        key = ".".join(map(str, problem["loc"])) or "the file"
        # For a missing key, Pydantic gives the whole parent mapping as the input: do not show it.
        given = "" if problem["type"] == "missing" else f" (got {problem['input']!r})"
        clauses.append(f"{key}: {problem['msg']}{given}")
    return "; ".join(clauses)
