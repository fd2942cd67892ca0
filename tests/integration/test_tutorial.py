"""The tutorial leads from nothing to an update, when every command of it is typed."""

from pathlib import Path

import pytest

from support.followed_page import Terminal, steps_of

PAGE = "tutorial/from-nothing-to-an-update.md"


@pytest.mark.slow
def test_every_command_does_what_the_page_shows(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home")
    steps = list(steps_of(PAGE))
    assert sum(bool(step.printed) for step in steps) > 4
    for step in steps:
        terminal.type(step)
