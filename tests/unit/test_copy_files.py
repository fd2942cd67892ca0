"""The copy for a trial has the files of the repository, and none from behind a link."""

import shutil
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.operations.trial.copy_files import copy_files

from support.template import git


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    (folder / "deep").mkdir(parents=True)
    (folder / "key").write_text("PRIVATE")
    (folder / "deep/key").write_text("PRIVATE")
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "keys/deep").mkdir(parents=True)
    for name in ("keys/key", "keys/deep/key", "kept"):
        (root / name).write_text("own")
    git("init", "--quiet", folder=root)
    git("add", "--all", folder=root)
    return root


def copied(root: Path, into: Path) -> dict[str, str]:
    """What the copy holds itself: the content of each file, and where each link leads."""
    count = copy_files(root, into)
    found = {
        str(path.relative_to(into)): str(path.readlink()) if path.is_symlink() else path.read_text()
        for path in into.rglob("*")
        if path.is_symlink() or path.is_file()
    }
    assert count == len(found)
    return found


def test_a_folder_that_became_a_link_brings_no_file(
    repository: Path, outside: Path, tmp_path: Path
) -> None:
    shutil.rmtree(repository / "keys")
    (repository / "keys").symlink_to(outside)
    assert copied(repository, tmp_path / "copy") == {"keys": str(outside), "kept": "own"}


def test_nor_does_a_folder_further_down(repository: Path, outside: Path, tmp_path: Path) -> None:
    shutil.rmtree(repository / "keys/deep")
    (repository / "keys/deep").symlink_to(outside / "deep")
    found = copied(repository, tmp_path / "copy")
    assert found == {"keys/deep": str(outside / "deep"), "keys/key": "own", "kept": "own"}


def test_nor_is_a_link_behind_a_link_read(repository: Path, outside: Path, tmp_path: Path) -> None:
    (repository / "keys/deep/key").unlink()
    (repository / "keys/deep/key").symlink_to("elsewhere")
    git("add", "--all", folder=repository)
    (outside / "deep/key").unlink()
    (outside / "deep/key").symlink_to("of-outside")
    shutil.rmtree(repository / "keys")
    (repository / "keys").symlink_to(outside)
    assert copied(repository, tmp_path / "copy") == {"keys": str(outside), "kept": "own"}


def test_a_file_in_the_place_of_a_folder_is_copied(repository: Path, tmp_path: Path) -> None:
    shutil.rmtree(repository / "keys")
    (repository / "keys").write_text("now a file")
    assert copied(repository, tmp_path / "copy") == {"keys": "now a file", "kept": "own"}


def test_a_file_with_holes_does_not_fill_the_disk(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    with (tmp_path / "from/big.bin").open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(BadInputError, match="has 3000000000 bytes"):
        copy_files(tmp_path / "from", tmp_path / "into")
