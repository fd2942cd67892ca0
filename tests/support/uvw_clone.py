"""A clone of the wrapper `uvw`, and a machine on which it finds what a test puts there."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

UVW = Path(__file__).resolve().parents[2] / "uvw"

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
    ) -> Run:
        return subprocess.run(
            [*shell.split(), str(program or self.uvw), *args],
            cwd=cwd or self.root,
            env=self.env,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
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
            # What runs the tests may ignore SIGINT, as a shell's background jobs do.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def stored(self) -> list[str]:
        """What is in .uvw, without folders and what hides it: [] if nothing was left behind."""
        return sorted(
            str(path.relative_to(self.store))
            for path in self.store.rglob("*")
            if (not path.is_dir() or path.name.startswith("install.")) and path.name != ".gitignore"
        )


INSTALLED = [f"{VERSION}/bin/uv", f"{VERSION}/bin/uvx"]
type NewClone = Callable[[str], Clone]
