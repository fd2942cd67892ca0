"""A git repository of the organisation's llm package, for as long as the real one is private.

The files in `llm_package/` are the same for every organisation: only the module that they become
and the distribution that holds them have the organisation's name, as its profile says.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from goldenpath.model.catalogue import read_catalogue
from goldenpath.model.organisation import Package

SOURCE = Path(__file__).with_name("llm_package")
# One time for all commits, so that the same source is the same commit in uv.lock.
NOW = "2026-01-01T00:00:00Z"
PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{distribution}"
version = "0.1.0"
description = "A stand-in of the organisation's llm package, for tests."
requires-python = ">=3.13,<3.14"
dependencies = ["litellm>=1.55", "instructor>=1.7", "pydantic>=2", "pydantic-settings>=2"]

[project.optional-dependencies]
rag = []
server = ["fastapi>=0.115", "uvicorn>=0.34"]

[tool.hatch.build.targets.wheel]
packages = ["src/{top}"]
"""


def packages() -> Mapping[str, Package]:
    """Every organisation's package, by the URL of its repository; some may share one."""
    known = read_catalogue(Path(__file__).parents[2]).organisations
    return {str(it.packages.llm.source): it.packages.llm for it in known if it.packages.llm.source}


def build_llm_repository(package: Package, into: Path) -> Path:
    """Commit the stand-in as an organisation's package to a bare repository with a branch main."""
    work = into / f"{package.distribution}-work"
    module = work / "src" / package.module.replace(".", "/")
    shutil.copytree(SOURCE, module, ignore=shutil.ignore_patterns("__pycache__"))
    top = package.module.partition(".")[0]
    (work / "pyproject.toml").write_text(
        PYPROJECT.format(distribution=package.distribution, top=top)
    )
    bare = into / f"{package.distribution}.git"
    _git("init", "--quiet", "--initial-branch=main", folder=work)
    _git("add", "--all", folder=work)
    _git("commit", "--quiet", "--message=feat: stand in", folder=work)
    _git("tag", "v0.1.0", folder=work)
    _git("clone", "--quiet", "--bare", str(work), str(bare), folder=into)
    shutil.rmtree(work)
    return bare


def redirections(into: Path) -> dict[str, str]:
    """Build every organisation's repository, and let git and uv find them at their URLs."""
    found = packages()
    environment = {"GIT_CONFIG_COUNT": str(len(found)), "UV_NO_GITHUB_FAST_PATH": "1"}
    for number, (url, package) in enumerate(found.items()):
        repository = build_llm_repository(package, into)
        environment[f"GIT_CONFIG_KEY_{number}"] = f"url.{repository.as_uri()}.insteadOf"
        environment[f"GIT_CONFIG_VALUE_{number}"] = url
    return environment


def _git(*arguments: str, folder: Path) -> None:
    subprocess.run(
        ["git", "-c", "user.name=test", "-c", "user.email=test@example.com", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW},
        check=True,
        capture_output=True,
    )
