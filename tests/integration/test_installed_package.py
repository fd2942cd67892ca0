"""goldenpath as it is installed: with its catalogue, and without a template."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.quick_render import render_quickly
from support.template import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [os.environ.get("UV", "uv"), "build", "--wheel", "--quiet", "--out-dir", folder, ROOT],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        content.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The checkout is what coverage measures, not the wheel's copy of it.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return subprocess.run(
        [sys.executable, "-m", "goldenpath", *arguments],
        cwd=installed.parent,
        env=unmeasured | {"PYTHONPATH": str(installed)},
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
    )


def test_it_knows_the_shapes(installed: Path) -> None:
    done = run(installed, "shapes")
    assert done.returncode == 0, done.stderr
    assert "lambda-pipeline" in done.stdout


def test_it_renders_another_template_than_its_own(installed: Path, released_template: Path) -> None:
    destination = installed.parent / "repo"
    done = run(
        installed,
        *("new", str(destination), "--defaults", "--no-lock"),
        *("--template", str(released_template)),
    )
    assert done.returncode == 0, done.stderr
    assert (destination / "pyproject.toml").is_file()


def test_it_has_the_stand_in_for_a_trial(installed: Path, template: Path) -> None:
    service = render_quickly(template, installed.parent / "service", {"shape": "llm-service"})
    done = run(installed, "try", str(service))
    assert done.returncode == 0, done.stderr
    trial = installed.parent / "service-trial"
    assert (trial / "llm-stand-in/src/palindrom_ai/llm/server/app.py").is_file()


def test_it_is_typed_and_has_no_template_inside(installed: Path) -> None:
    names = {path.name for path in (installed / "goldenpath").iterdir()}
    assert {"py.typed", "catalogue"} <= names
    assert not list(installed.rglob("copier.yml"))
