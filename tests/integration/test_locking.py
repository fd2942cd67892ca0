"""A lock that is made without building is the one that uv makes, or the old one stays."""

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenpath.model.drift import FileState
from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.drift.lock_check import check_lock
from goldenpath.operations.locking.uv import reason

from support.command import run_goldenpath
from support.lock_traps import EMPTY_LOCK, bare, release_other_settings
from support.small_template import Repository, SmallTemplate, write
from support.template import ROOT, git

pytestmark = pytest.mark.slow

STATIC = '[project]\nname = "{0}"\nversion = "1"\nrequires-python = ">=3.12"\n'
BACKEND = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'


@pytest.fixture
def behind(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository without dependencies, and with an update that changes its pyproject.toml."""
    write(repository.root / "pyproject.toml", bare(repository.read("pyproject.toml")))
    repository.write("uv.lock", EMPTY_LOCK)
    release_other_settings(small)
    return repository


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """An index of our own: `mixed` and `old` have wheels in an older version only."""
    folder = tmp_path / "registry"
    add_wheel(folder, "mixed-1.0-py3-none-any.whl")
    add_source(folder, "mixed-2.0", "2.1")
    add_wheel(folder, "old-1.0-py3-none-any.whl")
    add_wheel(folder, "old-2.0-cp39-cp39-manylinux_2_17_x86_64.whl")
    add_source(folder, "old-2.0", "2.2")
    add_source(folder, "only-1.0", "2.2")
    add_wheel(folder, "fine-1.0-py3-none-any.whl")
    add_wheel(folder, "fine-2.0-cp313-cp313-win_amd64.whl")
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        port = server.stdout.readline().partition(" port ")[2].split()[0]
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def add_wheel(folder: Path, name: str) -> None:
    distribution, version = name.split("-")[:2]
    (folder / distribution).mkdir(parents=True, exist_ok=True)
    info = f"{distribution}-{version}.dist-info"
    with zipfile.ZipFile(folder / distribution / name, "w") as wheel:
        about = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        wheel.writestr(f"{info}/METADATA", about)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        wheel.writestr(f"{info}/RECORD", "")


def add_source(folder: Path, name: str, metadata_version: str) -> None:
    distribution, version = name.split("-")
    (folder / distribution).mkdir(parents=True, exist_ok=True)
    about = f"Metadata-Version: {metadata_version}\nName: {distribution}\nVersion: {version}\n"
    with tarfile.open(folder / distribution / f"{name}.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo(f"{name}/PKG-INFO")
        entry.size = len(about)
        archive.addfile(entry, io.BytesIO(about.encode()))


def use(repository: Repository, registry: str, *requirements: str) -> None:
    text = repository.read("pyproject.toml")
    written = "".join(f'  "{line}",\n' for line in requirements)
    text = text.replace("dependencies = [\n]", f"dependencies = [\n{written}]")
    index = f'[[tool.uv.index]]\nurl = "{registry}"\ndefault = true\n\n'
    repository.write("pyproject.toml", index + text)


def lock_by_hand(root: Path, *options: str) -> None:
    subprocess.run([os.environ.get("UV", "uv"), "lock", "--quiet", *options], cwd=root, check=True)


HARMLESS = {
    "nothing": ("", {}),
    "a project with a back end": (BACKEND, {}),
    "a back end, and no package": (f"{BACKEND}[tool.uv]\npackage = false\n", {}),
    "a workspace": (
        "[tool.uv]\ndev-dependencies = ['two']\n[tool.uv.sources]\ntwo = { workspace = true }\n"
        "[tool.uv.workspace]\nmembers = ['./libs/*', '**/d[!x]ep']\nexclude = ['libs/not']\n",
        {
            "libs/one/pyproject.toml": STATIC.format("one") + BACKEND,
            "libs/two/pyproject.toml": STATIC.format("two") + 'dependencies = ["one"]\n'
            "[tool.uv.sources]\none = { workspace = true }\n",
            "libs/not/pyproject.toml": "[project]\n",
            "libs/one/below/pyproject.toml": "[project]\n",
            "a/b/deep/pyproject.toml": STATIC.format("deep"),
        },
    ),
    "path sources": (
        "[tool.uv]\ndev-dependencies = ['one', 'two']\n[tool.uv.sources]\n"
        "one = { path = './libs/one', editable = true }\n"
        "two = [{ path = 'libs/three/../two' }]\n",
        {
            "libs/one/pyproject.toml": STATIC.format("one") + "dynamic = ['readme']\n" + BACKEND,
            "libs/two/pyproject.toml": STATIC.format("two") + 'dependencies = ["one"]\n'
            "[tool.uv.sources]\none = { path = '../one', editable = true }\n",
        },
    ),
    "groups, extras and conflicts": (
        "[project.optional-dependencies]\nx = ['iniconfig<2']\ny = ['iniconfig>=2']\n"
        "[tool.uv]\nconflicts = [[{ extra = 'x' }, { extra = 'y' }]]\ndefault-groups = []\n"
        "constraint-dependencies = ['iniconfig>1']\nenvironments = ['sys_platform == \"linux\"']\n"
        "build-constraint-dependencies = ['hatchling>1']\nno-build-package = ['iniconfig']\n"
        "exclude-newer = '2026-01-01T00:00:00Z'\n",
        {},
    ),
    "settings in uv.toml": (
        "[tool.uv]\ndev-dependencies = ['iniconfig>=2']\n",
        {"uv.toml": "resolution = 'lowest'\nlink-mode = 'copy'\n"},
    ),
    "a source by its index": (
        "[tool.uv]\ndev-dependencies = ['iniconfig']\n[tool.uv.sources]\n"
        "iniconfig = { index = 'mine' }\n"
        "[[tool.uv.index]]\nname = 'mine'\nurl = 'https://pypi.org/simple'\nexplicit = true\n",
        {},
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_the_lock_is_the_one_that_uv_makes(behind: Repository, tmp_path: Path, name: str) -> None:
    settings, files = HARMLESS[name]
    behind.write("pyproject.toml", f"{settings}\n{behind.read('pyproject.toml')}")
    for path, content in files.items():
        behind.write(path, content)
    report = behind.update(lock=True)
    assert report.lock_left is None
    assert report.is_locked
    clone = tmp_path / "clone"
    git("clone", "--quiet", str(behind.root), str(clone), folder=tmp_path)
    write(clone / "uv.lock", EMPTY_LOCK)
    lock_by_hand(clone)
    assert (clone / "uv.lock").read_text() == behind.read("uv.lock")
    assert check_lock(behind.root) is None
    behind.edit("pyproject.toml", 'version = "0.1.0"', 'version = "0.2.0"')
    finding = check_lock(behind.root)
    assert finding
    assert finding.state is FileState.OUTDATED


def test_a_wheel_in_the_repository_is_locked(behind: Repository) -> None:
    add_wheel(behind.root / "wheels", "mine-1.0-py3-none-any.whl")
    source = "{ path = 'wheels/mine/mine-1.0-py3-none-any.whl' }"
    settings = f"[tool.uv]\ndev-dependencies = ['mine']\n[tool.uv.sources]\nmine = {source}\n"
    behind.write("pyproject.toml", f"{settings}\n{behind.read('pyproject.toml')}")
    assert behind.update(lock=True).is_locked
    lock_by_hand(behind.root, "--check")
    assert check_lock(behind.root) is None


def test_our_own_lock_is_checked() -> None:
    assert check_lock(ROOT) is None


def test_a_package_without_a_wheel_leaves_the_lock(behind: Repository, registry: str) -> None:
    use(behind, registry, "only")
    finding = check_lock(behind.root)
    assert finding
    assert finding.state is FileState.UNCHECKED
    assert "checked: only would have to be built; correct this" in finding.message
    report = behind.update(lock=True)
    assert "as it is: only would have to be built. Run `uv lock`" in str(report.lock_left)
    assert behind.read("uv.lock") == EMPTY_LOCK


@pytest.mark.parametrize("name", ["old", "old with a wheel", "mixed"])
def test_a_locked_package_does_not_go_back_to_its_last_wheel(
    behind: Repository, registry: str, name: str
) -> None:
    """Uv would take the older version without a word.

    A lock may have a wheel for a version of Python that is not supported any more.
    """
    name, _, wheel = name.partition(" with ")
    use(behind, registry, f"{name}>=1", "fine")
    wanted = behind.read("pyproject.toml")
    if name == "old" and not wheel:
        lock_by_hand(behind.root)
    else:
        package = (
            f'\n[[package]]\nname = "{name}"\nversion = "2.0"\n'
            f'source = {{ registry = "{registry}" }}\n'
            f'sdist = {{ url = "{registry}/{name}/{name}-2.0.tar.gz" }}\n'
        )
        if wheel:
            url = f"{registry}/old/old-2.0-cp39-cp39-manylinux_2_17_x86_64.whl"
            package += f'wheels = [{{ url = "{url}" }}]\n'
        behind.write("uv.lock", EMPTY_LOCK + package)
    behind.commit()
    lock = behind.read("uv.lock")
    assert 'version = "2.0"' in lock
    behind.write("pyproject.toml", wanted.replace('"fine"', '"fine>=2"'))
    report = behind.update(lock=True)
    assert f"as it is: {name} 2.0 would have to be built, so uv" in str(report.lock_left)
    assert behind.read("uv.lock") == lock


def test_packages_with_wheels_go_up_and_down(behind: Repository, registry: str) -> None:
    use(behind, registry, "fine", "old")
    lock_by_hand(behind.root)
    behind.edit("pyproject.toml", '"fine"', '"fine<2"')
    behind.edit("pyproject.toml", '  "old",\n', "")
    report = behind.update(lock=True)
    assert (report.is_locked, report.lock_left) == (True, None)
    assert 'name = "fine"\nversion = "1.0"' in behind.read("uv.lock")
    assert 'name = "old"' not in behind.read("uv.lock")


def test_what_uv_says_of_a_failure_is_one_short_sentence(behind: Repository) -> None:
    use(behind, "http://127.0.0.1:9/simple", "iniconfig")
    environment = {"GOLDENPATH_CACHE": str(behind.cache), "UV_HTTP_RETRIES": "0"}
    head = behind.head()
    done = run_goldenpath("update", folder=behind.root, environment=environment)
    assert (done.returncode, behind.head()) == (3, head)
    assert "uv cannot lock the updated dependencies: " in done.stderr
    assert "Nothing was changed" in done.stderr
    assert len(done.stderr) < 500
    with pytest.raises(EnvironmentProblemError, match="Nothing was changed"):
        behind.update(lock=True, build=True)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "it says nothing"),
        ("Using CPython\nkilled\n", "killed"),
        ("  \u00d7 No solution:\n  ╰─▶ Because one\n      and two.\n", "No solution: Because one"),
        ("error: one\n  Caused by: two\n  Caused by: three.\n", "one: three"),
        (
            "warning: x\nerror: one\n  cause: two\n  cause: three.\n    more\n\nhint: y",
            "one: three",
        ),
        ("error: " + "x" * 1000, "x" * 240 + "…"),
    ],
)
def test_the_first_and_the_last_thing_that_uv_says_are_told(said: str, told: str) -> None:
    assert reason(said) == told


@pytest.mark.parametrize("content", ["[[", '"name = 1\n'])
def test_a_broken_lock_is_left(behind: Repository, content: str) -> None:
    behind.write("uv.lock", content)
    finding = check_lock(behind.root)
    assert finding
    assert finding.state is FileState.UNCHECKED
    assert "uv.lock is not valid TOML" in str(behind.update(lock=True).lock_left)
    assert behind.read("uv.lock") == content


def test_a_python_of_another_version_is_looked_for(behind: Repository) -> None:
    behind.edit("pyproject.toml", 'requires-python = ">=3.13"', 'requires-python = ">=3.99"')
    finding = check_lock(behind.root)
    assert finding
    assert "3.99" in finding.message
