"""A tracked .env is found in every kind of repository; where git cannot tell, nothing is kept."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.standards import StandardsReport, StandardsRequest
from goldenpath.operations.standards import tracked_files as module
from goldenpath.operations.standards.check_standards import check_standards
from goldenpath.operations.standards.tracked_files import tracked_files

from support.command import run_goldenpath
from support.template import git

pytestmark = pytest.mark.slow

SE01 = StandardsRequest(select=("SE01",))


def report(root: Path) -> StandardsReport:
    return check_standards(root, SE01)


def committed(root: Path, *options: str) -> Path:
    """A repository that ignores .env, and tracks one all the same."""
    root.mkdir(parents=True)
    git("init", "--quiet", *options, folder=root)
    (root / ".gitignore").write_text(".env\n")
    (root / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    git("add", "--all", folder=root)
    assert report(root).failed == ()
    (root / ".env").write_text("TOKEN=1\n")
    git("add", "--force", ".env", folder=root)
    git("commit", "--quiet", "--message=feat: start", folder=root)
    return root


def plain(folder: Path) -> Path:
    return committed(folder / "plain")


def sha256(folder: Path) -> Path:
    return committed(folder / "plain", "--object-format=sha256")


def linked(folder: Path) -> Path:
    git("worktree", "add", "--quiet", "-b", "side", folder / "linked", folder=plain(folder))
    return folder / "linked"


def split(folder: Path) -> Path:
    root = plain(folder)
    git("update-index", "--split-index", folder=root)
    assert list((root / ".git").glob("sharedindex.*"))
    return root


def separate(folder: Path) -> Path:
    return committed(folder / "plain", f"--separate-git-dir={folder / 'elsewhere'}")


def submodule(folder: Path) -> Path:
    inner = plain(folder)
    outer = folder / "outer"
    outer.mkdir()
    git("init", "--quiet", folder=outer)
    allowed = ("-c", "protocol.file.allow=always")
    git(*allowed, "submodule", "--quiet", "add", inner, "inner", folder=outer)
    return outer / "inner"


def work_tree_elsewhere(folder: Path) -> Path:
    root = plain(folder)
    (folder / "empty").mkdir()
    git("config", "core.worktree", folder / "empty", folder=root)
    return root


def work_tree_above(folder: Path) -> Path:
    root = plain(folder)
    git("config", "core.worktree", folder, folder=root)
    return root


def foreign(folder: Path) -> Path:
    """A checkout of another user, as in a container of a pipeline."""
    root = plain(folder)
    if os.geteuid() != 0:
        pytest.skip("only root may give files away")
    for path in (root, *root.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    return root


def version_4(folder: Path) -> Path:
    root = plain(folder)
    git("update-index", "--index-version=4", folder=root)
    return root


KINDS = (
    plain,
    sha256,
    linked,
    split,
    separate,
    submodule,
    work_tree_elsewhere,
    work_tree_above,
    foreign,
    version_4,
)


@pytest.mark.parametrize("make", KINDS)
def test_a_tracked_env_is_found(make: Callable[[Path], Path], tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / ".env").unlink()
    (finding,) = report(root).findings
    assert (finding.rule, finding.path) == ("SE01", ".env")


def test_a_subfolder_of_a_larger_repository_is_asked_about_alone(tmp_path: Path) -> None:
    larger = plain(tmp_path)
    inner = larger / "services/orders"
    inner.mkdir(parents=True)
    assert report(inner).failed == ()
    (inner / ".env").write_text("TOKEN=1\n")
    git("add", "--force", ".env", folder=inner)
    (inner / ".env").unlink()
    (finding,) = report(inner).findings
    assert finding.path == ".env"


def broken_index(git_folder: Path) -> None:
    (git_folder / "index").write_bytes(b"DIRC\0\0\0\2" + b"\xff" * 40)


def no_head(git_folder: Path) -> None:
    (git_folder / "HEAD").unlink()


def broken_config(git_folder: Path) -> None:
    (git_folder / "config").write_text("[")


def unknown_extension(git_folder: Path) -> None:
    (git_folder / "config").write_text(
        "[core]\nrepositoryformatversion = 1\n[extensions]\nnobody = 1\n"
    )


def an_empty_folder(git_folder: Path) -> None:
    shutil.rmtree(git_folder)
    git_folder.mkdir()


def a_file_to_nowhere(git_folder: Path) -> None:
    shutil.rmtree(git_folder)
    git_folder.write_text("gitdir: /nowhere/at/all\n")


def a_link_to_nowhere(git_folder: Path) -> None:
    shutil.rmtree(git_folder)
    git_folder.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize(
    "damage",
    [
        broken_index,
        no_head,
        broken_config,
        unknown_extension,
        an_empty_folder,
        a_file_to_nowhere,
        a_link_to_nowhere,
    ],
)
def test_where_git_cannot_tell_the_rule_is_not_kept(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    # A whole repository around it must not answer in its place.
    committed(tmp_path / "outer")
    root = committed(tmp_path / "outer/inner")
    damage(root / ".git")
    (root / ".env").unlink()
    (finding,) = report(root).findings
    assert finding.rule == "SE01"
    assert finding.message.startswith("git cannot list the tracked files: ")
    assert "\n" not in finding.message


def test_a_git_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = plain(tmp_path)
    os.mkfifo(root / ".git/endless")
    with (root / ".git/config").open("a") as config:
        config.write("[include]\npath = endless\n")
    monkeypatch.setattr(module, "_PATIENCE", 0.5)
    began = time.monotonic()
    assert "did not answer" in str(tracked_files(root).problem)
    assert time.monotonic() - began < 5


def test_without_git_on_the_machine_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = plain(tmp_path)
    (root / ".env").unlink()
    monkeypatch.setenv("PATH", "/nowhere")
    (finding,) = report(root).findings
    assert "git is not on PATH" in finding.message


def test_without_a_repository_there_is_nothing_to_ask(tmp_path: Path) -> None:
    assert tracked_files(tmp_path).paths == frozenset()
    assert tracked_files(tmp_path).problem is None


def test_what_the_environment_says_of_git_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = plain(tmp_path)
    (tmp_path / "other").mkdir()
    git("init", "--quiet", folder=tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))
    assert ".env" in tracked_files(root).paths


def test_nothing_of_the_repository_runs(tmp_path: Path) -> None:
    root = plain(tmp_path)
    canary = tmp_path / "ran"
    program = f"touch {canary}"
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "filter.x.clean"):
        git("config", key, program, folder=root)
    (root / ".gitattributes").write_text("* filter=x\n")
    assert report(root).failed == ("SE01",)
    assert not canary.exists()


def test_a_name_that_is_no_text_is_shown_in_every_format(tmp_path: Path) -> None:
    root = plain(tmp_path)
    odd = os.fsencode(root) + b"/\xff"
    os.mkdir(odd)
    Path(os.fsdecode(odd + b"/.env")).write_text("TOKEN=1\n")
    git("add", "--force", "--all", folder=root)
    os.unlink(odd + b"/.env")
    for form in ("text", "json", "sarif", "github", "markdown"):
        done = run_goldenpath("check", "--rules", "--select=SE01", f"--format={form}", folder=root)
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr
    listed = run_goldenpath("check", "--rules", "--select=SE01", "--format=json", folder=root)
    (checked,) = json.loads(listed.stdout)["repositories"]
    paths = [finding["path"] for finding in checked["standards"]["findings"]]
    assert paths == [".env", "\\xff/.env"]


def test_one_git_process_is_all_that_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = plain(tmp_path)
    started: list[object] = []
    start = subprocess.Popen

    def counted(*arguments: object, **options: object) -> object:
        started.append(arguments)
        return start(*arguments, **options)  # ty: ignore[no-matching-overload]

    monkeypatch.setattr(subprocess, "Popen", counted)
    report(root)
    assert len(started) == 1
