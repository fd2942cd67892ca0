"""What every kind of test shares."""

from pathlib import Path

import pytest

from support.small_template import Repository, SmallTemplate, new_repository, small_template
from support.template import copy_template, release


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as a plain folder, without git."""
    return copy_template(tmp_path_factory.mktemp("template") / "goldenpath")


@pytest.fixture(scope="session")
def released_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as a git repository with one release."""
    copy = copy_template(tmp_path_factory.mktemp("released") / "goldenpath")
    release(copy, "v1.0.0")
    return copy


@pytest.fixture
def small(tmp_path: Path) -> SmallTemplate:
    """A small template of the test's own, with a first release."""
    return small_template(tmp_path / "template")


@pytest.fixture
def repository(small: SmallTemplate, tmp_path: Path) -> Repository:
    """A repository that was rendered from the first release of the small template."""
    return new_repository(small.folder, tmp_path / "repo")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer what takes longer than the default run has."""
    parser.addoption(
        "--every-suite",
        action="store_true",
        help="run the tests of every rendered repository, not only of those that differ",
    )
    parser.addoption(
        "--all-kills",
        action="store_true",
        help="kill every command at hundreds of moments, not only at some of them",
    )
    parser.addoption(
        "--long-safety",
        type=int,
        default=0,
        metavar="STEPS",
        help="walk so many steps of the team and the tool at random, not only some of them",
    )
    parser.addoption(
        "--second-opinions",
        type=int,
        default=0,
        metavar="CASES",
        help="compare so many random updates with what copier makes of them",
    )
