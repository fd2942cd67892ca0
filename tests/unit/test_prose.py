"""Sentences on a terminal: lines break between words, and a command stays in one piece."""

import io

import pytest

from goldenpath.output.console import results
from goldenpath.output.prose import tell

SENTENCE = (
    "  - Take the change of `src/app.py` with `goldenpath update --seeded src/app.py`: it helps."
)


def told(text: str, width: int, *, is_terminal: bool = True) -> list[str]:
    console = results()
    console.file = printed = io.StringIO()
    console._force_terminal = is_terminal  # noqa: SLF001 - as on a terminal
    console.width = width
    console.no_color = True
    tell(console, text, markup=False)
    return printed.getvalue().splitlines()


@pytest.mark.parametrize("width", [20, 30, 44, 60, 80, 200])
def test_no_word_and_no_command_is_split(width: int) -> None:
    lines = told(SENTENCE, width)
    assert " ".join(line.strip() for line in lines) == SENTENCE.strip()
    assert sum("`goldenpath update --seeded src/app.py`:" in line for line in lines) == 1
    assert all(line.startswith("    ") for line in lines[1:])
    longest = len("    `goldenpath update --seeded src/app.py`:")
    assert all(len(line) <= max(width, longest) for line in lines)
    assert all(len(line) <= width for line in lines if "`goldenpath" not in line)


def test_elsewhere_a_sentence_is_one_line() -> None:
    assert told(SENTENCE, 20, is_terminal=False) == [SENTENCE]
