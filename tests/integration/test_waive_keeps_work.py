"""`goldenpath waive` loses nothing of goldenpath.toml, and writes it whole or not at all."""

import os
import shutil
import signal
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError, InterruptedByUserError
from goldenpath.model.waivers import Waiver
from goldenpath.operations.files.project_files import WorkTreeFiles
from goldenpath.operations.repair.replacing import PreparedFiles, Replacement
from goldenpath.operations.waivers.waivers_file import add_waivers, read_waivers

from support.in_process import SOON, Commands
from support.small_template import Repository
from support.template import git

ODD = """\
# Before everything.
[other]  # another tool's
x = { y = 1 }  # inline

# Why this one.
[[waivers]]
"path" = 'ci/build.yml' # the path
reason = \"\"\"
two
lines\"\"\" # the reason
until = 2027-01-31 # the day
# Below it.

# Above the last.
[after]
z = [ # open
  1, # one
]
# The end."""
UNTIL = date(2027, 12, 31)


@pytest.fixture
def commands(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    return Commands(repository, capsys, monkeypatch)


def waiver(path: str, reason: str = "new") -> Waiver:
    return Waiver(path=path, reason=reason, until=UNTIL)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_there_stays_to_the_byte(newline: str, mark: str) -> None:
    text = mark + ODD.replace("\n", newline)
    new = add_waivers(text, (waiver("x"), Waiver(path="y", key='a."b.c"', reason='"', until=UNTIL)))
    assert new.startswith(text)
    added = new.removeprefix(text)
    assert added.count("\n") == added.count(newline) > 6
    waivers = tomllib.loads(new.removeprefix(mark))["waivers"]
    assert [table["path"] for table in waivers] == ["ci/build.yml", "x", "y"]
    assert waivers[2] == {"path": "y", "key": 'a."b.c"', "reason": '"', "until": UNTIL}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_replaced_waiver_keeps_its_comments(newline: str) -> None:
    text = "\ufeff" + ODD.replace("\n", newline)
    new = add_waivers(text, (waiver("ci/build.yml"),))
    expected = text.replace(f'"""{newline}two{newline}lines"""', '"new"')
    assert new == expected.replace("2027-01-31", "2027-12-31")


def test_every_waiver_of_the_same_path_is_replaced() -> None:
    block = "[[waivers]]\npath = 'x'\nreason = 'old'\nuntil = 2099-01-01 # {}\n"
    text = block.format("one") + "[between]\n# about it\n" + block.format("two")
    new = add_waivers(text, (waiver("x"), waiver("x", "newer")))
    tables = tomllib.loads(new)["waivers"]
    assert [(table["reason"], table["until"]) for table in tables] == [("newer", UNTIL)] * 2
    for comment in ("# one", "# two", "# about it"):
        assert comment in new


def test_one_inside_a_list_is_replaced_where_it_is() -> None:
    text = "waivers = [\n  {path='x', reason='a', until=2027-01-01}, # why\n]\n"
    new = add_waivers(text, (waiver("x"),))
    assert tomllib.loads(new)["waivers"][0]["reason"] == "new"
    assert "# why" in new


@pytest.mark.parametrize(
    "text",
    [
        "waivers = [{path='y', reason='a', until=2027-01-01}]\n",
        "waivers = []\n",
        "waivers = 1\n",
        "waivers = [1]\n",
        "[waivers]\nx = 1\n",
        "[[waivers]\n",
        "x = " + "1" * 5000,
        "x = " + "[" * 5000,
        "a = 1\na = 2\n",
    ],
)
def test_a_form_that_cannot_be_added_to_is_one_sentence(text: str) -> None:
    with pytest.raises(BadInputError, match=r"^goldenpath\.toml [^\n]*\.$"):
        add_waivers(text, (waiver("x"),))


def latin(file: Path) -> None:
    file.write_bytes("# Müll\n".encode("latin-1"))


def link(file: Path) -> None:
    file.with_name("other.toml").write_text("")
    file.symlink_to("other.toml")


def dangling(file: Path) -> None:
    file.symlink_to("/nowhere/at/all")


def folder(file: Path) -> None:
    file.mkdir()
    (file / "notes").write_text("ours\n")


def enormous(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(30_000_000)


def large(file: Path) -> None:
    file.write_text("# x\n" * 300_000)


def long_number(file: Path) -> None:
    file.write_text("x = " + "1" * 5000)


@pytest.mark.parametrize(
    "make", [latin, link, dangling, folder, enormous, large, os.mkfifo, long_number]
)
def test_an_odd_file_is_one_sentence(
    repository: Repository, commands: Commands, make: Callable[[Path], None]
) -> None:
    file = repository.root / "goldenpath.toml"
    make(file)
    before = os.lstat(file)
    with pytest.raises(BadInputError, match=r"goldenpath\.toml"):
        commands.waive("ci/build.yml")
    after = os.lstat(file)
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (
        before.st_ino,
        before.st_size,
        before.st_mtime_ns,
    )


def test_a_file_with_a_byte_order_mark_is_read(repository: Repository, commands: Commands) -> None:
    (repository.root / "goldenpath.toml").write_bytes("\ufeff# ours\r\n".encode())
    commands.waive("ci/build.yml")
    (read,) = read_waivers(WorkTreeFiles(repository.root)).waivers
    assert (read.path, read.until) == ("ci/build.yml", SOON)


def test_the_mode_stays(repository: Repository, commands: Commands) -> None:
    file = repository.root / "goldenpath.toml"
    file.write_text("")
    for mode in (0o600, 0o664, 0o755):
        file.chmod(mode)
        commands.waive("ci/build.yml", f"{mode}")
        assert file.stat().st_mode & 0o777 == mode


def test_a_save_meanwhile_is_kept(
    repository: Repository, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = repository.root / "goldenpath.toml"
    original = PreparedFiles._put

    def saving(self: PreparedFiles, number: int, item: Replacement) -> bool:
        file.write_text("# saved\n")
        return original(self, number, item)

    for before in (None, "# ours\n"):
        file.unlink(missing_ok=True)
        if before:
            file.write_text(before)
        with monkeypatch.context() as patched:
            patched.setattr(PreparedFiles, "_put", saving)
            with pytest.raises(BadInputError, match="changed meanwhile"):
                commands.waive("ci/build.yml")
        assert file.read_text() == "# saved\n"


def test_what_a_waiver_said_is_kept(repository: Repository, commands: Commands) -> None:
    commands.waive("ci/build.yml", "an afternoon's thought")
    printed = commands.waive("ci/build.yml", "another")
    (reference,) = git(
        "for-each-ref", "--format=%(refname)", "refs/goldenpath", folder=repository.root
    ).split()
    assert reference in printed
    assert "thought" in git("show", f"{reference}:goldenpath.toml", folder=repository.root)
    repository.commit()
    assert "kept" not in commands.waive("ci/build.yml", "a third")


def test_without_git_a_waiver_is_added_and_none_is_replaced(
    repository: Repository, commands: Commands
) -> None:
    shutil.rmtree(repository.root / ".git")
    commands.waive("ci/build.yml", "first")
    commands.waive("pkg/tool.txt")
    with pytest.raises(BadInputError, match="cannot keep its text"):
        commands.waive("ci/build.yml", "second")
    assert "first" in repository.read("goldenpath.toml")
    assert [path.name for path in repository.root.glob(".*golden*")] == []


def test_an_interruption_finds_the_waiver_written(
    repository: Repository, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = PreparedFiles.put_in_place

    def interrupted(self: PreparedFiles) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        original(self)

    monkeypatch.setattr(PreparedFiles, "put_in_place", interrupted)
    with pytest.raises(InterruptedByUserError, match=r"goldenpath\.toml has the waiver"):
        commands.waive("ci/build.yml")
    assert "ci/build.yml" in repository.read("goldenpath.toml")


@pytest.mark.parametrize("path", ["", ".", "../x", "/etc/passwd", "a\0b", "\udcff", "a\nb"])
def test_an_odd_path_is_one_sentence(repository: Repository, commands: Commands, path: str) -> None:
    with pytest.raises(BadInputError) as caught:
        commands.waive(path)
    str(caught.value).encode()
    assert not (repository.root / "goldenpath.toml").exists()


@pytest.mark.parametrize("reason", ["\udcff", "a\x1b[31m", "\0"])
def test_a_reason_that_is_no_text_is_refused(commands: Commands, reason: str) -> None:
    with pytest.raises(BadInputError, match="characters that cannot be printed"):
        commands.waive("x", reason)


def test_a_path_is_written_as_check_writes_it(repository: Repository, commands: Commands) -> None:
    commands.waive(f"{repository.root}/ci/../ci/build.yml")
    assert 'path = "ci/build.yml"' in repository.read("goldenpath.toml")


def test_a_link_whose_target_reads_as_toml_is_no_file(
    repository: Repository, commands: Commands
) -> None:
    (repository.root / "goldenpath.toml").symlink_to("a=1")
    with pytest.raises(BadInputError, match="is a link"):
        commands.waive("ci/build.yml")
    assert (repository.root / "goldenpath.toml").is_symlink()
