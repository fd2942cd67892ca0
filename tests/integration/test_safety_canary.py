"""No command runs anything of a repository's: programs wait in every place, and none ever runs."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.in_process import SOON
from support.safety.canary import TRAPS, fall_into, plant
from support.safety.person import person
from support.safety.running import run
from support.small_template import Repository, SmallTemplate, small_template
from support.small_template import new_repository as render_repository
from support.template import git

pytestmark = pytest.mark.slow

PROJECT = """\
[project]
name = "demo"
version = "0.1.0"
requires-python = ">=3.12"

[tool.ruff]
line-length = 100
"""
LOCK = 'version = 1\nrevision = 3\nrequires-python = ">=3.12"\n'
STEPS = "".join(f"step {number}\n  run: thing\n  with: care\n" for number in range(1, 9))


@dataclass(frozen=True)
class Nest:
    """A repository to plant something in."""

    folder: Path

    @property
    def root(self) -> Path:
        """The repository."""
        return self.folder / "repo"

    def marker(self, name: str) -> Path:
        """Where it is seen that a trap's program ran."""
        return self.folder / "traps" / re.sub(r"\W", "-", name)

    def caught(self) -> list[str]:
        """The traps that somebody fell into."""
        return [name for name in TRAPS if self.marker(name).exists()]

    def plant(self, *names: str) -> None:
        """Set traps, and commit their files without falling into them."""
        for name in names:
            plant(TRAPS[name], self.root, self.marker(name))
        safe = self.folder / "safe"
        shutil.rmtree(safe, ignore_errors=True)
        shutil.copytree(self.root / ".git", safe)
        (safe / "config").write_text((self.folder / "config").read_text())
        shutil.rmtree(safe / "hooks", ignore_errors=True)
        (safe / "info/attributes").unlink(missing_ok=True)
        words = (f"--git-dir={safe}", f"--work-tree={self.root}")
        git(*words, "-c", "core.attributesFile=/dev/null", "add", "--all", folder=self.folder)
        git(
            *words,
            "commit",
            "--quiet",
            "--allow-empty",
            "--message=feat: a trap",
            folder=self.folder,
        )
        for part in ("objects", "refs", "logs"):
            shutil.copytree(safe / part, self.root / ".git" / part, dirs_exist_ok=True)
        shutil.copy2(safe / "index", self.root / ".git/index")
        for name in names:
            self.marker(name).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with an edit of the team's, two releases behind."""
    folder = tmp_path_factory.mktemp("canary")
    small = small_template(folder / "template")
    small.release("v1.0.2", {"pyproject.toml.jinja": PROJECT})
    repository = render_repository(small.folder, folder / "repo", version="v1.0.2")
    repository.write("uv.lock", LOCK)
    repository.edit("ci/build.yml", "step 1\n", "step 1 of ours\n")
    changed = {"pyproject.toml.jinja": PROJECT.replace("100", "90")}
    small.release("v1.1.0", {"ci/build.yml": STEPS.replace("step 8", "step VIII"), **changed})
    small.release("v1.2.0", {"hooks/pre-push": None, "ci/more.yml": "new\n"})
    return repository.root


@pytest.fixture
def nest(original: Path, tmp_path: Path) -> Generator[Nest]:
    with person(tmp_path / "person"):
        shutil.copytree(original, tmp_path / "repo", symlinks=True)
        shutil.copy2(original / ".git/config", tmp_path / "config")
        yield Nest(tmp_path)


def commands(nest: Nest) -> list[tuple[str, ...]]:
    """Every command that reads or writes a repository."""
    root = str(nest.root)
    update = ("update", root, "--defaults")
    bare = str(nest.folder / "bare")
    return [
        ("check", root),
        ("check", "--rules", "--format=github", root),
        ("check", "--version-only", root),
        ("rules",),
        ("diff", "--repository", root),
        ("diff", "--against", "latest", "--repository", root),
        ("fleet", "check", "--jobs=1", f"--from={root}"),
        ("fleet", "check", "--jobs=1", f"--from={bare}"),
        ("release", "notes", "v1.0.2", "v1.2.0", f"--fleet={root}", f"--template={root}"),
        ("waive", "ci/build.yml", "--reason=x", f"--until={SOON}", f"--repository={root}"),
        ("restore", "ci/build.yml", f"--repository={root}"),
        ("restore", "--force", f"--repository={root}"),
        (*update, "--dry-run"),
        (*update, "--write-conflicts", "--to=v1.1.0"),
        (*update, "--branch=bot", "--to=v1.1.0"),
        (*update, "--to=v1.1.0"),
        (*update, "--managed=template"),
        ("recover", root),
    ]


