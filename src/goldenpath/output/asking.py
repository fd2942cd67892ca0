"""Ask a person at a terminal. No other module of goldenpath asks anything.

The questions of a template are the exception: copier asks them, in `operations/render/ask.py`, and
`operations/new/first_questions.py` asks the first two of a new repository.
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


def choose[T](question: str, options: Sequence[Option[T]]) -> T:
    """Return the answer that a person chooses; the first one is marked at the beginning.

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
    try:
        number = questionary.select(visible_line(question), choices).unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None
    return options[int(number)].answer
