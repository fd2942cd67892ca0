"""The hidden folder in which a repository grows."""

import fcntl
import os
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.files.staging import move_into_place, require_free, staging_folder


def test_nothing_is_left_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), staging_folder(tmp_path / "repo") as built:
        built.mkdir()
        assert built.parent.parent == tmp_path
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_was_built_appears_whole(tmp_path: Path) -> None:
    destination = tmp_path / "a/b/repo"
    with staging_folder(destination) as built:
        built.mkdir()
        (built / "file").write_text("text")
        move_into_place(built, destination)
    assert (destination / "file").read_text() == "text"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_abandoned_folder_is_removed_and_a_living_one_is_not(tmp_path: Path) -> None:
    abandoned = tmp_path / ".repo.goldenpath-abandoned"
    living = tmp_path / ".repo.goldenpath-living"
    other = tmp_path / ".repository.goldenpath-other"
    for folder in (abandoned, living, other):
        (folder / "repo").mkdir(parents=True)
        (folder / ".made-by-goldenpath").touch()
    lock = os.open(living, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with staging_folder(tmp_path / "repo"):
        pass
    os.close(lock)
    assert sorted(tmp_path.iterdir()) == [living, other]


@pytest.mark.parametrize("name", ["notes.txt", "repo/notes.txt"])
def test_a_folder_that_only_has_such_a_name_is_left_alone(tmp_path: Path, name: str) -> None:
    notes = tmp_path / ".repo.goldenpath-ours" / name
    notes.parent.mkdir(parents=True)
    notes.write_text("ours")
    with staging_folder(tmp_path / "repo"):
        pass
    assert notes.read_text() == "ours"


def test_what_somebody_put_into_an_abandoned_folder_stays(tmp_path: Path) -> None:
    folder = tmp_path / ".repo.goldenpath-abandoned"
    folder.mkdir()
    (folder / ".made-by-goldenpath").touch()
    (folder / "notes.txt").write_text("ours")
    with staging_folder(tmp_path / "repo"):
        pass
    assert (folder / "notes.txt").read_text() == "ours"


def test_a_parent_that_became_a_file_meanwhile_is_one_sentence(tmp_path: Path) -> None:
    with staging_folder(tmp_path / "a/repo") as built:
        built.mkdir()
        (tmp_path / "a").write_text("theirs")
        with pytest.raises(BadInputError, match="written to in the meantime"):
            move_into_place(built, tmp_path / "a/repo")
    assert (tmp_path / "a").read_text() == "theirs"


def test_a_link_that_looks_like_an_abandoned_folder_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").write_text("text")
    (tmp_path / ".repo.goldenpath-link").symlink_to(target)
    with staging_folder(tmp_path / "repo"):
        pass
    assert (target / "file").read_text() == "text"


def test_a_name_with_wildcards_removes_only_its_own(tmp_path: Path) -> None:
    other = tmp_path / ".repo.goldenpath-1"
    other.mkdir()
    with staging_folder(tmp_path / "r*"):
        pass
    assert other.exists()


def test_a_destination_that_filled_up_meanwhile_is_left_alone(tmp_path: Path) -> None:
    destination = tmp_path / "repo"
    with staging_folder(destination) as built:
        built.mkdir()
        destination.mkdir()
        (destination / "theirs").write_text("text")
        with pytest.raises(BadInputError, match="written to in the meantime"):
            move_into_place(built, destination)
    assert (destination / "theirs").read_text() == "text"


@pytest.mark.parametrize("target", ["nowhere", "."])
def test_a_link_is_no_destination(tmp_path: Path, target: str) -> None:
    (tmp_path / "repo").symlink_to(target)
    with pytest.raises(BadInputError, match="is a link"):
        require_free(tmp_path / "repo")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with (
        pytest.raises(EnvironmentProblemError, match="cannot be written to"),
        staging_folder(tmp_path / "repo"),
    ):
        pass
