"""What is printed as a command can be typed: a shell reads each word as it was."""

import os
import subprocess
from pathlib import Path

import pytest

from goldenpath.commands.new import NewOptions
from goldenpath.commands.new_again import with_commands
from goldenpath.model.shell_words import command_line, path_argument, word
from goldenpath.model.trial import Trial
from goldenpath.operations.new.not_locked import NoAccessError
from goldenpath.output.console import results
from goldenpath.output.trial_text import print_trial
from goldenpath.output.visible import visible_line

WORDS = [
    *("plain", "two words", "it's", "$(x)", "a\nb", "a'\\\n", "ü\x07", "", "'", "a\\b\u3164"),
    *("\ufe0f1", "\u202eabc", "##[group]x", "a\u200bf0", "\udcff", "[bold]x[/]\t"),
]


def read_by_bash(line: str, folder: Path) -> list[str]:
    """The words of a command, as the shell reads them."""
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"], check=True, capture_output=True, cwd=folder
    )
    return [os.fsdecode(part) for part in done.stdout.split(b"\0")[:-1]]


@pytest.mark.parametrize("text", WORDS)
def test_a_shell_reads_a_word_as_it_was(text: str, tmp_path: Path) -> None:
    printed = word(text)
    assert visible_line(printed) == printed
    assert read_by_bash(printed, tmp_path) == [text]


def test_a_command_has_all_its_words(tmp_path: Path) -> None:
    assert read_by_bash(command_line(WORDS), tmp_path) == WORDS


def test_a_path_is_no_option() -> None:
    assert [path_argument(path) for path in ("-x", "a-x")] == ["./-x", "a-x"]


def test_a_trial_and_the_way_to_it_print_every_path_as_it_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "-a\tb \u3164"
    monkeypatch.chdir(tmp_path)
    trial = Trial(
        folder=tmp_path / name,
        files=1,
        distribution="d",
        uv="uv",
        starter="start.py",
        answers_from_documents=False,
    )
    print_trial(trial, results())
    (start,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  cd ")]
    typed = start.partition("cd ")[2].partition(" && ")[0]
    assert read_by_bash(typed, tmp_path) == [f"./{name}"]
    error = NoAccessError("no", {"shape": "llm-service"}, is_complete=False)
    for line in with_commands(error, Path(name), NewOptions(), {}).commands:
        assert visible_line(line) == line
        assert f"./{name}" in read_by_bash(line, tmp_path)
