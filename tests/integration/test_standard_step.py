"""CI of the extends dialect: the organisation's checker runs where it sees what it needs.

The checker itself is not to be had. A stand-in for npx fails as the checker does: unless the
project is installed, and its own ruff, ty and vulture are on PATH.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from support.quick_render import render_quickly
from support.workflow import Job, Stage

pytestmark = pytest.mark.slow

NPX = """\
#!/bin/sh
for tool in ruff ty vulture; do
    [ "$(command -v "$tool")" = "$PWD/.venv/bin/$tool" ] || exit 1
done
python -c 'import orders_pipeline, pydantic' || exit 1
printf '%s\\n' "$*" > {noted}
cat "$NPM_CONFIG_USERCONFIG" >> {noted}
"""
CHECKERS = {
    "palindrom-ai": ("registry", "check-my-toolkit@2.8.0"),
    "progression-labs": ("@standards-kit:registry", "@standards-kit/conform@0.4.0"),
}
REGISTRY = "https://npm.example/packages"
STEPS = frozenset({"Lock", "Install", "Standard"})


def stage(folder: Path) -> Stage:
    """A runner with uv and the stand-in, and without the tools of this project's environment."""
    folder.mkdir()
    runner = Stage(folder, hidden=Path(sys.prefix))
    runner.add("npx", NPX.format(noted=shlex.quote(str(folder / "noted"))))
    uv = os.environ.get("UV", "uv")
    runner.add("uv", f'#!/bin/sh\nexec {shlex.quote(uv)} "$@"\n')
    return runner


def test_the_checker_sees_the_environment(template: Path, tmp_path: Path) -> None:
    locked: bytes | None = None
    for organisation, (registry, checker) in CHECKERS.items():
        answers = {"organisation": organisation, "standards_dialect": "extends"}
        repository = render_quickly(template, tmp_path / organisation / "a repository", answers)
        if locked is None:
            lock = [os.environ.get("UV", "uv"), "lock", "--quiet"]
            subprocess.run(lock, cwd=repository, check=True)
            locked = (repository / "uv.lock").read_bytes()
        (repository / "uv.lock").write_bytes(locked)
        runner = stage(tmp_path / organisation / "runner")
        job = Job(repository / ".github/workflows/ci.yml", "check", runner)
        job.context |= {"runner.temp": str(runner.folder), "secrets.NPM_TOKEN": "s3cret"}

        # Without the variable, the public registry is not asked: anybody could publish there.
        assert job.run(repository, STEPS) != 0
        assert not (runner.folder / "noted").exists()

        for url in (REGISTRY, f"{REGISTRY}/"):
            job.context["vars.NPM_REGISTRY"] = url
            assert job.run(repository, STEPS) == 0
            assert (runner.folder / "noted").read_text() == (
                f"--yes {checker} code check\n"
                f"{registry}={REGISTRY}/\n"
                # npm itself reads the variable TOKEN, so the token is in no file.
                "//npm.example/packages/:_authToken=${TOKEN}\n"
            )
