"""Where output goes: results to standard output, everything about the run to standard error.

Rich leaves colour out when NO_COLOR is set, or when the output is no terminal. It would make a
place such as models.py:100: an emoji, which is therefore off.
"""

from rich.console import Console

from goldenpath.model.errors import GoldenpathError


def results() -> Console:
    """What the command was asked for."""
    return Console(highlight=False, soft_wrap=True, emoji=False)


def messages() -> Console:
    """Progress and errors."""
    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def print_error(error: GoldenpathError) -> None:
    """Say what went wrong, in one sentence."""
    console = messages()
    console.print("[bold red]error:[/] ", end="")
    console.print(str(error), markup=False)
