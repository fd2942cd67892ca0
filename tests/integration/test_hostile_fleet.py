"""A fleet of hostile repositories: a row for each, soon, and nothing of them runs or is obeyed."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest

from support.hostile_fleet import Maker, hostile_fleet
from support.small_template import new_repository, small_template

pytestmark = pytest.mark.slow

# A process that must be started first, and a machine that others use as well.
_SLOWEST = 1.0


@dataclass(frozen=True)
class Run:
    """What one run of the fleet printed, and when."""

    code: int
    lines: tuple[bytes, ...]
    # Between a line and the one before, in seconds.
    gaps: tuple[float, ...]
    errors: bytes


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    folder = tmp_path_factory.mktemp("hostile")
    small = small_template(folder / "template")
    honest = new_repository(small.folder, folder / "honest").root
    canary = folder / "canary"
    canary.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    canary.chmod(0o755)
    made = Maker(honest, folder / "fleet", canary, small.folder, folder / "cache")
    made.fleet.mkdir()
    return made


@pytest.fixture(scope="module")
def count(maker: Maker) -> int:
    """How many repositories the hostile fleet has."""
    hostile_fleet(maker)
    return len(os.listdir(maker.fleet))


def check(maker: Maker, *options: str) -> Run:
    environment = os.environ | {"GOLDENPATH_CACHE": str(maker.cache), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "goldenpath", "fleet", "check", "--from", str(maker.fleet)]
    process = subprocess.Popen(
        [*command, *options],
        cwd=maker.fleet.parent,
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    lines, gaps, before = [], [], None
    with process:
        assert process.stdout
        assert process.stderr
        for line in process.stdout:
            now = time.monotonic()
            gaps.append(now - before if before else 0.0)
            before = now
            lines.append(line)
        errors = process.stderr.read()
    return Run(process.wait(), tuple(lines), tuple(gaps), errors)


def test_every_hostile_repository_is_a_row(maker: Maker, count: int) -> None:
    assert count >= 120
    one, two = (check(maker, "--format=json", f"--jobs={jobs}") for jobs in (1, 2))
    assert one.lines == two.lines
    assert (one.code, one.errors, two.errors) == (3, b"", b"")
    *rows, summary = [json.loads(line) for line in one.lines]
    assert len(rows) == summary["repositories"] == count
    found = [os.path.basename(os.fsencode(row["repository"])) for row in rows]
    assert found == sorted(map(os.fsencode, os.listdir(maker.fleet)), key=os.fsdecode)
    for row in rows:
        # Each was refused for what it is, and none needed a limit to be stopped.
        assert "process" not in row["version"]["message"], row
        assert len(row["version"]["message"]) < 3000, row
    slow = {
        row["repository"]: gap for row, gap in zip(rows, one.gaps, strict=False) if gap > _SLOWEST
    }
    if slow:
        again = check(maker, "--format=json", "--jobs=1")
        slow = {
            row["repository"]: gap
            for row, gap in zip(rows, again.gaps, strict=False)
            if gap > _SLOWEST and row["repository"] in slow
        }
    assert slow == {}
    assert not (maker.fleet.parent / "ran").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_hostile_text_is_obeyed(maker: Maker, count: int, jobs: int) -> None:
    done = check(maker, f"--jobs={jobs}")
    assert done.errors == b""
    printed = b"".join(done.lines).decode("utf-8")
    rows = printed.split("\n\n")[0].splitlines()
    assert len(rows) == count
    for line in printed.splitlines():
        assert line.isprintable(), repr(line)
        assert not line.lstrip().startswith("::"), line
    assert not (maker.fleet.parent / "ran").exists()
