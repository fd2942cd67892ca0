"""Folders, users, caches and lists as they should not be: one sentence, or no difference."""

import os
import shlex
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from goldenpath.model.errors import ExitCode
from goldenpath.operations.git.plumbing import Git, GitResult
from goldenpath.operations.git.trees import identity

from support.command import run_goldenpath
from support.safety.person import person
from support.small_template import Repository, SmallTemplate, new_repository
from support.template import git

pytestmark = pytest.mark.slow

# Without what names a user, as in a container whose user has no line in /etc/passwd.
_NOBODY = """\
import pwd, sys
def nobody(number):
    raise KeyError(number)
pwd.getpwuid = nobody
sys.argv = ["goldenpath", *sys.argv[1:]]
from goldenpath.cli import main
main()
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Generator[Path]:
    with person(tmp_path / "person") as folder:
        yield folder


def said(done: subprocess.CompletedProcess[str], code: ExitCode) -> str:
    """What an error says: one sentence, and the code of its kind."""
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.stdout, done.stderr)
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(".\n")
    assert not done.stderr.endswith("..\n")
    return done.stderr


@pytest.mark.parametrize("name", ["two\nlines", "a break at the end\n", 'a "quote"\n and \\ more'])
def test_a_folder_may_have_a_line_break_in_its_name(
    small: SmallTemplate, tmp_path: Path, name: str
) -> None:
    """Git prints one path on each line, and a path may have lines itself."""
    root = tmp_path / name / "repo\n"
    new_repository(small.folder, root)
    (root / ".python-version").write_text("3.12\n")
    git("commit", "--quiet", "--all", "--message=fix: older", folder=root)
    done = run_goldenpath("restore", ".python-version", folder=root)
    assert done.returncode == 0, done.stderr
    assert (root / ".python-version").read_text() == "3.13\n"
    git("commit", "--quiet", "--all", "--message=fix: newer", folder=root)
    small.release("v1.1.0", {"ci/build.yml": "new\n"})
    for options in (("--dry-run",), ()):
        done = run_goldenpath("update", "--no-lock", "--defaults", *options, folder=root)
        assert done.returncode == 0, done.stderr
    assert (root / "ci/build.yml").read_text() == "new\n"
    assert run_goldenpath("recover", folder=root).returncode == 0


NO_USER = "~nosuchuser/x"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", NO_USER),
        ("check", "--version-only", NO_USER),
        ("update", NO_USER),
        ("recover", NO_USER),
        ("diff", "--repository", NO_USER),
        ("restore", "--repository", NO_USER),
        ("waive", "a", "--reason=b", "--until=2999-01-01", "--repository", NO_USER),
        ("fleet", "check", "--from", NO_USER),
        ("check", "--template", NO_USER),
        ("release", "notes", "v1", "v2", "--template", NO_USER),
        ("new", NO_USER, "--defaults", "--no-git", "--no-lock"),
        ("new", "x", "--defaults", "--template", NO_USER),
    ],
    ids=" ".join,
)
def test_a_home_of_nobody_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A path with a ~ in front of a name that no user has."""
    sentence = said(run_goldenpath(*arguments, folder=tmp_path), ExitCode.BAD_INPUT)
    assert NO_USER in sentence
    assert "write the path in full" in sentence


def test_a_user_without_a_name_can_commit(
    small: SmallTemplate, repository: Repository, home: Path
) -> None:
    (home / ".gitconfig").unlink()
    for name in ("user.name", "user.email"):
        git("config", "--unset", name, folder=repository.root)
    # An identity that git refuses to guess, as it does without a line in /etc/passwd.
    git("config", "user.useConfigOnly", "true", folder=repository.root)
    small.release("v1.1.0", {"ci/build.yml": "new\n"})
    named = ("LOGNAME", "USER", "LNAME", "USERNAME")
    done = subprocess.run(
        [sys.executable, "-c", _NOBODY, "update", "--no-lock", "--defaults"],
        cwd=repository.root,
        env={name: value for name, value in os.environ.items() if name not in named},
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert git("log", "-1", "--format=%an", folder=repository.root).strip() == "goldenpath"


def test_a_user_without_a_name_has_an_identity(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr("getpass.getuser", nobody)
    monkeypatch.setattr(Git, "try_run", lambda *_: GitResult(128, b"", "no name"))
    assert "user.name=goldenpath" in identity(Git(tmp_path))


@pytest.mark.parametrize("kind", ["a file", "below a file", "no place of anybody's"])
def test_a_cache_that_cannot_be_written_is_one_sentence(
    repository: Repository, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "file").write_text("")
    cache = {"a file": tmp_path / "file", "below a file": tmp_path / "file/cache"}.get(
        kind, Path("/proc/nowhere/cache")
    )
    there = {"GOLDENPATH_CACHE": str(cache)}
    done = run_goldenpath("update", "--no-lock", folder=repository.root, environment=there)
    sentence = said(done, ExitCode.ENVIRONMENT)
    assert str(cache) in sentence
    assert "GOLDENPATH_CACHE" in sentence
    done = run_goldenpath("check", "--drift", folder=repository.root, environment=there)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "cannot be written to" in done.stdout
    assert not done.stderr


def test_a_fleets_cache_that_cannot_be_written_is_said_in_the_row(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "list").write_text("https://localhost:1/no.git\n")
    done = run_goldenpath(
        *("fleet", "check", "--from", "list"),
        folder=tmp_path,
        environment={"GOLDENPATH_CACHE": str(tmp_path / "file")},
    )
    assert "cannot be written to: Not a directory" in done.stdout


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    """What nobody has expected of the system is said in its own words."""
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m goldenpath shapes >/dev/full"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "No space left on device" in said(done, ExitCode.ENVIRONMENT)


def test_a_refusal_of_the_system_names_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from goldenpath import cli

    def refuse(_: list[str]) -> int:
        raise OSError(37, "No locks available", "/srv/lock")

    monkeypatch.setattr(cli, "_run", refuse)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == ExitCode.ENVIRONMENT
    assert "/srv/lock" in (sentence := capsys.readouterr().err)
    assert "No locks available" in sentence


def test_a_list_may_come_through_a_pipe(repository: Repository, tmp_path: Path) -> None:
    """`--from <(list)` is a pipe, in which names begin in the current folder."""
    script = f"{sys.executable} -m goldenpath fleet check --from <(echo repo)"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert str(repository.root) in done.stdout


def test_a_list_is_no_device(tmp_path: Path) -> None:
    done = run_goldenpath("fleet", "check", "--from", "/dev/null", folder=tmp_path)
    assert "/dev/null is not a folder, file or pipe" in said(done, ExitCode.BAD_INPUT)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_changes_no_exit_code(
    repository: Repository, closed: str, tmp_path: Path
) -> None:
    missing = shlex.quote(str(tmp_path / "missing"))
    for arguments, expected in ((f"check {missing}", 2), ("check --drift --no-lock", 0)):
        line = f"{shlex.quote(sys.executable)} -m goldenpath {arguments} {closed}"
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=repository.root,
            check=False,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (expected, False), line


def test_a_terminal_without_unicode_gets_all_text(repository: Repository) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "goldenpath", "check", "--drift", "--no-lock"],
        cwd=repository.root,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u2713 Every file of the template is as rendered" in done.stdout
