"""The commands of the README, as they are typed.

Packaging needs the wheels of uv.lock: from uv's cache once they are there, else from the registry.
Without either these tests fail, and say so; a package that was not built is not a package that
works.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from support.script import load_script
from support.template import ROOT, Template


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a Python command in the root of the repository."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Where the archive will be: not in dist/, where one may be waiting to be deployed."""
    return tmp_path / "function.zip"


@pytest.mark.parametrize(
    ("architecture", "platform"), [("arm64", "aarch64-linux"), ("x86_64", "x86_64-linux")]
)
def test_the_archive_holds_the_function_for_one_processor(
    architecture: str, platform: str, archive: Path
) -> None:
    result = run("scripts/package.py", "--architecture", architecture, "--output", str(archive))

    assert result.returncode == 0, result.stderr
    assert f"for {architecture}: " in result.stdout
    with ZipFile(archive) as content:
        names = content.namelist()
    handler_file = Template.load().handler.rpartition(".")[0].replace(".", "/") + ".py"
    assert handler_file in names
    assert {platform in name for name in names if name.endswith(".so")} == {True}
    assert not [name for name in names if name.startswith(("boto3", "botocore", "pytest"))]
    assert not [name for name in names if "__pycache__" in name]


def test_the_same_input_gives_the_same_bytes(archive: Path) -> None:
    script = load_script("package")
    again = archive.with_name("again.zip")
    script.build(script.Architecture.ARM64, archive)
    script.build(script.Architecture.ARM64, again)

    assert archive.read_bytes() == again.read_bytes()


def test_the_uv_that_runs_the_script_need_not_be_on_path(
    archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    uv = os.environ.get("UV") or shutil.which("uv")
    shell = shutil.which("sh")
    assert uv
    assert shell
    (tmp_path / "sh").symlink_to(shell)
    monkeypatch.setenv("UV", uv)
    monkeypatch.setenv("PATH", str(tmp_path))

    result = run("scripts/package.py", "--output", str(archive))

    assert result.returncode == 0, result.stderr
    assert archive.exists()


def test_an_archive_over_the_limit_is_refused(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = load_script("package")
    monkeypatch.setattr(script, "UNZIPPED_LIMIT", script.MEBIBYTE)
    monkeypatch.setattr(sys, "argv", ["package.py", "--output", str(archive)])

    with pytest.raises(SystemExit, match="MiB that Lambda takes: drop a dependency"):
        script.main()

    assert not archive.exists()


def test_an_archive_too_large_for_a_direct_upload_says_so(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = load_script("package")
    monkeypatch.setattr(script, "DIRECT_UPLOAD_LIMIT", script.MEBIBYTE)
    monkeypatch.setattr(sys, "argv", ["package.py", "--output", str(archive)])

    script.main()

    assert archive.exists()
    assert "More than 1.0 MiB: it must be uploaded by way of S3." in capsys.readouterr().out


def test_without_uv_there_is_advice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, archive: Path
) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    result = run("scripts/package.py", "--output", str(archive))

    assert result.returncode == 1
    assert result.stderr.startswith("package: uv is not on PATH")
    assert not archive.exists()


def test_a_stale_lock_is_refused(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "uv.lock", ".python-version", "README.md"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path)
    for name in ("src", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    project = tmp_path / "pyproject.toml"
    project.write_text(project.read_text().replace("dependencies = [", 'dependencies = ["six",', 1))

    result = run(str(tmp_path / "scripts" / "package.py"))

    assert result.returncode == 1
    assert result.stderr.startswith("package: uv.lock does not match pyproject.toml")


def test_what_is_deployed_is_where_the_archive_goes() -> None:
    deployed = ROOT / Template.load().code

    assert deployed == load_script("package").ARCHIVE


def test_a_newcomer_sees_what_becomes_of_the_sample() -> None:
    result = run("scripts/run_local.py")

    assert result.returncode == 0, result.stderr
    assert "s3://curated-local/curated/orders.csv/" in result.stdout
    assert "s3://curated-local/quarantine/orders.csv/" in result.stdout
    assert "s3://curated-local/manifests/orders.csv/" in result.stdout
    assert '"curatedCount":8' in result.stdout
    assert '"quarantinedCount":2' in result.stdout
    assert "total: '12,50' is not an amount" in result.stdout


def test_a_local_run_without_a_file_says_what_to_name() -> None:
    result = run("scripts/run_local.py", "nowhere.csv")

    assert result.returncode == 1
    assert result.stderr.startswith("run_local: nowhere.csv is not a file")
