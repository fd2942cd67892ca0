"""The consoles: results go to standard output, progress and errors go to standard error.

On a terminal, Rich prints in colours, unless NO_COLOR is set. Elsewhere, the same text is printed
without Rich, so that scripts and CI jobs do not wait for its import.

Every printed text stays on one line, and text from a repository cannot act as control codes.
"""

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING

from goldenpath.model.errors import GoldenpathError
from goldenpath.output.markup import plain
from goldenpath.output.visible import visible_line

if TYPE_CHECKING:
    from goldenpath.output.rich_console import RichConsole

# Variables that tell Rich to treat any output as a terminal.
_FORCING = ("FORCE_COLOR", "TTY_COMPATIBLE")


class Console:
    """Prints text with Rich's markup, and what else Rich can print."""

    def __init__(self, *, stderr: bool = False) -> None:
        self._is_stderr = stderr

    @cached_property
    def rich(self) -> "RichConsole":
        """Rich's own console, for what only Rich can do."""
        from goldenpath.output.rich_console import RichConsole

        return RichConsole(stderr=self._is_stderr)

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads the output on a terminal."""
        return self._may_be_terminal and self.rich.is_terminal

    @property
    def _may_be_terminal(self) -> bool:
        stream = sys.stderr if self._is_stderr else sys.stdout
        return stream.isatty() or any(map(os.environ.get, _FORCING))

    def print(
        self,
        content: object = "",
        *,
        markup: bool = True,
        style: str = "",
        end: str = "\n",
    ) -> None:
        """Print a text on one line, or something that Rich can print, such as a table."""
        if self._may_be_terminal or not isinstance(content, str):
            self.rich.print(content, markup=markup, style=style, end=end)
            return
        text = visible_line(content)
        stream = sys.stderr if self._is_stderr else sys.stdout
        print(plain(text) if markup else text, end=end, file=stream, flush=True)


def results() -> Console:
    """Return the console for the result of a command."""
    return Console()


def messages() -> Console:
    """Return the console for progress and errors."""
    return Console(stderr=True)


def print_error(error: GoldenpathError) -> None:
    """Print the sentence of an error, and below it the commands that go on."""
    # Imported here, since prose.py needs this module.
    from goldenpath.output.markup import escape
    from goldenpath.output.prose import tell

    console = messages()
    tell(console, f"[bold red]error:[/] {escape(str(error))}")
    for command in error.commands:
        console.print(f"  {command}", markup=False)
