"""At a narrow terminal, every question, choice and refusal can be read to its end."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from support.screen import CLEAR, DOWN, ENTER, Terminal
from support.template import COPIER_YML as QUESTIONNAIRE
from support.template import catalogue

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning"),
]
SHAPES = [shape.name for shape in catalogue().shapes]
# It cannot be the project's name, so it is no default of the first question.
FOLDER = "größe"
LONG = "x" * 120
# For each question that refuses answers: what is typed, and what a person then must see.
REFUSED: Mapping[str, tuple[str, str]] = {
    "project_name": (LONG, "use 2 to 40 characters"),
    "project_slug": (f"Big{LONG}"[:39], "begin with a letter"),
    "package_name": ("class", "add a word: it is a Python keyword"),
    "owning_team": (f"@acme/{LONG}", "leave out the @ and organisation"),
    "description": (LONG * 2, "use at most 200 characters"),
    "llm_package_ref": (f"-{LONG}", "give a tag, branch or commit"),
}
# What is typed where the default would end the walk elsewhere.
ANSWERS = {"project_name": "orders", "with_template_updates": "n", "with_container": "n"}


class Walk(NamedTuple):
    """One way through the questions."""

    program: str
    shape: str
    columns: int

    def __str__(self) -> str:
        return f"{self.program}-{self.shape}-{self.columns}"


def asked_for(shape: str) -> Iterator[str]:
    """The questions for a shape, in their order."""
    for name, question in QUESTIONNAIRE.items():
        when = question.get("when", "") if not name.startswith("_") else False
        if when is not False and (not when or f"'{shape}'" in when):
            yield name


def command(program: str, template: Path) -> list[str]:
    if program == "goldenpath":
        run = [sys.executable, "-m", "goldenpath", "new", FOLDER, "--no-lock"]
        return [*run, "--template", str(template)]
    copier = Path(sys.executable).with_name("copier")
    return [str(copier), "copy", "--quiet", str(template), FOLDER]


@pytest.mark.parametrize(
    "walk",
    [
        Walk("goldenpath", "livekit-agent", 60),
        Walk("goldenpath", "llm-service", 80),
        Walk("copier", "lambda-pipeline", 80),
    ],
    ids=str,
)
def test_what_a_person_must_read_is_on_the_screen(
    released_template: Path, tmp_path: Path, walk: Walk
) -> None:
    terminal = Terminal(
        command(walk.program, released_template), tmp_path, walk.columns, os.environ
    )
    try:
        for name in asked_for(walk.shape):
            answer_one(terminal, name, walk.shape, is_refusal_whole=walk.columns >= 80)
        terminal.wait_for(lambda _: (tmp_path / FOLDER / "README.md").exists())
    finally:
        terminal.close()


def answer_one(terminal: Terminal, name: str, shape: str, *, is_refusal_whole: bool) -> None:
    """Read a question to its end, and answer it, wrongly first if it refuses anything."""
    question = QUESTIONNAIRE[name]
    *_, last = question["help"].splitlines()
    terminal.wait_for(lambda shown: last.strip() in shown)
    assert all(any(line in row for row in terminal.rows) for line in question["help"].splitlines())
    if name in REFUSED:
        wrong, told = REFUSED[name]
        terminal.type(f"{CLEAR}{wrong}{ENTER}")
        prefix = f"Validation error for question '{name}': "
        terminal.wait_for(lambda shown: prefix + (told if is_refusal_whole else "") in shown)
        terminal.type(CLEAR + ANSWERS.get(name, "orders"))
    if name == "shape":
        terminal.wait_for(lambda shown: all(f"{known}: " in shown for known in SHAPES))
        for known in catalogue().shapes:
            assert any(row.endswith(f"{known.name}: {known.when}") for row in terminal.rows)
        terminal.type(DOWN * SHAPES.index(shape))
    if name == "python_version" and shape != "lambda-pipeline":
        terminal.wait_for(lambda shown: "not 3.14)" in shown)
    terminal.type(ANSWERS[name] if question["type"] == "bool" and name in ANSWERS else ENTER)
