"""What a repository of a fleet tracks is read from its index, and never from its settings."""

import os
from collections.abc import Generator
from pathlib import Path
from time import monotonic

import pytest

from support.command import run_goldenpath
from support.safety.person import person
from support.small_template import Repository, SmallTemplate
from support.template import git

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Generator[Path]:
    with person(tmp_path / "person") as folder:
        yield folder


def test_a_fleet_row_does_not_wait_for_the_settings_of_a_repository(
    repository: Repository, tmp_path: Path
) -> None:
    """An ignored file leads to the index; git would open what .git/config includes."""
    (repository.root / ".gitignore").write_text("ci/\n")
    os.mkfifo(tmp_path / "pipe")
    with (repository.root / ".git/config").open("a") as file:
        file.write(f"[include]\n\tpath = {tmp_path / 'pipe'}\n")
    began = monotonic()
    done = run_goldenpath(
        *("fleet", "check", "--from", repository.root, "--format", "json"), folder=tmp_path
    )
    assert monotonic() - began < 10
    # Git tracks what is ignored: it is no difference.
    assert '"state":"current"' in done.stdout.replace(" ", "")
    assert "ignored" not in done.stdout


@pytest.mark.parametrize("kind", ["sha1", "sha256", "version 4", "skipped hash"])
def test_what_git_tracks_is_found_in_any_index(
    small: SmallTemplate, tmp_path: Path, kind: str
) -> None:
    from goldenpath.operations.fleet.folder_files import FleetFolder

    root = tmp_path / "some\nfolder"
    options = ("--object-format=sha256",) if kind == "sha256" else ()
    git("init", "--quiet", *options, str(root), folder=tmp_path)
    (root / ".gitignore").write_text("ci/\n")
    (root / "ci").mkdir()
    for name in ("kept.yml", "left.yml"):
        (root / "ci" / name).write_text("x\n")
    if kind == "version 4":
        git("config", "index.version", "4", folder=root)
    git("add", "--force", "ci/kept.yml", folder=root)
    if kind == "skipped hash":
        index = root / ".git/index"
        index.write_bytes(index.read_bytes()[:-20] + bytes(20))
    with FleetFolder(root) as files:
        assert not files.is_ignored("ci/kept.yml")
        assert files.is_ignored("ci/left.yml")


@pytest.mark.parametrize("content", [b"", b"DIRC", b"x" * 100])
def test_an_index_that_is_none_tracks_nothing(tmp_path: Path, content: bytes) -> None:
    from goldenpath.operations.fleet.folder_files import FleetFolder

    git("init", "--quiet", folder=tmp_path)
    (tmp_path / ".gitignore").write_text("ci/\n")
    (tmp_path / ".git/index").write_bytes(content)
    with FleetFolder(tmp_path) as files:
        assert files.is_ignored("ci/kept.yml")


def test_a_split_index_is_read_with_the_one_it_shares(tmp_path: Path) -> None:
    from goldenpath.operations.fleet.folder_files import FleetFolder

    git("init", "--quiet", folder=tmp_path)
    (tmp_path / ".gitignore").write_text("ci/\n")
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci/kept.yml").write_text("x\n")
    git("add", "--force", "ci/kept.yml", folder=tmp_path)
    git("update-index", "--split-index", folder=tmp_path)
    with FleetFolder(tmp_path) as files:
        assert not files.is_ignored("ci/kept.yml")
