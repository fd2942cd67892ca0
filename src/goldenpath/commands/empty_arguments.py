"""Refuse empty arguments, which a script gives when one of its variables is not set.

An empty path would be the current folder, and an empty option would be as if it were not given.
This module imports very little, since every command begins with it.
"""

import re
from collections.abc import Sequence

from goldenpath.model.errors import BadInputError

_EMPTY_OPTION = re.compile(r"--?[a-z][a-z-]*=")


def refuse_empty(arguments: Sequence[str]) -> None:
    """Refuse a command line with an empty argument.

    Raises:
        BadInputError: there is one.
    """
    for before, argument in zip(("goldenpath", *arguments), arguments, strict=False):
        if not argument.strip() or _EMPTY_OPTION.fullmatch(argument):
            where = argument.removesuffix("=") if argument.strip() else before
            raise BadInputError(
                f"The argument after {where} is empty: give a value, or leave it out with its"
                " option."
            )
