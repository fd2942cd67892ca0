"""What the tests of the wrapper `uvw` share."""

import shutil
import zipfile
from pathlib import Path

import pytest

from support.uvw_clone import FAKE_UV, VERSION, Clone, NewClone, Run


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for pip's --find-links with the stand-in as the wheel of uv."""
    folder = tmp_path_factory.mktemp("wheels")
    info = f"uv-{VERSION}.dist-info"
    files = {
        f"uv-{VERSION}.data/scripts/uv": FAKE_UV,
        f"uv-{VERSION}.data/scripts/uvx": FAKE_UV,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: uv\nVersion: {VERSION}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"uv-{VERSION}-py3-none-any.whl", "w") as wheel:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o100755 << 16  # pip makes executable what is so here
            wheel.writestr(entry, text)
    return folder


@pytest.fixture
def new_clone(tmp_path: Path, wheels: Path) -> NewClone:
    return lambda name: Clone(tmp_path / name, wheels)


@pytest.fixture
def clone(new_clone: NewClone) -> Clone:
    """A clone on a machine without uv and without Python."""
    return new_clone("clone")


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> tuple[Clone, Run]:
    """One clone's first run, in a path with spaces; copied for the tests of later runs."""
    clone = Clone(tmp_path_factory.mktemp("first") / "my clone", wheels)
    clone.add_python()
    return clone, clone.run("who")


@pytest.fixture
def installed(clone: Clone, first_run: tuple[Clone, Run]) -> Clone:
    """A clone whose private uv is there already, on a machine without uv and Python."""
    shutil.copytree(first_run[0].store, clone.store)
    return clone
