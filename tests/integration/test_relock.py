"""When an update locks again, and what it says where it does not; with uv itself, offline."""

import tomllib
from collections.abc import Generator
from pathlib import Path

import pytest

from goldenpath.model.drift import FileState
from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.drift.lock_check import check_lock
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.workshop import workshop_on
from goldenpath.operations.update.relock import Relocked, relock
from goldenpath.operations.update.request import UpdateRequest

from support.small_template import write
from support.tiny_trees import Text, TinyRepository, Tree, link, program, tiny_repository

PROJECT = '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.12"\n'
NEWER = PROJECT.replace("3.12", "3.13")
DYNAMIC = PROJECT.replace('version = "1"\n', 'dynamic = ["version"]\n')
BROKEN = PROJECT.replace(">=3.12", ">=x")
LOCK = """\
version = 1
revision = 3
requires-python = ">=3.12"

[[package]]
name = "demo"
version = "1"
source = { virtual = "." }
"""
NEWER_LOCK = LOCK.replace("3.12", "3.13")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> TinyRepository:
    return tiny_repository(tmp_path_factory.mktemp("relock") / "repository")


@pytest.fixture(scope="module")
def workshop(repository: TinyRepository) -> Generator[Git]:
    with workshop_on(repository.folder / ".git/objects", "sha1", keep=True) as git:
        yield git


def relocked(
    repository: TinyRepository, git: Git, new: Tree, **asked: object
) -> tuple[Relocked, dict[str, Text]]:
    old = repository.write({"pyproject.toml": PROJECT, "uv.lock": LOCK})
    tree = repository.write(new)
    request = UpdateRequest.model_validate({"root": repository.folder, **asked})
    found = relock(request, git, old, tree)
    return found, repository.read(found.tree) if found.tree else {}


def locked(lock: str) -> dict[str, object]:
    """What a lock says, but for the form that this uv gives it."""
    return {name: value for name, value in tomllib.loads(lock).items() if name != "revision"}


@pytest.mark.parametrize("build", [False, True])
def test_another_project_gets_another_lock(
    repository: TinyRepository, workshop: Git, build: bool
) -> None:
    new: Tree = {"pyproject.toml": NEWER, "uv.lock": program(LOCK), "other": "x\n"}
    found, tree = relocked(repository, workshop, new, build=build)
    assert found.left is None
    lock = tree.pop("uv.lock")
    assert tree == {"pyproject.toml": NEWER, "other": "x\n"}
    assert not isinstance(lock, str)
    assert lock == program(lock.text)
    assert locked(lock.text) == locked(NEWER_LOCK)


@pytest.mark.parametrize(
    ("new", "asked"),
    [
        ({"pyproject.toml": NEWER, "uv.lock": LOCK}, {"lock": False}),
        ({"pyproject.toml": NEWER, "uv.lock": LOCK}, {"dry_run": True}),
        ({"pyproject.toml": NEWER, "uv.lock": LOCK}, {"dry_run": True, "build": True}),
        ({"pyproject.toml": NEWER}, {}),
        ({"pyproject.toml": PROJECT, "uv.lock": LOCK, "other": "x\n"}, {}),
    ],
)
def test_nothing_is_locked_where_nothing_asks_for_it(
    repository: TinyRepository, workshop: Git, new: Tree, asked: dict[str, object]
) -> None:
    assert relocked(repository, workshop, new, **asked)[0] == Relocked()


@pytest.mark.parametrize(
    ("new", "asked"),
    [
        ({"pyproject.toml": NEWER, "uv.lock": link("other"), "other": LOCK}, {}),
        ({"pyproject.toml": DYNAMIC, "uv.lock": LOCK}, {}),
        ({"pyproject.toml": DYNAMIC, "uv.lock": LOCK}, {"dry_run": True}),
    ],
)
def test_a_lock_that_cannot_be_made_here_is_left_and_told(
    repository: TinyRepository, workshop: Git, new: Tree, asked: dict[str, object]
) -> None:
    found, _ = relocked(repository, workshop, new, **asked)
    assert found.tree is None
    assert found.left


def test_a_project_that_cannot_be_locked_stops_the_update(
    repository: TinyRepository, workshop: Git
) -> None:
    new: Tree = {"pyproject.toml": BROKEN, "uv.lock": LOCK}
    with pytest.raises(EnvironmentProblemError, match="uv cannot lock the updated dependencies"):
        relocked(repository, workshop, new)


def test_with_building_links_lead_to_files_of_the_repository_alone(
    repository: TinyRepository, workshop: Git
) -> None:
    new: Tree = {
        "real/project.toml": NEWER,
        "pyproject.toml": link("linked"),
        "linked": link("real/project.toml"),
        "uv.lock": LOCK,
        "out": link("../../etc/passwd"),
        "circle": link("circle"),
    }
    _, tree = relocked(repository, workshop, new, build=True)
    assert locked(str(tree["uv.lock"])) == locked(NEWER_LOCK)


@pytest.mark.parametrize(
    ("files", "state", "words"),
    [
        ({}, None, ""),
        ({"pyproject.toml": PROJECT, "uv.lock": LOCK}, None, ""),
        ({"pyproject.toml": PROJECT}, FileState.DELETED, "uv.lock is missing; run `uv lock`."),
        (
            {"pyproject.toml": NEWER, "uv.lock": LOCK},
            FileState.OUTDATED,
            "uv.lock does not match pyproject.toml; run `uv lock`.",
        ),
        (
            {"pyproject.toml": DYNAMIC, "uv.lock": LOCK},
            FileState.UNCHECKED,
            "; correct this, and run `uv lock`.",
        ),
        (
            {"pyproject.toml": BROKEN, "uv.lock": LOCK},
            FileState.UNCHECKED,
            "; correct this, and run `uv lock`.",
        ),
    ],
)
def test_a_check_tells_whether_the_lock_is_right(
    tmp_path: Path, files: dict[str, str], state: FileState | None, words: str
) -> None:
    for path, text in files.items():
        write(tmp_path / path, text)
    found = check_lock(tmp_path)
    assert (found and found.state) == state
    assert found is None or found.message.endswith(words)
