"""Running goldenpath as a person does: a process of its own, with nobody at the terminal."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_PLAIN = {
    "COLUMNS": "200",
    "NO_COLOR": "1",
    "GOLDENPATH_TEMPLATE": "",
    "GOLDENPATH_ORGANISATION": "",
}


def run_goldenpath(
    *arguments: str | Path, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in ``folder`` and return how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "goldenpath", *arguments],
        cwd=folder,
        env=os.environ | _PLAIN | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
