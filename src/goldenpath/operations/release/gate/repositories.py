"""The sample repositories that the gate updates: rendered by a release, and edited like a team."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.rendered import FileKind, Render
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import commit_tree

_OURS = "ours-to-keep"
_DEPENDENCY = "tomli-w>=1.0"
_WORKFLOWS = ".github/workflows"


@dataclass(frozen=True)
class SampleRepository:
    """A rendered repository with a git history."""

    root: Path

    @property
    def git(self) -> Git:
        """Git, run in the repository."""
        return Git(self.root)

    def commit(self, message: str) -> None:
        """Commit everything that is not ignored."""
        git = self.git
        git.run("add", "--all")
        head = git.try_run("rev-parse", "--verify", "--quiet", "HEAD")
        parents = (head.text,) if head.exit_code == 0 else ()
        commit = commit_tree(git, git.run("write-tree"), message, *parents)
        git.run("update-ref", "HEAD", commit)


def sample_repository(render: Render, root: Path) -> SampleRepository:
    """Write a render into a new folder, and commit it."""
    for path, file in render.files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.kind is FileKind.LINK:
            target.symlink_to(file.content.decode())
            continue
        target.write_bytes(file.content)
        if file.kind is FileKind.EXECUTABLE:
            target.chmod(0o755)
    repository = SampleRepository(root)
    repository.git.run("init", "--quiet", "--initial-branch=main")
    repository.commit("feat: start")
    return repository


@dataclass(frozen=True)
class StandardEdit:
    """An edit that every team makes, and a test of whether the edit is still there."""

    what: str
    make: Callable[[Path], None]
    is_kept: Callable[[Path], bool]


def standard_edits(root: Path) -> tuple[StandardEdit, ...]:
    """Return the edits that are possible with the files of the repository."""
    tests = sorted(root.glob("tests/task/test_*.py"))
    workflows = sorted(root.glob(f"{_WORKFLOWS}/*.yml"))
    module = next(iter(sorted(root.glob("src/*/__init__.py"))), root / "src/any").parent
    edits = [
        StandardEdit("a dependency", _depend, lambda root: _DEPENDENCY in _read(root)),
        StandardEdit("a tool table", _configure, lambda root: f"[tool.{_OURS}]" in _read(root)),
        *(_line(root, path) for path in ("README.md", ".gitignore") if (root / path).exists()),
        _file(f"{_WORKFLOWS}/{_OURS}.yml", "on: workflow_dispatch\njobs: {}\n"),
        _file(
            (module / "ours_to_keep.py").relative_to(root).as_posix(), '"""A module of ours."""\n'
        ),
        *(_job(path.relative_to(root).as_posix()) for path in workflows[:1]),
        *(_deletion(path.relative_to(root).as_posix()) for path in tests[:1]),
    ]
    if not (root / PROJECT_FILE).exists():
        return tuple(edits[2:])
    return tuple(edits)


def _read(root: Path, path: str = PROJECT_FILE) -> str:
    target = root / path
    return target.read_text(encoding="utf-8") if target.is_file() else ""


def _depend(root: Path) -> None:
    project = tomlkit.parse(_read(root))
    project["project"]["dependencies"].append(_DEPENDENCY)
    (root / PROJECT_FILE).write_text(tomlkit.dumps(project), encoding="utf-8")


def _configure(root: Path) -> None:
    text = f"{_read(root)}\n[tool.{_OURS}]\nkept = true\n"
    (root / PROJECT_FILE).write_text(text, encoding="utf-8")


def _line(root: Path, path: str) -> StandardEdit:
    return StandardEdit(
        f"a line in {path}",
        lambda root: _write(root, path, f"{_read(root, path)}{_OURS}/\n"),
        lambda root: f"{_OURS}/\n" in _read(root, path),
    )


def _job(path: str) -> StandardEdit:
    """Return the edit that adds the team's job at the end of a workflow of the template."""
    job = f"  {_OURS}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make ours\n"
    return StandardEdit(
        f"a job in {path}",
        lambda root: _write(root, path, f"{_read(root, path)}\n{job}"),
        lambda root: job in _read(root, path),
    )


def _file(path: str, content: str) -> StandardEdit:
    return StandardEdit(
        f"the file {path}",
        lambda root: _write(root, path, content),
        lambda root: _read(root, path) == content,
    )


def _deletion(path: str) -> StandardEdit:
    return StandardEdit(
        f"the deletion of {path}",
        lambda root: (root / path).unlink(),
        lambda root: not (root / path).exists(),
    )


def _write(root: Path, path: str, content: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, encoding="utf-8")
