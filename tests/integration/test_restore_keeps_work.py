"""`goldenpath restore` loses nothing: it refuses, or a reference has what it replaced."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import (
    BadInputError,
    EnvironmentProblemError,
    GoldenpathError,
    InterruptedByUserError,
)
from goldenpath.operations.journal.lock import locked
from goldenpath.operations.repair import replacing
from goldenpath.operations.repair.replacing import PreparedFiles, Replacement

from support.in_process import Commands
from support.small_template import STEPS, Repository, SmallTemplate, new_repository, snapshot
from support.template import git

pytestmark = pytest.mark.slow

BUILD = "ci/build.yml"
WORK = "an afternoon's work\n"


@pytest.fixture
def commands(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    return Commands(repository, capsys, monkeypatch)


def everything(root: Path) -> tuple[object, ...]:
    """The work tree, the index and every reference."""
    listed = git("ls-files", "--stage", "--debug", "-v", folder=root)
    index = [line for line in listed.splitlines() if not line.startswith("  ")]
    return snapshot(root), index, git("for-each-ref", folder=root)


def bring_back(printed: str) -> str:
    """Run the command that is printed, as a person would; its reference."""
    (line,) = [line for line in printed.splitlines() if "is kept, and `git" in line]
    command = shlex.split(line.split("`")[1])
    subprocess.run(command, check=True)
    return next(part for part in command if part.startswith("--source=")).partition("=")[2]


def a_link(repository: Repository) -> None:
    (repository.root / BUILD).unlink()
    (repository.root / BUILD).symlink_to("../README.md")


def another_target(repository: Repository) -> None:
    a_link(repository)
    repository.commit()
    (repository.root / BUILD).unlink()
    (repository.root / BUILD).symlink_to("../src/app.py")


def an_edit(repository: Repository) -> None:
    (repository.root / BUILD).write_text(WORK)


def an_executable(repository: Repository) -> None:
    (repository.root / BUILD).chmod(0o755)


def a_staged_file_with_other_content(repository: Repository) -> None:
    (repository.root / BUILD).write_text("staged\n")
    git("add", BUILD, folder=repository.root)
    an_edit(repository)


def what_is_only_staged(repository: Repository) -> None:
    an_edit(repository)
    git("add", BUILD, folder=repository.root)


def overlooked(repository: Repository) -> None:
    git("update-index", "--assume-unchanged", BUILD, folder=repository.root)
    an_edit(repository)


def skipped(repository: Repository) -> None:
    git("update-index", "--skip-worktree", BUILD, folder=repository.root)
    an_edit(repository)


def intended(repository: Repository) -> None:
    git("rm", "--quiet", "--cached", BUILD, folder=repository.root)
    git("commit", "--quiet", "--message=chore: drop", folder=repository.root)
    an_edit(repository)
    git("add", "--intent-to-add", BUILD, folder=repository.root)


def ignored(repository: Repository) -> None:
    git("rm", "--quiet", "--cached", BUILD, folder=repository.root)
    repository.write(".gitignore", "ci/\n")
    an_edit(repository)


def windows_lines(repository: Repository) -> None:
    git("config", "core.autocrlf", "true", folder=repository.root)
    (repository.root / BUILD).write_bytes(WORK.replace("\n", "\r\n").encode())


def no_text(repository: Repository) -> None:
    (repository.root / BUILD).write_bytes(b"\xff\x00\xfe")


def cleaned_by_a_filter(repository: Repository) -> None:
    canary = repository.root.with_name("ran")
    git("config", "filter.x.clean", f"touch {canary}; cat", folder=repository.root)
    repository.write(".gitattributes", "ci/* filter=x\n")
    canary.unlink(missing_ok=True)
    an_edit(repository)


KINDS = (
    a_link,
    another_target,
    an_edit,
    an_executable,
    a_staged_file_with_other_content,
    what_is_only_staged,
    overlooked,
    skipped,
    intended,
    ignored,
    windows_lines,
    no_text,
    cleaned_by_a_filter,
)


@pytest.mark.parametrize("make", KINDS)
def test_work_that_is_in_no_commit_is_refused_or_kept(
    repository: Repository, commands: Commands, make: Callable[[Repository], None]
) -> None:
    make(repository)
    before = everything(repository.root)
    with pytest.raises(BadInputError, match="have changes that are in no commit: "):
        commands.restore()
    assert everything(repository.root) == before
    printed = commands.restore(force=True)
    assert "put back  ci/build.yml" in printed
    assert repository.read(BUILD).replace("\r\n", "\n") == STEPS
    assert everything(repository.root)[1] == before[1]
    reference = bring_back(printed)
    assert reference.startswith("refs/goldenpath/replaced/")
    assert snapshot(repository.root) == before[0]
    assert not repository.root.with_name("ran").exists()


def test_what_a_commit_has_is_replaced_without_a_word(
    repository: Repository, commands: Commands
) -> None:
    repository.write(BUILD, WORK)
    assert "kept" not in commands.restore()
    assert git("for-each-ref", "refs/goldenpath", folder=repository.root) == ""


def test_a_checkout_with_windows_lines_is_no_edit(
    repository: Repository, commands: Commands
) -> None:
    git("config", "core.autocrlf", "true", folder=repository.root)
    repository.write(BUILD, WORK.encode().replace(b"\n", b"\r\n"))
    commands.restore()
    assert (repository.root / BUILD).read_bytes() == STEPS.replace("\n", "\r\n").encode()


def folder_with_files(root: Path) -> None:
    (root / BUILD).unlink()
    (root / BUILD).mkdir()
    (root / BUILD / "notes.txt").write_text(WORK)


def parent_that_links_out(root: Path) -> None:
    shutil.move(root / "ci", root.with_name("elsewhere"))
    (root / "ci").symlink_to(root.with_name("elsewhere"))


def parent_that_links_in(root: Path) -> None:
    shutil.move(root / "ci", root / "src/ci")
    (root / "ci").symlink_to("src/ci")


def parent_that_is_a_file(root: Path) -> None:
    shutil.rmtree(root / "ci")
    (root / "ci").write_text(WORK)


def pipe(root: Path) -> None:
    (root / BUILD).unlink()
    os.mkfifo(root / BUILD)


def enormous(root: Path) -> None:
    with (root / BUILD).open("wb") as file:
        file.truncate(replacing.LARGEST + 1)


OBSTACLES = {
    folder_with_files: "is a folder, but must be a file",
    parent_that_links_out: "is a link or a file, but must be a folder",
    parent_that_links_in: "is a link or a file, but must be a folder",
    parent_that_is_a_file: "is a link or a file, but must be a folder",
    pipe: "is neither a file nor a folder",
    enormous: "bytes, and at most",
}


@pytest.mark.parametrize(("make", "sentence"), OBSTACLES.items())
def test_one_obstacle_stops_all_files(
    repository: Repository, commands: Commands, make: Callable[[Path], None], sentence: str
) -> None:
    for path in (".python-version", "hooks/pre-push", "pkg/tool.txt"):
        repository.write(path, WORK)
    make(repository.root)
    before = everything_but_pipes(repository.root)
    for force in (False, True):
        with pytest.raises(BadInputError, match=sentence):
            commands.restore(force=force)
    assert everything_but_pipes(repository.root) == before
    assert git("for-each-ref", "refs/goldenpath", folder=repository.root) == ""


def everything_but_pipes(root: Path) -> dict[str, str | None]:
    return {
        str(path): path.read_text() if path.is_file() and path.stat().st_size < 10**6 else None
        for path in root.rglob("*")
        if ".git" not in path.parts
    }


def test_a_socket_is_no_file(repository: Repository, commands: Commands) -> None:
    (repository.root / BUILD).unlink()
    os.chdir(repository.root / "ci")
    with socket.socket(socket.AF_UNIX) as listening, pytest.raises(BadInputError, match="neither"):
        listening.bind("build.yml")
        commands.restore()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_mode_of_a_file_stays(repository: Repository, commands: Commands, mode: int) -> None:
    repository.write(BUILD, WORK)
    repository.write("hooks/pre-push", WORK)
    for path in (BUILD, "hooks/pre-push"):
        (repository.root / path).chmod(mode)
    repository.commit()
    commands.restore()
    assert (repository.root / BUILD).stat().st_mode & 0o777 == mode & ~0o111
    executable = mode | (mode & 0o444) >> 2
    assert (repository.root / "hooks/pre-push").stat().st_mode & 0o777 == executable


def test_a_missing_file_comes_back_with_its_folders(
    repository: Repository, commands: Commands
) -> None:
    shutil.rmtree(repository.root / "hooks")
    repository.commit()
    commands.restore()
    assert os.access(repository.root / "hooks/pre-push", os.X_OK)


def test_an_edit_between_the_look_and_the_rename_is_kept(
    repository: Repository, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (BUILD, "pkg/tool.txt"):
        repository.write(path, WORK)
    save_before(monkeypatch, "put_in_place", repository.root / "pkg/tool.txt")
    with pytest.raises(BadInputError, match=r"pkg/tool.txt' was changed meanwhile.*nothing was"):
        commands.restore()
    assert (repository.read(BUILD), repository.read("pkg/tool.txt")) == (WORK, "saved\n")


def test_an_edit_while_other_files_are_replaced_is_kept(
    repository: Repository, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (BUILD, "pkg/tool.txt"):
        repository.write(path, WORK)
    save_before(monkeypatch, "_put", repository.root / "pkg/tool.txt")
    with pytest.raises(
        BadInputError, match=r"pkg/tool.txt' was changed.*already written: ci/build.yml"
    ):
        commands.restore()
    assert (repository.read(BUILD), repository.read("pkg/tool.txt")) == (STEPS, "saved\n")


def save_before(monkeypatch: pytest.MonkeyPatch, method: str, file: Path) -> None:
    original = getattr(PreparedFiles, method)

    def saving(self: PreparedFiles, *arguments: object) -> object:
        file.write_text("saved\n")
        return original(self, *arguments)

    monkeypatch.setattr(PreparedFiles, method, saving)


def test_a_folder_that_becomes_a_link_is_not_followed(
    repository: Repository, commands: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository.write(BUILD, WORK)
    original = PreparedFiles._put

    def swapped(self: PreparedFiles, number: int, item: Replacement) -> bool:
        shutil.move(repository.root / "ci", tmp_path / "outside")
        (repository.root / "ci").symlink_to(tmp_path / "outside")
        return original(self, number, item)

    monkeypatch.setattr(PreparedFiles, "_put", swapped)
    with pytest.raises(EnvironmentProblemError, match="cannot be written"):
        commands.restore()
    assert (tmp_path / "outside/build.yml").read_text() == WORK


def test_prepared_files_on_another_file_system_are_put_in_place(
    repository: Repository, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(BUILD, WORK)
    (repository.root / "pkg/tool.txt").unlink()
    other = Path("/dev/shm")  # noqa: S108
    if not other.is_dir() or other.stat().st_dev == repository.root.stat().st_dev:
        pytest.skip("there is one file system only")
    shutil.rmtree(repository.root / ".git/goldenpath", ignore_errors=True)
    monkeypatch.setattr(replacing, "_SCRATCH", str(other / f"goldenpath-{os.getpid()}"))
    commands.restore()
    assert repository.read(BUILD) == STEPS
    assert (repository.root / "pkg/tool.txt").exists()
    assert git("ls-files", "--others", folder=repository.root) == ""


def test_without_git_nothing_is_replaced(repository: Repository, commands: Commands) -> None:
    shutil.rmtree(repository.root / ".git")
    (repository.root / BUILD).write_text(WORK)
    for force in (False, True):
        with pytest.raises(BadInputError, match="is not in a git repository"):
            commands.restore(force=force)
    assert repository.read(BUILD) == WORK


def test_two_writers_do_not_meet(repository: Repository, commands: Commands) -> None:
    repository.write(BUILD, WORK)
    with locked(repository.root / ".git"):
        with pytest.raises(BadInputError, match="Another goldenpath is at work in the repository"):
            commands.restore()
        with pytest.raises(BadInputError, match="Another goldenpath is at work in the repository"):
            commands.waive(BUILD)
    assert repository.read(BUILD) == WORK


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_finds_all_files_put_back(
    repository: Repository,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
) -> None:
    repository.write("pkg/tool.txt", WORK)
    (repository.root / BUILD).write_text(WORK)
    original = PreparedFiles._put

    def interrupted(self: PreparedFiles, index: int, item: Replacement) -> bool:
        os.kill(os.getpid(), number)
        return original(self, index, item)

    monkeypatch.setattr(PreparedFiles, "_put", interrupted)
    with pytest.raises(InterruptedByUserError) as caught:
        commands.restore(force=True)
    assert "everything is put back (ci/build.yml, pkg/tool.txt), and what was" in str(caught.value)
    assert repository.read(BUILD) == STEPS
    bring_back(str(caught.value))
    assert repository.read(BUILD) == WORK
    assert list((repository.root / ".git/goldenpath").iterdir()) == [
        repository.root / ".git/goldenpath/update.lock"
    ]


def test_a_sentence_about_half_the_files_names_the_reference(
    repository: Repository, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (BUILD, "pkg/tool.txt"):
        (repository.root / path).write_text(WORK)
    save_before(monkeypatch, "_put", repository.root / "pkg/tool.txt")
    with pytest.raises(BadInputError) as caught:
        commands.restore(force=True)
    assert repository.read("pkg/tool.txt") == "saved\n"
    bring_back(str(caught.value))
    assert repository.read(BUILD) == WORK


def converted(repository: Repository, tmp_path: Path, kind: str) -> Repository:
    """The same files in another kind of repository."""
    root = tmp_path / "converted"
    if kind == "linked worktree":
        git("worktree", "add", "--quiet", "-b", "side", root, folder=repository.root)
        return Repository(root, repository.cache)
    shutil.copytree(repository.root, root, ignore=shutil.ignore_patterns(".git"))
    if kind == "subfolder":
        shutil.move(root, tmp_path / "inner")
        (root / "services").mkdir(parents=True)
        shutil.move(tmp_path / "inner", root / "services/orders")
    options = ("--object-format=sha256",) if kind == "sha256" else ()
    git("init", "--quiet", *options, folder=root)
    git("add", "--all", folder=root)
    git("commit", "--quiet", "--message=feat: start", folder=root)
    return Repository(root / "services/orders" if kind == "subfolder" else root, repository.cache)


@pytest.mark.parametrize("kind", ["linked worktree", "sha256", "subfolder"])
def test_every_kind_of_repository_is_restored_and_waived(
    repository: Repository, commands: Commands, tmp_path: Path, kind: str
) -> None:
    other = converted(repository, tmp_path, kind)
    (other.root / BUILD).write_text(WORK)
    (other.root / "pkg/tool.txt").unlink()
    with pytest.raises(BadInputError, match="have changes that are in no commit: "):
        commands.restore(root=other.root)
    printed = commands.restore(root=other.root, force=True)
    assert other.read(BUILD) == STEPS
    assert git("status", "--porcelain", folder=other.root) == ""
    bring_back(printed)
    assert other.read(BUILD) == WORK
    commands.waive(BUILD, "first", root=other.root)
    printed = commands.waive(BUILD, "second", root=other.root)
    assert 'reason = "second"' in other.read("goldenpath.toml")
    bring_back(printed)
    assert 'reason = "first"' in other.read("goldenpath.toml")


@pytest.mark.parametrize(
    "path",
    [
        "",
        " ",
        ".",
        "..",
        "../x",
        "ci/../..",
        "/etc/passwd",
        "a\0b",
        "a\nb",
        "\udcff",
        "no/such/file",
        "README.md",
        "ci/",
        ":(top)ci/build.yml",
    ],
)
def test_an_odd_path_is_one_sentence(repository: Repository, commands: Commands, path: str) -> None:
    repository.write(BUILD, WORK)
    with pytest.raises(BadInputError) as caught:
        commands.restore(path)
    str(caught.value).encode()
    assert "\n" not in str(caught.value)
    assert repository.read(BUILD) == WORK


@pytest.mark.parametrize("form", ["{root}/ci/build.yml", "./ci/build.yml", "ci/../ci//build.yml/"])
def test_a_path_may_be_written_in_many_ways(
    repository: Repository, commands: Commands, form: str
) -> None:
    repository.write(BUILD, WORK)
    commands.restore(form.format(root=repository.root))
    assert repository.read(BUILD) == STEPS


@pytest.mark.parametrize("root", ["~nosuch-user", "no\0where", "nowhere", "\udcff"])
def test_an_odd_folder_is_one_sentence(commands: Commands, root: str) -> None:
    for command in (commands.restore, lambda root: commands.waive("x", root=root)):
        with pytest.raises(GoldenpathError) as caught:
            command(root=Path(root))
        str(caught.value).encode()


def test_a_name_that_is_a_pattern_brings_back_itself_only(
    small: SmallTemplate,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small.release("v1.1.0", {"ci/[ab]*.yml": "template\n", "ci/a.yml": "template\n"})
    repository = new_repository(small.folder, tmp_path / "stars", version="v1.1.0")
    commands = Commands(repository, capsys, monkeypatch)
    (repository.root / "ci/[ab]*.yml").write_text(WORK)
    printed = commands.restore(force=True)
    (repository.root / "ci/a.yml").write_text("later\n")
    bring_back(printed)
    assert repository.read("ci/[ab]*.yml") == WORK
    assert repository.read("ci/a.yml") == "later\n"


def test_a_link_in_place_of_the_scratch_folder_is_refused(
    repository: Repository, commands: Commands, tmp_path: Path
) -> None:
    repository.write(BUILD, WORK)
    (tmp_path / "victim/replacing").mkdir(parents=True)
    (tmp_path / "victim/replacing/file").write_text(WORK)
    (repository.root / ".git/goldenpath").symlink_to(tmp_path / "victim")
    with pytest.raises(BadInputError, match="is not a folder"):
        commands.restore()
    assert (tmp_path / "victim/replacing/file").read_text() == WORK
    assert re.search("work", repository.read(BUILD))


def test_a_merged_file_that_is_a_link_is_no_file(
    repository: Repository, commands: Commands
) -> None:
    (repository.root / "pyproject.toml").unlink()
    (repository.root / "pyproject.toml").symlink_to("a=1")
    with pytest.raises(BadInputError, match="is a link"):
        commands.restore(force=True)
    assert (repository.root / "pyproject.toml").is_symlink()