def bare_copy(nest: Nest) -> None:
    """The repository's git folder by itself, traps and all, as a bare repository."""
    shutil.copytree(nest.root / ".git", nest.folder / "bare")
    subprocess.run(
        ["git", "config", "--file", "config", "core.bare", "true"],
        cwd=nest.folder / "bare",
        check=True,
    )


# Those of a group do not stand in each other's way, nor in that of an update.
GROUPS: dict[str, tuple[str, ...]] = {
    "programs of git": (
        *("hooks", "a diff", "a monitor", "a pager", "an editor", "ssh", "questions"),
        *("other objects", "signatures", "packs", "an include", "aliases", "a proxy"),
        *("maintenance", "trailers", "tools"),
    ),
    "files": (
        *("hooks of husky", "a diff driver", "a text conversion", "a work tree's settings"),
        *("a submodule", "a remote's helper", "a template of git's", "start-up files of Python"),
        *("modules", "programs", "settings of tools"),
    ),
}
ALONE = [name for name in TRAPS if not any(name in group for group in GROUPS.values())]


@pytest.mark.parametrize("name", [*GROUPS, *ALONE])
def test_nothing_of_a_repository_runs(nest: Nest, name: str) -> None:
    names = GROUPS.get(name, (name,))
    nest.plant(*names)
    bare_copy(nest)
    ended = None
    for command in commands(nest):
        if command[0] == "update":
            # What waive and restore have written is committed, as a person would.
            nest.plant(*names)
        ended = run(*command)
        assert not nest.caught(), f"{' '.join(command)} ran {nest.caught()}"
        assert "Traceback" not in ended.said, ended.said
        assert ended.exit_code in range(4), ended.said
    if name in GROUPS:
        # The commands have done their work, and have not only stopped before the traps.
        assert (nest.root / "ci/more.yml").is_file()


ALIVE = [name for name, trap in TRAPS.items() if trap.alive]


@pytest.mark.parametrize("name", ALIVE)
def test_a_trap_catches_who_falls_into_it(nest: Nest, name: str) -> None:
    nest.plant(name)
    fall_into(TRAPS[name], nest.root)
    assert nest.caught() == [name]


def test_nothing_in_the_current_folder_runs(nest: Nest) -> None:
    """As a program of its own, in the repository, with an empty part in PATH."""
    nest.plant("modules", "programs", "start-up files of Python")
    program = Path(sys.executable).with_name("goldenpath")
    for path in ("", "."):
        for command in ("check", "diff", "update"):
            environment = os.environ | {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
            options = ("--dry-run", "--defaults") if command == "update" else ()
            done = subprocess.run(
                [program, command, *options],
                cwd=nest.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert not nest.caught(), f"{command}, {path!r}: {nest.caught()}"
            assert "Traceback" not in done.stderr, done.stderr


def test_a_filter_of_the_persons_own_runs(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    """Large files are kept elsewhere by a filter that the person has installed."""
    with person(tmp_path / "person"):
        for side, program in (("clean", "tr A-Z a-z"), ("smudge", "tr a-z A-Z")):
            git("config", "--global", f"filter.shout.{side}", program, folder=tmp_path)
        repository.write(".gitattributes", "ci/* filter=shout\n")
        (repository.root / "ci/build.yml").unlink()
        git("checkout", "--", "ci/build.yml", folder=repository.root)
        assert "STEP 1" in repository.read("ci/build.yml")
        small.release("v1.1.0", {"ci/build.yml": "new\n", "ci/more.yml": "more\n"})
        ended = run("update", repository.root, "--defaults", "--no-lock")
        assert ended.exit_code == 0, ended.said
        assert repository.read("ci/build.yml") == "NEW\n"
        assert repository.read("ci/more.yml") == "MORE\n"
        assert git("show", "HEAD:ci/more.yml", folder=repository.root) == "more\n"
        assert not repository.status()
