"""The command that goes on after a failure has every answer, as a shell reads it."""

import shlex
from pathlib import Path

import pytest

from goldenpath.commands import called_as, new_again
from goldenpath.commands.new import NewOptions
from goldenpath.commands.new_again import with_commands
from goldenpath.model.recorded_answers import Answers
from goldenpath.operations.new.not_locked import NoAccessError, NotLockedError

ANSWERS: Answers = {
    "shape": "llm-service",
    "description": 'It\'s $(fine) & "good"',
    "with_rag": True,
}


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """goldenpath as it is called where it is installed."""
    monkeypatch.setattr(new_again, "called_as", lambda: ("goldenpath",))


def test_after_the_last_question_nothing_is_asked_again() -> None:
    error = NotLockedError("no", ANSWERS, is_complete=True)
    (command,) = with_commands(error, Path("my repo"), NewOptions(git=False), {}).commands
    assert shlex.split(command) == [
        *("goldenpath", "new", "my repo", "--shape", "llm-service"),
        *("--data", f"description={ANSWERS['description']}", "--data", "with_rag=true"),
        *("--defaults", "--no-git"),
    ]


def test_before_the_last_question_the_others_are_still_asked() -> None:
    error = NoAccessError("no", {"shape": "llm-service"}, is_complete=False)
    create, then = with_commands(error, Path("-x"), NewOptions(vcs_ref="v1"), {}).commands
    assert create == "goldenpath new ./-x --shape llm-service --vcs-ref v1 --no-lock"
    assert then == "goldenpath try ./-x"


def test_without_questions_only_the_given_answers_are_repeated() -> None:
    error = NotLockedError("no", ANSWERS, is_complete=True)
    given = NewOptions(defaults=True, template="/t")
    (command,) = with_commands(error, Path("x"), given, {"tier": "internal"}).commands
    assert command == "goldenpath new x --tier internal --defaults --template /t"


def test_a_checkout_is_called_by_its_own_way_to_uv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(called_as, "own_checkout", lambda: None)
    assert called_as.called_as() == ("goldenpath",)
    (tmp_path / "uvw").touch()
    monkeypatch.setattr(called_as, "own_checkout", lambda: tmp_path)
    by_uv = (str(tmp_path / "uvw"), "run", "--project", str(tmp_path), "goldenpath")
    assert called_as.called_as() == by_uv
    monkeypatch.chdir(tmp_path)
    assert called_as.called_as() == ("./uvw", "run", "goldenpath")
