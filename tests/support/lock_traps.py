"""What runs code of a repository when uv locks it; each trap leaves a canary."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from support.small_template import PYPROJECT, Repository, SmallTemplate, write
from support.template import git

EMPTY_LOCK = 'version = 1\nrevision = 3\nrequires-python = ">=3.13"\n'
# Anything that has no dependency, so that a lock takes no network.
BARE = 'requires-python = ">=3.13"\ndependencies = [\n]\n\n[dependency-groups]\ndev = []\n'
IN_TREE = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


@dataclass(frozen=True)
class Trap:
    """What is planted in a repository."""

    # Beside those of the repository; one without a text is a program that trips the canary.
    files: Mapping[str, str | None]
    # Added to pyproject.toml.
    settings: str = ""
    is_dynamic: bool = False
    # What the report says of the lock; empty where it is made all the same.
    said: str = ""
    # Whether the code runs where it is asked for.
    is_built: bool = True

    def plant(self, repository: Repository, canary: Path) -> None:
        """Commit it."""
        text = repository.read("pyproject.toml")
        if self.is_dynamic:
            text = text.replace('version = "0.1.0"', 'dynamic = ["version"]')
        write(repository.root / "pyproject.toml", f"{self.settings}\n{text}")
        write(repository.root / "uv.lock", EMPTY_LOCK)
        for path, content in self.files.items():
            target = repository.root / path
            write(target, trip(canary, path) if content is None else content)
            target.chmod(0o755)
        git("add", "--force", "--all", folder=repository.root)
        repository.commit()


def bare(text: str) -> str:
    """A pyproject.toml without dependencies."""
    head, _, rest = text.partition('requires-python = ">=3.13"\n')
    _, _, rest = rest.partition('  "ruff>=0.12",\n]\n')
    return head + BARE + rest


def trip(canary: Path, path: str) -> str:
    """A program that leaves a trace, and does what it is asked for afterwards."""
    if path.endswith(".py"):
        return f"open({str(canary)!r}, 'w').close()\n{BACKEND}"
    return f'#!/bin/sh\ntouch {canary}\nexec python3 "$@"\n'


BACKEND = """
import os, zipfile
__version__ = "1.0"
_NAME = "demo" if os.path.exists("ci") else "trap"
def prepare_metadata_for_build_wheel(folder, *ignored):
    info = f"{_NAME}-1.0.dist-info"
    os.makedirs(f"{folder}/{info}")
    with open(f"{folder}/{info}/METADATA", "w") as file:
        file.write(f"Metadata-Version: 2.1\\nName: {_NAME}\\nVersion: 1.0\\n")
    return info
prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel
if __name__ == "__main__" and os.path.exists("setup.py"):
    from setuptools import setup
    setup(name="trap", version="1.0")
"""
DYNAMIC = f'{IN_TREE}[project]\nname = "trap"\ndynamic = ["version"]\n'
STATIC = '[project]\nname = "trap"\nversion = "1.0"\n'
HATCH = (
    '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    '[tool.hatch.version]\nsource = "code"\npath = "version.py"\n'
)
SETUP_PY = "libs/trap would have to be built: it has no pyproject.toml"
ITS_VERSION = "would have to be built: its version is dynamic"
SOURCE = "[tool.uv.sources]\ntrap = "
NEEDED = "[tool.uv]\ndev-dependencies = ['trap']\n"
TRAPS: Mapping[str, Trap] = {
    "a dynamic version with a hatch hook": Trap(
        {"version.py": None}, HATCH, is_dynamic=True, said=f"pyproject.toml {ITS_VERSION}"
    ),
    "a back end in the tree": Trap(
        {"backend.py": None}, IN_TREE, is_dynamic=True, said=f"pyproject.toml {ITS_VERSION}"
    ),
    "a path source with setup.py": Trap(
        {"libs/trap/setup.py": None}, f"{NEEDED}{SOURCE}{{ path = 'libs/trap' }}\n", said=SETUP_PY
    ),
    "a path source of a path source": Trap(
        {
            "libs/one/pyproject.toml": '[project]\nname = "one"\nversion = "1"\n'
            'dependencies = ["trap"]\n' + SOURCE + "{ path = '../trap' }\n",
            "libs/trap/setup.py": None,
        },
        "[tool.uv]\ndev-dependencies = ['one']\n[tool.uv.sources]\none = { path = 'libs/one' }\n",
        said=SETUP_PY,
    ),
    "an editable path source": Trap(
        {"libs/trap/pyproject.toml": DYNAMIC, "libs/trap/backend.py": None},
        f"{NEEDED}{SOURCE}[{{ path = './libs/trap', editable = true }}]\n",
        said=f"libs/trap/pyproject.toml {ITS_VERSION}",
    ),
    "a member of the workspace": Trap(
        {"libs/trap/pyproject.toml": DYNAMIC, "libs/trap/backend.py": None},
        "[tool.uv.workspace]\nmembers = ['libs/*']\n",
        said=f"libs/trap/pyproject.toml {ITS_VERSION}",
    ),
    "a tracked environment": Trap(
        {".venv/bin/python": None, ".venv/pyvenv.cfg": "home = /usr/bin\n"}, is_built=False
    ),
    "a program as the version of Python": Trap(
        {".python-version": "./evil\n", "evil": None}, is_built=False
    ),
}


def release_other_settings(small: SmallTemplate) -> None:
    """A release that changes pyproject.toml, so that an update locks again."""
    changed = PYPROJECT.replace("line-length = 100", "line-length = 110")
    small.release("v1.1.0", {"pyproject.toml.jinja": changed})
