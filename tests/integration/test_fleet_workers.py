"""The workers of a fleet: whatever one dies of, the others go on, and there is a row for each."""

import faulthandler
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from goldenpath.operations.fleet.workers import Limits, NoResult, Workers

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=1.0, processor_seconds=1, memory=600_000_000)


def work(name: str) -> str:
    """Do what the name says, as hostile input would make a reader do."""
    match name.partition(" ")[0]:
        case "crash":
            # Without the traceback of a test that is meant to crash.
            faulthandler.disable()
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(7)
        case "hang":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "eat":
            return str(len(bytearray(800_000_000)))
        case "child":
            subprocess.run(["sleep", name.partition(" ")[2]], check=False)
    return f"{name} done by {os.getpid()}"


@pytest.mark.parametrize("processes", [1, 3])
def test_each_death_is_a_sentence_and_the_others_go_on(processes: int) -> None:
    names = ["a", "crash", "b", "exit", "c", "killed", "hang", "d", "crash", "crash", "e"]
    began = time.monotonic()
    results = list(Workers(work, processes, LIMITS).run(names))
    assert time.monotonic() - began < 8
    assert len(results) == len(names)
    why = {}
    for name, result in zip(names, results, strict=True):
        if isinstance(result, NoResult):
            why[name] = result.why
        else:
            assert result.startswith(f"{name} done by ")
            assert not result.endswith(f" {os.getpid()}")
    assert why == {
        "crash": "the process that read it died by SIGSEGV",
        "exit": "the process that read it ended with exit code 7",
        "killed": "the process that read it was killed, perhaps because there was no memory left",
        "hang": "it took longer than 1 seconds",
    }


def test_the_processor_and_the_memory_have_limits() -> None:
    limits = Limits(seconds=30.0, processor_seconds=1, memory=600_000_000)
    spun, eaten, last = Workers(work, 1, limits).run(["spin", "eat", "last"])
    assert spun == NoResult("it took more than 1 seconds of the processor")
    # A worker says by itself what it has no memory for; one that cannot is dead.
    assert isinstance(eaten, NoResult)
    assert isinstance(last, str)


def test_the_last_one_is_not_blamed_for_the_one_before() -> None:
    assert [
        isinstance(result, NoResult)
        for result in Workers(work, 1, LIMITS).run(["exit", "a", "exit", "b"])
    ] == [True, False, True, False]


def test_results_come_in_order_and_early() -> None:
    results = Workers(work, 2, Limits(seconds=20)).run(["a", "child 5", "b"])
    began = time.monotonic()
    assert str(next(results)).startswith("a")
    results.close()
    assert time.monotonic() - began < 3


def test_nothing_is_left_when_the_reader_stops(tmp_path: Path) -> None:
    mark = "61.53421"
    results = Workers(work, 2, Limits(seconds=60)).run(["a", f"child {mark}", f"child {mark}"])
    next(results)
    _wait_for(lambda: running(mark) == 2)
    results.close()
    assert running(mark) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_at_once(tmp_path: Path, number: int) -> None:
    mark = f"62.{number:05}{os.getpid()}"
    program = textwrap.dedent(f"""\
        import subprocess, sys
        from goldenpath.operations.fleet.workers import Workers
        run = lambda name: subprocess.run(["sleep", name]).returncode
        try:
            list(Workers(run, 2).run(["{mark}"] * 5))
        except KeyboardInterrupt:
            sys.exit(130)
        """)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    _wait_for(lambda: running(mark) == 2)
    began = time.monotonic()
    # As a terminal does it: to the whole group.
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=10)
    assert time.monotonic() - began < 3
    assert errors == b""
    _wait_for(lambda: running(mark) == 0)
    assert process.returncode == 128 + number
    assert list(tmp_path.iterdir()) == []


def running(mark: str) -> int:
    """How many processes sleep for that long."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        found += command[:2] == [b"sleep", mark.encode()]
    return found


def _wait_for(condition: object) -> None:
    until = time.monotonic() + 20
    assert callable(condition)
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
