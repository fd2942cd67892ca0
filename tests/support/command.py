"""Running goldenpath as a person does: a process of its own, with nobody at the terminal.

Each process is a fork of a warm one, which has the imports behind it: they would take most of the
time. A test about the start of the program, or about a kill, starts Python anew.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from goldenpath.cli import main

_PLAIN = {
    "COLUMNS": "200",
    "NO_COLOR": "1",
    "GOLDENPATH_TEMPLATE": "",
    "GOLDENPATH_ORGANISATION": "",
}
_COMMANDS = ("check", "diff", "fleet_check", "new", "release_check", "release_create", "restore")
_IMPORTED = (
    "support.command",
    "copier",
    "copier._main",
    "goldenpath.commands.app",
    *(f"goldenpath.commands.{name}" for name in (*_COMMANDS, "release_notes", "update", "waive")),
    "goldenpath.operations.standards.check_standards",
    "goldenpath.rules.catalogue",
)
# Seconds.
_PATIENCE = 120
_STREAMS = ("stdout", "stderr")

_warm = multiprocessing.get_context("forkserver")
_warm.set_forkserver_preload([*_IMPORTED])


def run_goldenpath(
    *arguments: str | Path, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in ``folder`` and return how it ended."""
    typed = [os.fspath(argument) for argument in arguments]
    variables = os.environ | _PLAIN | dict(environment or {})
    with tempfile.TemporaryDirectory(prefix="said-") as scratch:
        process = _warm.Process(target=_run, args=(typed, folder, variables, Path(scratch)))
        process.start()
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(typed, _PATIENCE)
        said = [(Path(scratch) / name).read_text(encoding="utf-8") for name in _STREAMS]
    return subprocess.CompletedProcess(["goldenpath", *typed], process.exitcode, *said)


def _run(arguments: list[str], folder: Path, variables: Mapping[str, str], said: Path) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, name in enumerate(_STREAMS, start=1):
        os.dup2(os.open(said / name, os.O_WRONLY | os.O_CREAT), descriptor)
        setattr(sys, name, os.fdopen(descriptor, "w", encoding="utf-8", closefd=False))
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    sys.argv = ["goldenpath", *arguments]
    main()
