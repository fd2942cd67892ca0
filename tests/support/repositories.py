"""Rendered repositories to check, and ways to break them."""

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

from packaging.requirements import Requirement

from goldenpath.model.standards import StandardsReport, StandardsRequest
from goldenpath.operations.render.answers import Answer
from goldenpath.operations.standards.check_standards import check_standards

from support.quick_render import render_quickly


def render_locked(template: Path, into: Path, answers: Mapping[str, Answer]) -> Path:
    """Render, and lock as far as a file shows: the names are in uv.lock, the versions are made up.

    Locking for real takes the network, and the organisations' packages are on none.
    """
    repository = render_quickly(template, into, answers)
    project = tomllib.loads((repository / "pyproject.toml").read_text())
    requirements = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = [project["project"]["name"], *(Requirement(line).name for line in requirements)]
    packages = [f'[[package]]\nname = "{name}"\nversion = "1.0.0"\n' for name in names]
    (repository / "uv.lock").write_text("\n".join(["version = 1\n", *packages]))
    return repository


def check(repository: Path) -> StandardsReport:
    """Check a repository by its own account."""
    return check_standards(repository, StandardsRequest())


class Workbench:
    """A copy of a repository, with tools to break it."""

    def __init__(self, original: Path, folder: Path) -> None:
        self.root = folder
        shutil.copytree(original, folder, symlinks=True)

    def write(self, path: str, text: str) -> None:
        """Write a file, and the folders that it lies in."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def append(self, path: str, text: str) -> None:
        """Write at the end of a file."""
        self.write(path, (self.root / path).read_text() + text)

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace every ``old``; there must be one."""
        text = (self.root / path).read_text()
        assert old in text, f"{path} has no {old!r}"
        self.write(path, text.replace(old, new))

    def drop_line(self, path: str, words: str) -> None:
        """Remove the lines with ``words``; there must be one."""
        lines = (self.root / path).read_text().splitlines(keepends=True)
        kept = [line for line in lines if words not in line]
        assert len(kept) < len(lines), f"{path} has no {words!r}"
        self.write(path, "".join(kept))

    def remove(self, path: str) -> None:
        """Remove a file or a folder."""
        target = self.root / path
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()

    def depend_on(self, name: str) -> None:
        """Add a dependency that is locked."""
        self.replace("pyproject.toml", "\ndependencies = [", f'\ndependencies = [\n  "{name}",')
        self.append("uv.lock", f'\n[[package]]\nname = "{name}"\nversion = "1.0.0"\n')

    def link(self, path: str, target: Path) -> None:
        """Make a symbolic link."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to(target)
