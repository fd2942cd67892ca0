"""A fleet of 1,000 repositories with planted drift: every verdict, the time and the memory.

    ./uvw run python benchmarks/fleet.py [REPOSITORIES]

Prints milliseconds a repository on one core, how that compares with `cruft check; cruft diff` as
measured for one repository (benchmarks/commands.py), and fails when a verdict is wrong.
"""

import datetime
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from goldenpath.model.rendered import FileKind
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.releases import release_clone
from support.small_template import write

SHAPES = ("lambda-pipeline", "llm-service")
COMMAND = ("fleet", "check", "--jobs=1", "--format=json")
MOST = 10.0


def build(fleet: Path, templates: Templates, location: str, count: int) -> dict[str, set[str]]:
    """Render ``count`` repositories, and plant drift in most of them; what must be found."""
    chosen = random.Random(2026)  # noqa: S311
    checkout = templates.store.checkout(location, "HEAD")
    expected: dict[str, set[str]] = {}
    for number in range(count):
        root = fleet / f"repo-{number:04}"
        answers = {
            "project_name": f"Project {number}",
            "shape": chosen.choice(SHAPES),
            "organisation": chosen.choice(["palindrom-ai", "progression-labs"]),
            "tier": chosen.choice(["production", "internal", "prototype"]),
        }
        render = templates.engine.render(checkout, {}, answers)
        for path, file in render.files.items():
            write(root / path, file.content)
            if file.kind is FileKind.EXECUTABLE:
                (root / path).chmod(0o755)
        expected[str(root)] = plant(root, chosen)
    return expected


def plant(root: Path, chosen: random.Random) -> set[str]:
    """Change a repository as teams do; the findings that must follow."""
    planted: set[str] = set()
    if chosen.random() < 0.3:
        hook = root / ".husky/commit-msg"
        hook.write_text(hook.read_text() + "# ours\n")
        planted.add("modified .husky/commit-msg")
    if chosen.random() < 0.2:
        (root / ".github/workflows/ci.yml").unlink()
        planted.add("deleted .github/workflows/ci.yml")
    if chosen.random() < 0.2:
        (root / ".husky/pre-push").chmod(0o644)
        planted.add("mode .husky/pre-push")
    if chosen.random() < 0.3:
        project = root / "pyproject.toml"
        project.write_text(project.read_text().replace("line-length = 100", "line-length = 99"))
        planted.add("modified pyproject.toml: tool.ruff.line-length")
    if chosen.random() < 0.5:
        # The team's own: no drift.
        (root / "README.md").write_text("# Ours\n")
        project = root / "pyproject.toml"
        project.write_text(project.read_text() + "\n[tool.ours]\nvalue = 1\n")
    return planted


def main() -> None:
    """Build the fleet, check it, compare."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = Path(tempfile.mkdtemp(prefix="fleet-"))
    try:
        template = release_clone(folder / "goldenpath")
        cache = folder / "cache"
        templates = Templates(TemplateStore(cache), choose_engine(use_copier=False))
        expected = build(folder / "fleet", templates, str(template), count)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "goldenpath", *COMMAND, "--from", str(folder / "fleet")],
            env={"PATH": "/usr/bin:/bin", "GOLDENPATH_CACHE": str(cache), "HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        report(done.stdout, expected, seconds)
    finally:
        shutil.rmtree(folder)


def report(printed: str, expected: dict[str, set[str]], seconds: float) -> None:
    """Compare every row with what was planted, and print the figures."""
    *rows, _summary = [json.loads(line) for line in printed.splitlines()]
    wrong = 0
    for row in rows:
        found = {
            f"{finding['state']} {finding['path']}"
            + (f": {finding['key']}" if finding["key"] else "")
            for finding in row["files"]
        }
        if found != expected[row["repository"]]:
            wrong += 1
            print(row["repository"], "wrong:", found ^ expected[row["repository"]])
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    start = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    each = (seconds - start) / len(rows) * 1000
    print(f"{datetime.date.today()}: {len(rows)} repositories in {seconds:.2f} s on one core")
    print(f"{each:.2f} ms each with start-up; {wrong} wrong verdicts; peak {memory:.0f} MB")
    if wrong or len(rows) != len(expected) or each > MOST:
        sys.exit(1)


if __name__ == "__main__":
    main()
