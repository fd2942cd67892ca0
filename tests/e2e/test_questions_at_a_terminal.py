"""A person answers the questions at a real terminal, or changes their mind."""

import sys
from collections.abc import Generator
from pathlib import Path

import pexpect
import pytest
import yaml

QUESTIONS = (
    "What is the project called",
    "What is the repository called",
    "What is the package called",
    "Whose repository is it",
    "Which GitHub team owns it",
    "How much depends on it",
    "Who reads the standards file",
    "What will it be",
    "What does it do",
    "Which Python does it run on",
)
# The child is started before the thread of xdist does anything that a fork could break.
pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")
ENTER = "\r"
DOWN = "\x1b[B"


@pytest.fixture
def terminal(released_template: Path, tmp_path: Path) -> Generator[pexpect.spawn]:
    arguments = ["-m", "goldenpath", "new", "orders-pipeline", "--no-lock"]
    child = pexpect.spawn(
        sys.executable,
        [*arguments, "--template", str(released_template)],
        cwd=tmp_path,
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 120),
    )
    yield child
    child.close(force=True)


def test_every_question_is_asked_with_its_help(terminal: pexpect.spawn, tmp_path: Path) -> None:
    for question in QUESTIONS:
        terminal.expect_exact(question)
        if question.startswith("How much"):
            # The list says what each tier means; one down from the default.
            terminal.expect_exact("internal: colleagues depend on it")
            terminal.send(DOWN + ENTER)
        elif question.startswith("What will it be"):
            terminal.expect_exact("files that land in S3")
            terminal.send(ENTER)
        else:
            terminal.send(ENTER)
        # Nothing else moves on the screen while a person answers.
        assert "Rendering" not in str(terminal.before)
    terminal.expect_exact("Next:")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    answers = yaml.safe_load((tmp_path / "orders-pipeline/.copier-answers.yml").read_text())
    assert answers["project_name"] == "orders-pipeline"
    assert answers["tier"] == "internal"


def test_a_wrong_answer_can_be_corrected(terminal: pexpect.spawn) -> None:
    terminal.expect_exact(QUESTIONS[0])
    terminal.send("/x" + ENTER)
    terminal.expect_exact("is not a project name")


@pytest.mark.parametrize("after", [0, 5])
def test_ctrl_c_leaves_nothing_and_exits_130(
    terminal: pexpect.spawn, tmp_path: Path, after: int
) -> None:
    for question in QUESTIONS[:after]:
        terminal.expect_exact(question)
        terminal.send(ENTER)
    terminal.expect_exact(QUESTIONS[after])
    terminal.sendintr()
    terminal.expect_exact("nothing was written")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert list(tmp_path.iterdir()) == []
