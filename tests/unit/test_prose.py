"""Sentences on a terminal: lines break between words, and a command stays in one piece."""

import io
import sys

import pytest

from goldenpath.output.console import results
from goldenpath.output.prose import tell

SENTENCE = (
    "  - Take the change of `src/app.py` with `goldenpath update --seeded src/app.py`: it helps."
)


def told(text: str, width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    printed = io.StringIO()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys, "stdout", printed)
    tell(results(), text, markup=False)
    return printed.getvalue().splitlines()


@pytest.mark.parametrize("width", [20, 30, 44, 60, 80, 200])
def test_no_word_and_no_command_is_split(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = told(SENTENCE, width, monkeypatch)
    assert " ".join(line.strip() for line in lines) == SENTENCE.strip()
    assert sum("`goldenpath update --seeded src/app.py`:" in line for line in lines) == 1
    assert all(line.startswith("    ") for line in lines[1:])
    longest = len("    `goldenpath update --seeded src/app.py`:")
    assert all(len(line) <= max(width, longest) for line in lines)
    assert all(len(line) <= width for line in lines if "`goldenpath" not in line)


def test_elsewhere_a_sentence_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    tell(results(), SENTENCE, markup=False)
    assert capsys.readouterr().out == f"{SENTENCE}\n"
