"""A git repository of the organisation's llm package, for as long as the real one is private.

The files in `llm_package/` are the same for every organisation: only the module that they become
and the distribution that holds them have the organisation's name.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

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
packages = ["src/{namespace}"]
"""


@dataclass(frozen=True)
class LlmPackage:
    """What an organisation calls its package, and where it keeps it."""

    distribution: str
    namespace: str
    url: str


PACKAGES = {
    "palindrom-ai": LlmPackage(
        "palindrom-ai-llm", "palindrom_ai", "https://github.com/palindrom-ai/llm"
    ),
    "progression-labs": LlmPackage(
        "progression-labs-llm", "progression_labs", "https://github.com/progression-labs/llm"
    ),
}


def build_llm_repository(organisation: str, into: Path) -> Path:
    """Commit the stand-in for an organisation to a bare repository with a branch main."""
    package = PACKAGES[organisation]
    work = into / f"{package.distribution}-work"
    module = work / "src" / package.namespace / "llm"
    shutil.copytree(SOURCE, module, ignore=shutil.ignore_patterns("__pycache__"))
    (work / "pyproject.toml").write_text(PYPROJECT.format_map(vars(package)))
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
    environment = {"GIT_CONFIG_COUNT": str(len(PACKAGES)), "UV_NO_GITHUB_FAST_PATH": "1"}
    for number, (organisation, package) in enumerate(PACKAGES.items()):
        repository = build_llm_repository(organisation, into)
        environment[f"GIT_CONFIG_KEY_{number}"] = f"url.{repository.as_uri()}.insteadOf"
        environment[f"GIT_CONFIG_VALUE_{number}"] = package.url
    return environment


def _git(*arguments: str, folder: Path) -> None:
    subprocess.run(
        ["git", "-c", "user.name=test", "-c", "user.email=test@example.com", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW},
        check=True,
        capture_output=True,
    )
