"""Folders, users, caches and lists as they should not be: one sentence, or no difference."""

from collections.abc import Generator
from pathlib import Path

import pytest

from support.command import run_goldenpath
from support.safety.person import person
from support.small_template import SmallTemplate, new_repository
from support.template import git


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Generator[Path]:
    with person(tmp_path / "person") as folder:
        yield folder


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
