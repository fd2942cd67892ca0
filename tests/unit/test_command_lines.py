"""Every option of every command, given wrongly: one sentence in our words, and nothing happens."""

import datetime
import enum
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from cyclopts import App
from cyclopts.argument import Argument
from rich.console import Console

from goldenpath.cli import main
from goldenpath.commands.app import app, run
from goldenpath.commands.empty_arguments import refuse_empty
from goldenpath.model.errors import BadInputError

# What stands before an option, so that nothing else is wrong.
BEFORE: dict[tuple[str, ...], tuple[str, ...]] = {
    ("new",): ("repo",),
    ("waive",): ("README.md", "--reason", "r", "--until", "2099-01-01"),
}
# Words of the libraries that read the command line, and of Python.
MACHINERY = (
    *("pydantic", "http", "input", "Input", "type=", "parameter", "Parameter", "convert", "token"),
    *("bool", "int ", "None", "Invalid value", "Unknown", "Error", "\n", "<", "()", "empty-"),
)
# In a help text, brackets hold choices and defaults.
MACHINERY_OF_HELP = (
    "()",
    "--empty-",
    "--no-no-",
    "None",
    "True",
    "False",
    "<",
    "typing",
    "pydantic",
)


class Option(NamedTuple):
    """One option of one command."""

    command: tuple[str, ...]
    name: str
    argument: Argument

    @property
    def arguments(self) -> tuple[str, ...]:
        """A command line that lacks only this option."""
        before = list(BEFORE.get(self.command, ()))
        if self.name in before:
            place = before.index(self.name)
            del before[place : place + 2]
        return (*self.command, *before)

    @property
    def kinds(self) -> tuple[object, ...]:
        """The types of its value."""
        return getattr(self.argument.hint, "__args__", (self.argument.hint,))

    def is_a(self, kind: type) -> bool:
        """Whether its value has this type."""
        return any(isinstance(each, type) and issubclass(each, kind) for each in self.kinds)

    @property
    def is_flag(self) -> bool:
        return self.argument.hint is bool

    @property
    def may_be_alone(self) -> bool:
        """Whether it means something without a value, as `--seeded` means all seeded files."""
        return bool(self.argument.parameter.consume_multiple)

    @property
    def is_list(self) -> bool:
        return str(self.argument.hint).startswith("tuple")


def commands(
    group: App = app, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], App]]:
    """Every command with its name, and no group of commands."""
    for name in group:
        if not name.startswith("-"):
            found = group[name]
            below = list(commands(found, (*above, name)))
            yield from below or [((*above, name), found)]


COMMANDS = dict(commands())
OPTIONS = [
    Option(name, written, argument)
    for name, command in COMMANDS.items()
    for argument in command.assemble_argument_collection(parse_docstring=True)
    for written in argument.names
    if written.startswith("-")
]


def told(*arguments: str) -> str:
    """The sentence about a command line, which must be refused."""
    with pytest.raises(BadInputError) as caught:
        run(arguments)
    sentence = str(caught.value)
    assert [word for word in MACHINERY if word in sentence] == []
    assert len(sentence) < 250
    assert sentence.endswith("lists what can be given.")
    return sentence


def name_of(option: Option) -> str:
    return " ".join((*option.command, option.name))


def such(options: Sequence[Option]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("option", options, ids=map(name_of, options))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A command that is run all the same finds nothing, and must write nothing."""
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


def test_all_commands_are_known() -> None:
    assert {("new",), ("fleet", "check"), ("release", "create")} <= COMMANDS.keys()
    assert len(OPTIONS) > 60


@such([option for option in OPTIONS if not option.is_flag and not option.may_be_alone])
def test_an_option_without_its_value_is_named(option: Option) -> None:
    assert told(*option.arguments, option.name).startswith(f"{option.name} needs a value")


@such([option for option in OPTIONS if option.is_flag])
def test_a_flag_with_a_value_is_named(option: Option) -> None:
    sentence = told(*option.arguments, f"{option.name}=maybe")
    assert sentence.startswith(f"{option.name} takes no value: leave out =maybe.")


@such([option for option in OPTIONS if not option.is_list])
def test_an_option_that_is_given_twice_is_named(option: Option) -> None:
    once = (option.name,) if option.is_flag else (option.name, "1")
    assert told(*option.arguments, *once, *once).startswith(f"{option.name} is given twice")


TYPED = [option for option in OPTIONS if any(map(option.is_a, (enum.Enum, int, datetime.date)))]


@such([option for option in TYPED if not option.is_flag])
def test_a_value_of_another_kind_is_named_with_the_rule(option: Option) -> None:
    for value in ("nonsense", "\udcff", "a\nb"):
        sentence = told(*option.arguments, option.name, value)
        assert sentence.startswith(f"{option.name} {value!r} is not valid: it must be ")


def test_an_empty_value_is_refused() -> None:
    for option in OPTIONS:
        for empty in ([f"{option.name}="], [option.name, " "], [option.name, ""]):
            with pytest.raises(BadInputError, match=f"The argument after {option.name} is empty"):
                refuse_empty([*option.arguments, *empty])


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_no_command_knows_is_named(command: tuple[str, ...]) -> None:
    before = (*command, *BEFORE.get(command, ()))
    for option in ("--no-such-option", "--no-such-option=3", "-x"):
        named = option.partition("=")[0]
        assert told(*before, option).startswith(f"There is no option {named}")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_argument_too_many_is_named(command: tuple[str, ...]) -> None:
    collection = COMMANDS[command].assemble_argument_collection(parse_docstring=True)
    places = [argument for argument in collection if argument.index is not None]
    if any(str(place.hint).startswith("tuple") for place in places):
        return
    before = (*command, *BEFORE.get(command, ()))
    assert "one argument too many" in told(*before, *"abc"[: len(places)], "d")


@pytest.mark.parametrize("arguments", [("new",), ("waive",), ("waive", "x")], ids=" ".join)
def test_what_must_be_given_is_named(arguments: tuple[str, ...]) -> None:
    assert "is missing." in told(*arguments)


@pytest.mark.parametrize("arguments", [("nonsense",), ("fleet", "nonsense"), ("--nonsense",)])
def test_a_command_that_does_not_exist_is_named(arguments: tuple[str, ...]) -> None:
    assert told(*arguments).startswith(f"There is no command '{arguments[-1]}'")


@pytest.mark.parametrize("command", [(), ("fleet",), ("release",), *COMMANDS], ids=" ".join)
def test_a_help_text_shows_no_machinery(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    app([*command, "--help"], console=Console(width=500), result_action="return_value")
    shown = capsys.readouterr().out
    assert f"Usage: {' '.join(('goldenpath', *command))}" in shown
    assert [word for word in MACHINERY_OF_HELP if word in shown] == []


@pytest.mark.parametrize("arguments", [("check", ""), ("check", "--version-only", ""), ("",)])
def test_an_empty_argument_is_refused_before_any_command(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["goldenpath", *arguments])
    monkeypatch.setattr("goldenpath.cli._handle_signals_like_ctrl_c", lambda: None)
    monkeypatch.setattr("goldenpath.cli.forget_other_repositories", lambda: None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "is empty: give a value" in capsys.readouterr().err
