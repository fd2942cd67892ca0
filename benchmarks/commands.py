"""Commands on one repository, beside the tools that teams use today: paired runs, ratios.

    ./uvw run --with cruft==2.16.0 python benchmarks/commands.py [ROUNDS]

In each round every command runs once, in turn, so that a busy machine slows all of them. A first
round, which is not counted, compiles bytecode and fills caches, as the first run of a person does.
Printed are medians, the ratio to `python -c pass`, and the ratio to the peer. Without cruft, its
rows are left out. Peers are what is installed: copier from uv.lock, cruft as given.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.releases import release_clone
from support.template import git

OLD, NEW = "v0.1.0", "v99.0.0"


@dataclass(frozen=True)
class Workbench:
    """Repositories to run on, made anew where a command changes them."""

    folder: Path
    template: Path

    @property
    def environment(self) -> dict[str, str]:
        """A clean one, with caches of its own."""
        folder = Path(sys.executable).parent
        return {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "COPIER_CACHE_DIR": str(self.folder / "copier"),
            "GIT_CONFIG_GLOBAL": str(self.folder / "gitconfig"),
        }

    def run(self, command: Sequence[str | Path], folder: Path) -> None:
        """Run a command, which may find drift."""
        subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=self.environment,
            check=False,
            capture_output=True,
        )

    def fresh(self, name: str) -> Path:
        """A copy of one of the prepared repositories."""
        target = self.folder / "work" / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder / name, target, symlinks=True)
        return target


def prepare(folder: Path) -> Workbench:
    """Render the repositories: one current, one behind, one by cookiecutter for cruft."""
    (folder / "gitconfig").write_text("[user]\nname = bench\nemail = bench@example.com\n")
    template = release_clone(folder / "goldenpath")
    git("tag", NEW, folder=template)
    bench = Workbench(folder, template)
    for name, version in (("current", NEW), ("behind", OLD)):
        bench.run(
            ["copier", "copy", "--quiet", "--defaults", f"--vcs-ref={version}", template, name],
            folder,
        )
        commit(folder / name)
    if shutil.which("cruft", path=bench.environment["PATH"]):
        prepare_cruft(bench)
    return bench


def prepare_cruft(bench: Workbench) -> None:
    """The same files as a cookiecutter template, and a project of it."""
    cookie = bench.folder / "cookie"
    shutil.copytree(bench.folder / "current", cookie / "{{cookiecutter.slug}}")
    shutil.rmtree(cookie / "{{cookiecutter.slug}}" / ".git")
    (cookie / "cookiecutter.json").write_text(
        json.dumps({"slug": "crufted", "_copy_without_render": ["*"]})
    )
    commit(cookie)
    bench.run(["cruft", "create", "--no-input", cookie], bench.folder)
    commit(bench.folder / "crufted")


def commit(folder: Path) -> None:
    git("init", "--quiet", folder=folder)
    git("add", "--all", folder=folder)
    git("commit", "--quiet", "--message=feat: start", folder=folder)


def read_and_hash(folder: Path) -> list[str]:
    """The floor of a check: look at every file."""
    code = (
        "import hashlib, pathlib\n"
        "for p in pathlib.Path('.').rglob('*'):\n"
        "    p.is_file() and hashlib.sha1(p.read_bytes()).hexdigest()\n"
    )
    return [sys.executable, "-c", code]


def commands(bench: Workbench) -> dict[str, Callable[[], float]]:
    """What is measured, by name."""
    current = bench.folder / "current"

    def timed(command: Sequence[str | Path], folder: Path) -> float:
        began = time.perf_counter()
        bench.run(command, folder)
        return time.perf_counter() - began

    def update(command: Sequence[str | Path]) -> float:
        return timed(command, bench.fresh("behind"))

    def new(command: Sequence[str | Path]) -> float:
        scratch = bench.folder / "work" / "orders"
        shutil.rmtree(scratch, ignore_errors=True)
        return timed([*command, scratch], bench.folder)

    def copy_and_diff() -> float:
        scratch = bench.folder / "work" / "copied"
        shutil.rmtree(scratch, ignore_errors=True)
        copy = ["copier", "copy", "--quiet", "--defaults", f"--vcs-ref={NEW}", bench.template]
        copied = timed([*copy, scratch], bench.folder)
        return copied + timed(["diff", "--recursive", current, scratch], bench.folder)

    found: dict[str, Callable[[], float]] = {
        "python -c pass": lambda: timed([sys.executable, "-c", "pass"], current),
        "read and hash every file": lambda: timed(read_and_hash(current), current),
        "git status": lambda: timed(["git", "status"], current),
        "goldenpath --help": lambda: timed(["goldenpath", "--help"], current),
        "goldenpath new, files only": lambda: new(
            [
                "goldenpath",
                "new",
                "--defaults",
                "--no-git",
                "--no-lock",
                "--template",
                bench.template,
            ]
        ),
        "copier copy": lambda: new(
            ["copier", "copy", "--quiet", "--defaults", f"--vcs-ref={NEW}", bench.template]
        ),
        "goldenpath check --version-only": lambda: timed(
            ["goldenpath", "check", "--version-only"], current
        ),
        "copier check-update": lambda: timed(["copier", "check-update"], current),
        "goldenpath check --drift --no-lock": lambda: timed(
            ["goldenpath", "check", "--drift", "--no-lock"], current
        ),
        "goldenpath check --no-lock": lambda: timed(["goldenpath", "check", "--no-lock"], current),
        "copier copy; diff": copy_and_diff,
        "goldenpath update --no-lock": lambda: update(
            ["goldenpath", "update", "--no-lock", "--defaults"]
        ),
        "copier update": lambda: update(["copier", "update", "--defaults", f"--vcs-ref={NEW}"]),
    }
    if (bench.folder / "crufted").is_dir():
        crufted = bench.folder / "crufted"
        found["cruft check; cruft diff"] = lambda: (
            timed(["cruft", "check"], crufted) + timed(["cruft", "diff"], crufted)
        )
    return found


PEERS = {
    "goldenpath new, files only": "copier copy",
    "goldenpath check --version-only": "copier check-update",
    "goldenpath check --drift --no-lock": "cruft check; cruft diff",
    "goldenpath update --no-lock": "copier update",
}


def main() -> None:
    """Measure, and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = prepare(Path(folder))
        measured = commands(bench)
        times: dict[str, list[float]] = {name: [] for name in measured}
        # The first round fills caches, and does not count.
        for number in range(rounds + 1):
            for name, run in measured.items():
                seconds = run()
                if number:
                    times[name].append(seconds)
    median = {name: statistics.median(found) for name, found in times.items()}
    print(f"| command | median of {rounds}, s | to python -c pass | to its peer |")
    print("|---|---|---|---|")
    for name, seconds in median.items():
        peer = PEERS.get(name, "")
        ratio = f"{seconds / median[peer]:.2f} of {peer}" if peer in median else ""
        print(f"| `{name}` | {seconds:.3f} | {seconds / median['python -c pass']:.1f} | {ratio} |")


if __name__ == "__main__":
    main()
