"""The consoles: results go to standard output, progress and errors go to standard error.

Rich prints no colours if NO_COLOR is set, or if the output is not a terminal. Its emoji are
switched off, because Rich would replace the end of "models.py:100:" by an emoji.

Every printed text stays on one line, and text from a repository cannot act as control codes.
"""

from rich.console import Console, HighlighterType, JustifyMethod, OverflowMethod
from rich.style import StyleType
from rich.text import Text

from goldenpath.model.errors import GoldenpathError
from goldenpath.output.visible import visible_line


class _Console(Console):
    """A console that makes control characters visible in all text that it prints."""

    def render_str(  # noqa: PLR0913 - Rich's own signature
        self,
        text: str,
        *,
        style: StyleType = "",
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        emoji: bool | None = None,
        markup: bool | None = None,
        highlight: bool | None = None,
        highlighter: HighlighterType | None = None,
    ) -> Text:
        """Return the text to print. Rich calls this for every text, also for cells of tables."""
        return super().render_str(
            visible_line(text),
            style=style,
            justify=justify,
            overflow=overflow,
            emoji=emoji,
            markup=markup,
            highlight=highlight,
            highlighter=highlighter,
        )


def results() -> Console:
    """Return the console for the result of a command."""
    return _Console(highlight=False, soft_wrap=True, emoji=False)


def messages() -> Console:
    """Return the console for progress and errors."""
    return _Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def print_error(error: GoldenpathError) -> None:
    """Print the sentence of an error, and below it the commands that go on."""
    console = messages()
    console.print("[bold red]error:[/] ", end="")
    console.print(str(error), markup=False)
    for command in error.commands:
        console.print(f"  {command}", markup=False)
