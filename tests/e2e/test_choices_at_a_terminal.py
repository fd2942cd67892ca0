"""At a terminal, an update with conflicts asks what to do about them."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator

import pexpect
import pytest

from support.small_template import STEPS, Repository, SmallTemplate, snapshot
from support.template import ROOT, git

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning"),
]
ENTER = "\r"
DOWN = "\x1b[B"
UP = "\x1b[A"
QUESTION = "What goes into the update?"
PATH = "ci/build.yml"
OURS = STEPS.replace("step 3", "our step")
THEIRS = STEPS.replace("step 3", "newer step")

type Start = Callable[..., pexpect.spawn]


@pytest.fixture
def conflicting(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository in which the team and the template changed one line."""
    repository.write(PATH, OURS)
    small.release("v1.1.0", {PATH: THEIRS})
    return repository


@pytest.fixture
def start(conflicting: Repository) -> Generator[Start]:
    started: list[pexpect.spawn] = []

    def begin(*options: str) -> pexpect.spawn:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "goldenpath", "update", "--no-lock", *options],
            cwd=conflicting.root,
            env={**os.environ, "GOLDENPATH_CACHE": str(conflicting.cache)},
            encoding="utf-8",
            timeout=60,
            dimensions=(30, 80),
        )
        started.append(child)
        return child

    yield begin
    for child in started:
        child.close(force=True)


def end(child: pexpect.spawn) -> tuple[int | None, str]:
    """The exit code, and what is printed until the end."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, str(child.before)


@pytest.mark.parametrize(("keys", "content"), [(DOWN, THEIRS), (DOWN + DOWN, OURS)])
def test_the_chosen_side_is_in_the_update(
    start: Start, conflicting: Repository, keys: str, content: str
) -> None:
    child = start()
    child.expect_exact(PATH)
    child.expect_exact(QUESTION)
    # Everything that can be chosen can be read.
    child.expect_exact("conflict markers on a new branch")
    child.send(keys + ENTER)
    exit_code, printed = end(child)
    assert exit_code == 0
    assert "Updated v1.0.1" in printed
    assert ("kept, waived" if content == OURS else "To restore your version") in printed
    assert conflicting.read(PATH) == content
    assert (conflicting.root / "goldenpath.toml").exists() == (content == OURS)
    assert conflicting.status() == ""


def test_markers_go_to_a_branch_of_their_own(start: Start, conflicting: Repository) -> None:
    head = conflicting.head()
    child = start()
    child.expect_exact(QUESTION)
    child.send(UP + ENTER)
    exit_code, printed = end(child)
    assert exit_code == 1
    assert "The conflict markers are on the branch" in printed
    assert conflicting.head() == head
    branches = git("branch", "--format=%(refname:short)", folder=conflicting.root).split()
    (branch,) = set(branches) - {"main"}
    assert "<<<<<<<" in git("show", f"{branch}:{PATH}", folder=conflicting.root)


def test_to_stop_is_the_first_choice_and_changes_nothing(
    start: Start, conflicting: Repository
) -> None:
    before = snapshot(conflicting.root)
    child = start()
    child.expect_exact(QUESTION)
    child.send(ENTER)
    exit_code, printed = end(child)
    assert exit_code == 1
    assert printed.rstrip().endswith("Nothing was changed.")
    assert "run the update again" not in printed
    assert snapshot(conflicting.root) == before


@pytest.mark.parametrize("how", ["Ctrl-C", "hang-up"])
def test_an_interrupted_question_changes_nothing(
    start: Start, conflicting: Repository, how: str
) -> None:
    before = snapshot(conflicting.root)
    child = start()
    child.expect_exact(QUESTION)
    if how == "Ctrl-C":
        child.sendintr()
        child.expect_exact("nothing was changed")
        assert end(child)[0] == 130
    else:
        child.close()
    assert snapshot(conflicting.root) == before
    # The lock is free again.
    assert conflicting.update().conflicts


@pytest.mark.parametrize("option", ["--defaults", "--format=json"])
def test_who_wants_no_question_gets_none(
    start: Start, conflicting: Repository, option: str
) -> None:
    child = start(option)
    exit_code, printed = end(child)
    assert exit_code == 1
    assert QUESTION not in printed
    assert conflicting.status() == ""


def test_without_a_terminal_the_options_are_named(conflicting: Repository) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "goldenpath", "update", "--no-lock"],
        cwd=conflicting.root,
        env={**os.environ, "GOLDENPATH_CACHE": str(conflicting.cache)},
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert QUESTION not in done.stdout
    assert "--managed template" in done.stdout


def test_one_module_asks_and_who_asks_nothing_does_not_wait_for_it() -> None:
    asking = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if "import questionary" in path.read_text() or "input(" in path.read_text()
    ]
    assert asking == ["asking.py"]
    code = "import goldenpath.commands.update, sys; sys.exit('questionary' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
