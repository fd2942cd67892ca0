"""Ask a person at a terminal. No other module of goldenpath asks anything.

The questions of a template are copier's: it asks them while `operations/render/` renders with it.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from goldenpath.output.visible import visible_line


@dataclass(frozen=True, slots=True)
class Option[T]:
    """One possible answer, and the line that says what it means."""

    answer: T
    meaning: str


def can_ask() -> bool:
    """Whether somebody can read a question and answer it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def choose[T](
    question: str, options: Sequence[Option[T]], *, default: T | None = None, mark: str = "?"
) -> T:
    """Return the answer that a person chooses. The default is marked first.

    ``mark`` stands before the question.

    Raises:
        KeyboardInterrupt: the person pressed Ctrl-C, or the terminal is gone.
    """
    # Imported only here, because it takes longer than most commands, which ask nothing.
    import questionary

    # Numbers, because questionary takes None for an answer that is not given.
    choices = [
        questionary.Choice(visible_line(option.meaning), value=number)
        for number, option in enumerate(options)
    ]
    shown = "\n".join(map(visible_line, question.split("\n")))
    offered = zip(choices, options, strict=True)
    marked = next((choice for choice, option in offered if option.answer == default), None)
    try:
        number = questionary.select(shown, choices, default=marked, qmark=mark).unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None
    return options[int(number)].answer
