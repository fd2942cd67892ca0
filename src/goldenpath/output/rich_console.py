"""The console of Rich, for terminals."""

from rich.console import Console, HighlighterType, JustifyMethod, OverflowMethod
from rich.style import StyleType
from rich.text import Text

from goldenpath.output.visible import visible_line


class RichConsole(Console):
    """A console that makes control characters visible in all text that it prints.

    Emoji are switched off, because Rich would replace the end of "models.py:100:" by an emoji.
    """

    def __init__(self, *, stderr: bool) -> None:
        super().__init__(stderr=stderr, highlight=False, soft_wrap=True, emoji=False)

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
