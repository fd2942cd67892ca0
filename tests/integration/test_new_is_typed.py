"""What `goldenpath new` prints is typed into a shell, on a machine without uv, as it is printed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.command import run_goldenpath
from support.template import git, release
from support.uvw_clone import TOOLS, VERSION, write_program

pytestmark = pytest.mark.slow

# A uv that writes down where it was called, and with what.
NOTING_UV = f"""#!/bin/sh
case $1 in
--version) echo "uv {VERSION}" ;;
*) printf '%s\\n' "$PWD: $*" >> "$NOTES" ;;
esac
"""
FOLDERS = ["My Service", "Größe & it's", "-x $HOME #1", "a\tb [bold]c[/] 'd' \u3164"]


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with git, Python and a shell, and no uv."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in (*TOOLS, "bash", "git", "uname"):
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    write_program(tools / "python3", f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n")
    write_program(tools / "less", '#!/bin/sh\nexec cat "$@"\n')
    return {"PATH": str(tools), "UV": "", "NOTES": str(tmp_path / "notes")}


def commands_of(printed: str) -> list[str]:
    """The commands that are printed, without what each is for."""
    after = printed.partition("\nNext:\n")[2]
    return [line[2:].partition("   ")[0] for line in after.splitlines() if line.startswith("  ")]


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_printed_can_be_typed(
    released_template: Path, tmp_path: Path, machine: dict[str, str], name: str
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    done = run_goldenpath(
        *("new", f"../there/{name}", "--defaults", "--no-lock", "--data", "project_name=Orders"),
        *("--template", released_template),
        folder=work,
        environment=machine,
    )
    assert done.returncode == 0, done.stderr
    repository = tmp_path / "there" / name
    write_program(repository / f".uvw/{VERSION}/bin/uv", NOTING_UV)
    commands = commands_of(done.stdout)
    typed = subprocess.run(
        ["bash", "-eu"],
        cwd=work,
        env={**os.environ, **machine},
        input="\n".join(commands),
        check=False,
        capture_output=True,
        text=True,
    )
    assert typed.returncode == 0, f"{commands}\n{typed.stderr}"
    assert Path(machine["NOTES"]).read_text() == "".join(
        f"{repository}: {arguments}\n"
        for arguments in (
            "lock",
            "sync",
            "run pytest",
            "tool run --from git+https://github.com/palindrom-ai/goldenpath.git goldenpath check",
        )
    )
    assert git("config", "core.hooksPath", folder=repository) == ".husky\n"
    assert "## In five steps" in typed.stdout


def test_a_release_without_the_wrapper_names_the_uv_that_there_is(
    template: Path, tmp_path: Path, machine: dict[str, str]
) -> None:
    older = tmp_path / "older"
    shutil.copytree(template, older)
    (older / "template/{{base}}/uvw").unlink()
    release(older, "v0.4.0")
    uv = write_program(tmp_path / "my uv/uv", NOTING_UV)
    command = ("new", "orders", "--defaults", "--no-lock", "--template", older)
    done = run_goldenpath(*command, folder=tmp_path, environment={**machine, "UV": str(uv)})
    assert done.returncode == 0, done.stderr
    assert f"\n  '{uv}' sync " in done.stdout
    (Path(machine["PATH"]) / "uv").symlink_to(uv)
    shutil.rmtree(tmp_path / "orders")
    done = run_goldenpath(*command, folder=tmp_path, environment={**machine, "UV": str(uv)})
    assert "\n  uv sync " in done.stdout


def test_a_folder_of_this_machine_is_told_to_be_one(
    released_template: Path, tmp_path: Path
) -> None:
    done = run_goldenpath(
        *("new", "orders", "--defaults", "--no-lock", "--template", released_template),
        folder=tmp_path,
    )
    told = f"warning: the repository records {released_template} as its template, and nobody"
    assert told in done.stderr
    assert "--template https://github.com/palindrom-ai/goldenpath.git" in done.stderr
    assert done.stderr.count("warning") == 1
