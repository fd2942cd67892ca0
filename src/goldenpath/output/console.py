"""Where output goes: results to standard output, everything about the run to standard error.

Rich leaves colour out when NO_COLOR is set, or when the output is no terminal. It would make a
place such as models.py:100: an emoji, which is therefore off.

Whatever is printed is one line: what it holds of a repository is shown as text.
"""

from rich.console import Console, HighlighterType, JustifyMethod, OverflowMethod
from rich.style import StyleType
from rich.text import Text

from goldenpath.model.errors import GoldenpathError
from goldenpath.output.visible import visible_line


class _Console(Console):
    """A console on which no text can do anything but be read."""

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
        """Every text that is printed goes through here, cells of tables included."""
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
    """What the command was asked for."""
    return _Console(highlight=False, soft_wrap=True, emoji=False)


def messages() -> Console:
    """Progress and errors."""
    return _Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def print_error(error: GoldenpathError) -> None:
    """Say what went wrong, in one sentence."""
    console = messages()
    console.print("[bold red]error:[/] ", end="")
    console.print(str(error), markup=False)
