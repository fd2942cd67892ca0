"""This project's workflows: what they may do, and their shell steps, run against a bare remote."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from support.template import ROOT, git, render
from support.workflow import Job, Stage, scripts_of

pytestmark = pytest.mark.slow

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCRIPTS = sorted((ROOT / ".github/scripts").iterdir())
TAG = "v1.1.0"
CHANGELOG = """\
# Changelog

## [1.1.0] - 2026-11-21

### Added

- A shape.

## [1.0.0] - 2026-11-01

- The first.
"""
# Stands in for uv: writes down what it is asked, and does the little that scripts wait for.
UVW = """\
#!/bin/sh
echo "$UV_EXCLUDE_NEWER $*" >> uvw-calls
case "$*" in
build*) mkdir -p dist && touch dist/goldenpath.whl dist/goldenpath.tar.gz ;;
*"release join"*) echo "$5 and $6"; [ ! -e refused ] ;;
*"release notes"*) echo "# From $6 to $7" ;;
*pytest*) echo 'FAILED tests/e2e: no such wheel'; exit 1 ;;
esac
"""


def shellcheck(*paths: Path) -> str:
    tool = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run([tool, *paths], check=False, capture_output=True, text=True)
    return done.stdout + done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a small project with these workflows, whose remote is a bare repository."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / ".github", root / ".github")
    (root / "pyproject.toml").write_text('[project]\nversion = "1.1.0"\n')
    (root / "CHANGELOG.md").write_text(CHANGELOG)
    (root / "uvw").write_text(UVW)
    (root / "uvw").chmod(0o755)
    git("init", "--quiet", "--initial-branch=main", folder=root)
    commit(root, "chore(release): v1.0.0")
    git("tag", "--annotate", "--message=v1.0.0", "v1.0.0", folder=root)
    commit(root, f"chore(release): {TAG}")
    git("tag", "--annotate", f"--message={TAG}", TAG, folder=root)
    git("clone", "--quiet", "--bare", root, tmp_path / "remote.git", folder=tmp_path)
    git("remote", "add", "origin", tmp_path / "remote.git", folder=root)
    git("fetch", "--quiet", "origin", folder=root)
    return root


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    (tmp_path / "stage").mkdir()
    return Stage(tmp_path / "stage", reference=TAG)


def commit(root: Path, message: str) -> None:
    git("add", "--all", folder=root)
    git("commit", "--quiet", "--allow-empty", f"--message={message}", folder=root)


def run_job(checkout: Path, stage: Stage, workflow: str, name: str) -> int:
    return Job(checkout / f".github/workflows/{workflow}.yml", name, stage).run(checkout)


def run_script(checkout: Path, stage: Stage, name: str, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [checkout / ".github/scripts" / name, *arguments],
        cwd=checkout,
        env=dict(stage.variables),
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_pinned_and_may_do_little(workflow: Path) -> None:
    text = workflow.read_text()
    for action in re.findall(r"uses: (?!\./)(.+)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    document = yaml.safe_load(text)
    assert document["permissions"] in ({}, {"contents": "read"})
    for job in document["jobs"].values():
        assert "uses" in job or job["timeout-minutes"]
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_who_may_write_runs_no_code_of_dependencies() -> None:
    for workflow in WORKFLOWS:
        for job in yaml.safe_load(workflow.read_text())["jobs"].values():
            if "write" in job.get("permissions", {}).values():
                assert "uvw" not in yaml.safe_dump(job["steps"])


def test_shellcheck_finds_nothing_in_scripts() -> None:
    assert SCRIPTS
    assert all(os.access(script, os.X_OK) for script in SCRIPTS)
    assert shellcheck(*SCRIPTS) == ""


def test_shellcheck_finds_nothing_in_the_steps_of_workflows(template: Path, tmp_path: Path) -> None:
    rendered = render(template, tmp_path / "repo") / ".github/workflows"
    steps = []
    for workflow in (*WORKFLOWS, *rendered.iterdir()):
        for name, script in scripts_of(workflow).items():
            step = tmp_path / f"{len(steps)}-{workflow.stem}-{name}.sh"
            step.write_text(f"#!/usr/bin/env bash\nset -eo pipefail\n{script}\n")
            steps.append(step)
    assert len(steps) > 20
    # GH_TOKEN and its like come from the step; backticks in single quotes are Markdown.
    assert shellcheck(Path("--exclude=SC2154,SC2016"), *steps) == ""


def test_a_tag_becomes_a_release_with_its_notes(checkout: Path, stage: Stage) -> None:
    assert run_job(checkout, stage, "release", "build") == 0
    # What the artifact carries to the next job.
    release = checkout / "release"
    release.mkdir()
    for made in ("dist", "notes.md"):
        (checkout / made).rename(release / made)
    assert run_job(checkout, stage, "release", "publish") == 0
    view, create = stage.take_calls()
    assert view == f"release view {TAG}"
    assert create.startswith(f"release create {TAG} --verify-tag --title {TAG}")
    assert create.endswith("dist/goldenpath.tar.gz release/dist/goldenpath.whl")
    body = stage.body("release") or ""
    assert "- A shape." in body
    assert "- The first." not in body
    assert f"# From v1.0.0 to {TAG}" in body
    # Again, after a failure further on: mended, not made twice.
    assert run_job(checkout, stage, "release", "publish") == 0
    assert [call.split()[1] for call in stage.take_calls()] == ["view", "edit", "upload"]


def test_the_parts_of_the_gate_are_joined_into_one_answer(checkout: Path, stage: Stage) -> None:
    for number in (1, 2):
        shard = Job(checkout / ".github/workflows/upgrade-matrix.yml", "shard", stage)
        shard.context |= {"matrix.number": str(number), "strategy.job-total": "2"}
        assert shard.run(checkout) == 0
        part = checkout / f"parts/gate-{number}"
        part.mkdir(parents=True)
        (checkout / "report.json").rename(part / "report.json")
    asked = (checkout / "uvw-calls").read_text()
    assert "release check --shard 1/2 --format json" in asked
    assert run_job(checkout, stage, "upgrade-matrix", "join") == 0
    assert "parts/gate-1/report.json and parts/gate-2/report.json" in stage.summary
    # What is refused is told, and stops the release.
    (checkout / "refused").touch()
    assert run_job(checkout, stage, "upgrade-matrix", "join") == 1
    assert stage.summary.count("gate-1") == 2


def mistakes() -> Mapping[str, tuple[str, str]]:
    """What is done to a checkout, and what is said of its tag."""
    return {
        "git tag v1.2.0": ("v1.2.0", "is not the version of pyproject.toml, which is 1.1.0."),
        f"git tag --force {TAG} HEAD": (TAG, "is not annotated: nobody vouches for it."),
        "git switch --quiet --detach HEAD^": (TAG, "names another commit than the one"),
        "git update-ref refs/remotes/origin/main HEAD^": (TAG, "is not on main."),
        "sed -i.bak s/1.1.0/1.1.1/ CHANGELOG.md": (TAG, "has no dated entry in CHANGELOG.md."),
    }


@pytest.mark.parametrize("mistake", mistakes())
def test_a_wrong_tag_is_refused(checkout: Path, stage: Stage, mistake: str) -> None:
    subprocess.run(mistake.split(), cwd=checkout, check=True)
    tag, said = mistakes()[mistake]
    status, errors = run_script(checkout, stage, "check-tag.sh", tag)
    assert (status, errors.count("\n")) == (1, 1)
    assert said in errors


def test_the_first_failure_of_the_rot_guard_becomes_one_issue(checkout: Path, stage: Stage) -> None:
    (checkout / "reports").mkdir()
    for mode in ("locked", "newest"):
        report = f"reports/report-{mode}.md"
        assert run_script(checkout, stage, "rot-guard.sh", mode, report)[0] == 1
    asked = (checkout / "uvw-calls").read_text().splitlines()
    assert [call.split(" ", 1)[1].split(" --maxfail")[0] for call in asked] == [
        *("sync --locked", "run --no-sync pytest"),
        *("lock --upgrade", "sync", "run --no-sync pytest"),
    ]
    # As on the day of the commit; and as today.
    assert [bool(call.split(" ", 1)[0]) for call in asked] == [False, True, False, False, False]

    report = Job(checkout / ".github/workflows/rot-guard.yml", "report", stage)
    report.context["needs.guard.result"] = "failure"
    assert report.run(checkout) == 0
    (create,) = stage.take_calls()
    assert create.startswith("issue create --title Rendered repositories have begun to rot")
    body = stage.body("issue") or ""
    assert "## With locked dependencies" in body
    assert "FAILED tests/e2e: no such wheel" in body
    assert report.run(checkout) == 0
    (edit,) = stage.take_calls()
    assert edit.startswith("issue edit 7 ")
    report.context["needs.guard.result"] = "success"
    assert report.run(checkout) == 0
    assert stage.take_calls() == ["issue close 7 --comment The last run found nothing."]
    assert report.run(checkout) == 0
    assert stage.take_calls() == []
