"""Command lines that are read without cyclopts mean what cyclopts reads in them."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from goldenpath.commands import app
from goldenpath.commands import check as check_module
from goldenpath.commands.check_at_once import PlainCheck, read_plain_check
from goldenpath.commands.check_paths import CheckOutput
from goldenpath.commands.check_version import VersionCheck, read_version_check
from goldenpath.commands.overview import overview
from goldenpath.model.errors import BadInputError
from goldenpath.operations.check.check_repository import CheckRequest

WORDS = (
    *("--drift", "--rules", "--no-lock", "--quiet", "--allow-behind", "--lock", "--no-quiet"),
    *("--format=json", "--select", "PK01", "a", "", "-", "--", "--help-me"),
)


@pytest.fixture
def read_by_cyclopts(monkeypatch: pytest.MonkeyPatch) -> list[PlainCheck]:
    """What cyclopts reads, instead of a check."""
    read: list[PlainCheck] = []

    def keep(
        paths: Sequence[Path], request: CheckRequest, output: CheckOutput, templates: object
    ) -> int:
        del templates
        read.append(PlainCheck(tuple(paths), request, output))
        return 0

    monkeypatch.setattr(check_module, "check_paths", keep)
    return read


@pytest.mark.parametrize("count", range(4))
def test_a_plain_check_is_what_cyclopts_reads(
    read_by_cyclopts: list[PlainCheck], count: int
) -> None:
    plain = 0
    for words in itertools.permutations(WORDS[: 11 if count == 3 else None], count):
        found = read_plain_check(words)
        if found is None:
            continue
        plain += 1
        try:
            app.run(["check", *words])
        except BadInputError as error:
            pytest.fail(f"{words}: {error}")
        assert found == read_by_cyclopts[-1], words
    assert plain >= 1


@pytest.mark.parametrize("count", range(4))
def test_a_check_of_versions_is_what_cyclopts_reads(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    read: list[VersionCheck] = []

    def keep(found: VersionCheck) -> int:
        read.append(found)
        return 0

    monkeypatch.setattr(VersionCheck, "run", keep)
    words = ("--version-only", "--quiet", "--allow-behind", "a", "b")
    for chosen in itertools.permutations(words, count):
        found = read_version_check(chosen)
        assert found is not None
        app.run(["check", "--version-only", *(word for word in chosen if word != words[0])])
        assert found == read[-1]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--no-lock"], "--no-lock"),
        (["--format", "json"], "--format"),
        (["--template", "x"], "--template"),
        (["--select", "PK01"], "--select"),
    ],
)
def test_a_check_of_versions_takes_no_other_option(words: list[str], name: str) -> None:
    arguments = ["--version-only", *words]
    assert read_version_check(arguments) is None
    with pytest.raises(BadInputError, match=f"so {name} has no meaning"):
        app.run(["check", *arguments])


def test_what_is_unusual_is_left_to_cyclopts() -> None:
    for words in (["--drift", "--rules"], ["--quiet", "--quiet"], ["-q"], [""], ["--", "a"]):
        assert read_plain_check(words) is None
    for words in (["--quiet", "--quiet"], ["--version-only=true"], ["--repository", "a"], ["--"]):
        assert read_version_check(words) is None


@pytest.mark.parametrize("group", [(), ("fleet",), ("release",)])
@pytest.mark.parametrize("asked", [(), ("--help",), ("-h",)])
def test_the_list_has_every_command(
    group: tuple[str, ...], asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    listed = overview([*group, *asked])
    assert listed
    app.run([*group, "--help"])
    by_cyclopts = capsys.readouterr().out
    rows = [line.split() for line in listed.splitlines() if line.startswith("  ")]
    assert len(rows) >= 1
    for name, *about in rows:
        assert f" {name} " in by_cyclopts
        assert about[0] in by_cyclopts
    assert max(map(len, listed.splitlines())) <= 100


@pytest.mark.parametrize(
    "words", [["new", "--help"], ["fleet", "check", "-h"], ["x"], ["--version"], ["fleet", "x"]]
)
def test_the_list_is_not_for_other_command_lines(words: list[str]) -> None:
    assert overview(words) is None
