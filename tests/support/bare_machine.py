"""A machine with git and Python, and no uv on PATH, as a newcomer has it."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from support.template import ROOT

# Of whatever runs these tests. An index that is configured stays.
_FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTEST_", "COV_", "COVERAGE_", "UV")
_KEPT = ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_CACHE_DIR")


def machine_without_uv(folder: Path) -> Mapping[str, str]:
    """The environment of such a machine, with a cache for templates in ``folder``."""
    own = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_KEPT) or not name.startswith(_FOREIGN)
    }
    programs = [path for path in own["PATH"].split(os.pathsep) if not shutil.which("uv", path=path)]
    return {
        **own,
        "PATH": os.pathsep.join(programs),
        "GOLDENPATH_CACHE": str(folder / "cache"),
        "GOLDENPATH_TEMPLATE": "",
        "COLUMNS": "200",
    }


def spare_the_installation(repository: Path) -> None:
    """Give a repository the private uv of this clone, if there is one, to spare the time."""
    if (ROOT / ".uvw").is_dir():
        shutil.copytree(ROOT / ".uvw", repository / ".uvw")
