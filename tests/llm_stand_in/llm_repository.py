"""A git repository of the organisation's llm package, for as long as the real one is private.

It is the stand-in that `goldenpath try` uses too: only the distribution and the module have the
organisation's name.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from goldenpath.model.catalogue import read_catalogue
from goldenpath.model.organisation import Package
from goldenpath.operations.trial.stand_in import write_stand_in

# One time for all commits, so that the same source is the same commit in uv.lock.
NOW = "2026-01-01T00:00:00Z"


def packages() -> Mapping[str, Package]:
    """Every organisation's package, by the URL of its repository; some may share one."""
    known = read_catalogue(Path(__file__).parents[2]).organisations
    return {str(it.packages.llm.source): it.packages.llm for it in known if it.packages.llm.source}


def build_llm_repository(package: Package, into: Path) -> Path:
    """Commit the stand-in as an organisation's package to a bare repository with a branch main."""
    work = into / f"{package.distribution}-work"
    write_stand_in(package, work)
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
