"""The wrapper `uvw`: what it installs, and what it leaves behind.

One test installs the real uv from the machine's package registry. The others install a
stand-in of the same name and version, a shell script in a wheel made here: they need no
network, and the stand-in tells who ran it and with what.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from support.template import git
from support.uvw_clone import (
    INSTALLED,
    PYTHON_ELSEWHERE,
    PYTHON_HERE,
    VERSION,
    Clone,
    Run,
    make_python,
    write_program,
)

pytestmark = pytest.mark.slow

# --- Installation


def test_the_first_run_installs_and_says_so(first_run: tuple[Clone, Run]) -> None:
    clone, ran = first_run
    line = f"uvw: installing uv {VERSION} into {clone.private_uv.parent}\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{clone.private_uv}\n", line)
    assert clone.stored() == INSTALLED


def test_later_runs_need_no_python_and_are_silent(installed: Clone) -> None:
    before = installed.private_uv.stat()
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{installed.private_uv}\n", "")
    assert installed.private_uv.stat().st_mtime_ns == before.st_mtime_ns


def test_git_sees_nothing_of_it(clone: Clone) -> None:
    """Not even in a repository whose .gitignore was written before it had the wrapper."""
    git("init", "--quiet", folder=clone.root)
    before = git("status", "--porcelain", folder=clone.root)
    clone.add_python()
    assert clone.run("who").returncode == 0
    assert git("status", "--porcelain", folder=clone.root) == before


def test_the_real_uv_comes_from_the_registry(clone: Clone) -> None:
    clone.add_python()
    for name in ("PIP_CONFIG_FILE", "PIP_NO_INDEX", "PIP_FIND_LINKS"):
        del clone.env[name]
    clone.env |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}

    first = clone.run("--version")
    second = clone.run("--version")

    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith(f"uv {VERSION} ")
    assert first.stderr == f"uvw: installing uv {VERSION} into {clone.private_uv.parent}\n"
    assert (second.stdout, second.stderr) == (first.stdout, "")
    assert clone.stored() == INSTALLED
    child = clone.run("run", "--no-project", "--python", sys.executable, "sh", "-c", "uv --version")
    assert child.stdout == first.stdout


def test_a_hostile_environment_does_not_reach_the_installation(clone: Clone) -> None:
    clone.add("python3", f"#!/bin/sh\ncat >/dev/null\nexec '{sys.executable}' \"$@\"\n")
    hostile = clone.root / "hostile"
    for module in ("sitecustomize", "venv", "ensurepip", "pip", "random", "zipfile"):
        write_program(hostile / f"{module}.py", "raise SystemExit('the wrong module')")
        shutil.copy2(hostile / f"{module}.py", clone.root)
    config = clone.root / "pip.conf"
    config.write_text("[install]\nuser = true\n", encoding="utf-8")
    clone.env |= {
        "PYTHONPATH": str(hostile),
        "PYTHONSTARTUP": str(hostile / "venv.py"),
        "PYTHONHOME": "/nowhere",
        "VIRTUAL_ENV": "/nowhere",
        "PIP_CONFIG_FILE": str(config),
        "PIP_USER": "1",
        "PIP_REQUIRE_VIRTUALENV": "1",
        "PIP_TARGET": str(clone.root / "target"),
        "PIP_PREFIX": str(clone.root / "prefix"),
        "PIP_ROOT": str(clone.root / "root"),
        "PIP_PYTHON": "/nowhere/python",
    }

    ran = clone.run("stdin", stdin="left to uv\n")

    assert (ran.returncode, ran.stdout) == (0, "left to uv\n"), ran.stderr
    assert clone.stored() == INSTALLED


def finds_python(clone: Clone) -> bool:
    """Whether a run gets as far as to use a Python; it cannot go on, to spare the time."""
    clone.store.write_text("a file where the folder should be", encoding="utf-8")
    ran = clone.run("who")
    assert ran.returncode == 3
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    return ran.stderr.endswith(f"and {clone.store} is not writable: install uv\n")


@pytest.mark.parametrize("python", [PYTHON_ELSEWHERE, PYTHON_HERE], ids=["elsewhere", "here"])
def test_a_python_that_works_only_in_some_folders(clone: Clone, python: str) -> None:
    clone.add("python3", python)
    clone.env |= {"PYENV_VERSION": "9.9.9", "PYENV_DIR": "/nowhere"}
    (clone.root / ".python-version").write_text("3.13\n", encoding="utf-8")
    assert finds_python(clone)


@pytest.mark.parametrize("name", ["python", *(f"python3.{minor}" for minor in range(9, 14))])
def test_another_python_is_tried_after_one_that_does_not_do(clone: Clone, name: str) -> None:
    make_python(clone.root / "machine" / "first", "sys.modules['ensurepip'] = None")
    clone.add(name, f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n")
    assert finds_python(clone)


def test_a_private_uv_of_another_system_is_replaced(installed: Clone) -> None:
    installed.add_python()
    installed.private_uv.write_bytes(b"\x7fELF of another processor")
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout) == (0, f"{installed.private_uv}\n"), ran.stderr
    assert installed.stored() == INSTALLED


def test_concurrent_first_runs_both_succeed(clone: Clone) -> None:
    clone.add_python()
    processes = [clone.start("who") for _ in range(2)]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out) == (0, f"{clone.private_uv}\n"), err
    assert clone.stored() == INSTALLED


@pytest.fixture
def under_way(clone: Clone) -> Iterator[subprocess.Popen[str]]:
    """A first run whose installation has begun and is not done."""
    clone.add_python()
    process = clone.start("who")
    deadline = time.monotonic() + 60
    while not list(clone.store.glob("install.*/venv/bin/python3")):
        assert process.poll() is None, "done too soon"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    yield process
    process.communicate(timeout=60)


def test_a_killed_installation_does_no_harm(clone: Clone, under_way: subprocess.Popen[str]) -> None:
    os.killpg(under_way.pid, signal.SIGKILL)
    assert under_way.wait(timeout=60) == -signal.SIGKILL
    assert not clone.private_uv.exists()
    # What it left goes when it is a day old; what is younger may be of a run under way.
    (old,) = clone.store.glob("install.*")
    young = shutil.copytree(old, clone.store / "install.young", symlinks=True)
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(old, (two_days_ago, two_days_ago))
    os.utime(young)

    ran = clone.run("who")

    assert (ran.returncode, ran.stdout) == (0, f"{clone.private_uv}\n"), ran.stderr
    assert list(clone.store.glob("install.*")) == [young]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_installation_leaves_nothing(
    clone: Clone, under_way: subprocess.Popen[str], name: str
) -> None:
    os.killpg(under_way.pid, signal.Signals[name])
    under_way.communicate(timeout=60)  # until the last process of the group is gone
    assert under_way.returncode != 0
    assert clone.stored() == []


# --- What is missing is said in one sentence


def failure(clone: Clone, *, lines: int = 1) -> str:
    """The last line of a run that fails to get a uv, after the checks all of them share."""
    ran = clone.run("who")
    assert (ran.returncode, ran.stdout) == (3, ""), ran.stderr
    assert len(ran.stderr.splitlines()) == lines, ran.stderr
    assert clone.stored() == []
    return ran.stderr.splitlines()[-1]


def test_without_python(clone: Clone) -> None:
    assert failure(clone) == (
        "uvw: no working uv is on PATH, and no Python 3.9 or newer was found to install it with: "
        "install uv or Python"
    )


@pytest.mark.parametrize("version", ["2, 7, 18", "3, 8, 18"])
def test_python_too_old(clone: Clone, version: str) -> None:
    python = make_python(clone.root / "old", f"sys.version_info = ({version})")
    clone.env["PATH"] = f"{python.parent}:{clone.env['PATH']}"
    assert "no Python 3.9 or newer was found" in failure(clone)


def test_python_without_ensurepip(clone: Clone) -> None:
    python = make_python(clone.root / "bare", "sys.modules['ensurepip'] = None")
    clone.env["PATH"] = f"{python.parent}:{clone.env['PATH']}"
    sentence = failure(clone)
    assert "lacks the venv and ensurepip modules" in sentence
    assert "python3-venv" in sentence
    assert str(clone.root / "bare-venv") in sentence


def test_registry_out_of_reach(clone: Clone) -> None:
    clone.add_python()
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
        del clone.env[name]
    clone.env |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    clone.env |= {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    sentence = failure(clone, lines=2)
    assert sentence.startswith(f"uvw: could not install uv {VERSION} (ERROR: ")
    assert sentence.endswith(
        "check the network and pip's index and proxy settings, or install uv yourself"
    )


def test_store_not_writable(clone: Clone) -> None:
    clone.add_python()
    assert finds_python(clone)
