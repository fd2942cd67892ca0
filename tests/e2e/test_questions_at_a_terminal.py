"""A person answers the questions at a real terminal, or changes their mind."""

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pexpect
import pytest
import yaml

from support.screen import DOWN, ENTER, Terminal
from support.small_template import COPIER_YML, Repository, SmallTemplate, snapshot
from support.template import COPIER_YML as QUESTIONNAIRE

# The first line of each question that every shape asks.
QUESTIONS = tuple(
    question["help"].splitlines()[0]
    for name, question in QUESTIONNAIRE.items()
    if not name.startswith("_") and "when" not in question
)
# The child is started before the thread of xdist does anything that a fork could break.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning"),
]


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
    for question in QUESTIONS[:2]:
        terminal.expect_exact(question)
        terminal.send(ENTER)
    terminal.expect_exact(QUESTIONS[2])
    terminal.send("/x" + ENTER)
    terminal.expect_exact("use only A-Z a-z 0-9 space . _ -, not")


def test_a_package_out_of_reach_is_told_before_the_other_questions(tmp_path: Path) -> None:
    out_of_reach = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{(tmp_path / 'none').as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/progression-labs/llm",
    }
    started = [sys.executable, "-m", "goldenpath", "new", "orders"]
    terminal = Terminal(started, tmp_path, 200, os.environ | out_of_reach)
    try:
        terminal.wait_for(lambda shown: "What will it be" in shown and "llm-service:" in shown)
        terminal.type(DOWN * 2 + ENTER)
        terminal.wait_for(lambda shown: "Whose" in shown and "Progression Labs" in shown)
        terminal.type(DOWN + ENTER)
        terminal.wait_for(lambda shown: "a private package of Progression Labs" in shown)
        again = "new orders --shape llm-service --organisation progression-labs --no-lock"
        terminal.wait_for(lambda shown: again in shown)
    finally:
        terminal.close()
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_at_the_first_question_of_goldenpath_changes_nothing(tmp_path: Path) -> None:
    started = [sys.executable, "-m", "goldenpath", "new", "orders"]
    terminal = Terminal(started, tmp_path, 80, os.environ)
    try:
        terminal.wait_for(lambda shown: "What will it be" in shown and "llm-service:" in shown)
        terminal.type("\x03")
        terminal.wait_for(lambda shown: "Interrupted: nothing was changed." in shown)
    finally:
        terminal.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [0, 5])
def test_ctrl_c_leaves_nothing_and_exits_130(
    terminal: pexpect.spawn, tmp_path: Path, after: int
) -> None:
    for question in QUESTIONS[:after]:
        terminal.expect_exact(question)
        terminal.send(ENTER)
    terminal.expect_exact(QUESTIONS[after])
    terminal.sendintr()
    terminal.expect_exact("nothing was changed")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def updating(small: SmallTemplate, repository: Repository) -> Generator[pexpect.spawn]:
    """An update to a release that asks one question more."""
    small.release("v1.1.0", copier_yml=f"{COPIER_YML}colour:\n  type: str\n  default: red\n")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "goldenpath", "update"],
        cwd=repository.root,
        env={**os.environ, "GOLDENPATH_CACHE": str(repository.cache)},
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 120),
    )
    yield child
    child.close(force=True)


def test_an_update_asks_what_is_new_and_nothing_else(
    updating: pexpect.spawn, repository: Repository
) -> None:
    updating.expect_exact("colour")
    assert "package" not in str(updating.before)
    updating.send("\x7f" * 3 + "blue" + ENTER)
    updating.expect_exact("Updated v1.0.1")
    updating.expect(pexpect.EOF)
    updating.close()
    assert updating.exitstatus == 0
    assert "colour: blue" in repository.read(".copier-answers.yml")


def test_ctrl_c_at_the_question_of_an_update_changes_nothing(
    updating: pexpect.spawn, repository: Repository
) -> None:
    before = snapshot(repository.root)
    updating.expect_exact("colour")
    updating.sendintr()
    updating.expect_exact("nothing was changed")
    updating.expect(pexpect.EOF)
    updating.close()
    assert updating.exitstatus == 130
    assert snapshot(repository.root) == before
