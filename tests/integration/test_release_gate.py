"""The gate as a whole: what it runs, in which parts, and after it was killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.operations.release.combinations import combinations_of
from goldenpath.operations.release.gate import dependencies, workflows
from goldenpath.operations.release.gate import run_gate as gate_module
from goldenpath.operations.release.gate.dependencies import DependenciesMatch
from goldenpath.operations.release.gate.joining import join_reports
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.gate.run_gate import GateRequest, Shard
from goldenpath.operations.release.gate.stock import SameOnEveryDay
from goldenpath.operations.release.gate.suites import SuitesAfterUpgrade
from goldenpath.operations.release.gate.task import GateTask, TaskResult
from goldenpath.operations.release.gate.upgrades import EditedUpgrade, PristineUpgrade, Upgrade
from goldenpath.operations.release.gate.workflows import WorkflowsPass

from support.command import run_goldenpath
from support.release_gate import Candidate, candidate, run_gate
from support.small_template import PYPROJECT, STEPS, SmallTemplate

pytestmark = pytest.mark.slow

# Seconds.
PATIENCE = 60.0


@pytest.fixture
def ready(small: SmallTemplate, tmp_path: Path) -> Candidate:
    """A commit that nothing is wrong with."""
    return candidate(small, tmp_path / "cache")


def passing(*_: object) -> TaskResult:
    return TaskResult()


def failing(*_: object) -> TaskResult:
    return TaskResult(("It does not work.",))


def easy_tasks(*_: object) -> tuple[GateTask, ...]:
    return tuple(GateTask(f"check {number}", "easy", passing) for number in range(7))


def upgrade_of(ready: Candidate, release: int = -1) -> Upgrade:
    version = ready.context().earlier[release]
    return Upgrade(version, combinations_of(version)[0])


def test_the_command_resumes_after_a_kill_and_knows_what_has_passed(
    ready: Candidate, tmp_path: Path
) -> None:
    cache = {"GOLDENPATH_CACHE": str(ready.cache)}
    # A part with a slow check and quick ones after it.
    command = ("release", "check", "--no-suites", "--jobs=1", "--shard=2/3")
    running = subprocess.Popen(
        [sys.executable, "-m", "goldenpath", *command],
        cwd=ready.folder,
        env=os.environ | cache,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE
    while not (written := list((ready.cache / "releases").glob("*.jsonl"))):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    # The line that was being written when it was killed.
    with written[0].open("a") as file:
        file.write('{"name": "half a li')
    lines = [line for line in written[0].read_text().splitlines() if line.endswith("}")]
    passed = {json.loads(line)["name"] for line in lines}
    assert passed
    again = run_goldenpath(*command, folder=ready.folder, environment=cache)
    # Nothing is refused, and nothing is proven.
    assert again.returncode == 1, again.stdout + again.stderr
    assert not any(name in again.stderr for name in passed)
    told = " ".join(again.stdout.split())
    assert "cannot be released yet: nothing is refused, but " in told
    assert "Run `goldenpath release check`, which runs only these;" in told
    for group in ("rules", "stock copier", "edited"):
        assert group in again.stdout
    once_more = run_goldenpath(*command, "--format=json", folder=ready.folder, environment=cache)
    report = json.loads(once_more.stdout)
    assert {check["state"] for check in report["checks"]} <= {"passed", "not possible"}
    assert "edited" not in once_more.stderr


def test_shards_share_the_work_and_join(
    ready: Candidate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "other_tasks", easy_tasks)
    parts, ran = [], []
    for number in (1, 2, 3):
        request = GateRequest(shard=Shard(number=number, of=3))
        report, checks = run_gate(ready.gate(), request)
        assert report.missing
        ran += [name for name in checks if name.startswith("check")]
        parts.append(tmp_path / f"part-{number}.json")
        parts[-1].write_text(report.model_dump_json())
    assert sorted(ran) == [f"check {number}" for number in range(7)]
    joined = join_reports(parts)
    assert joined.is_passed
    cache = {"GOLDENPATH_CACHE": str(ready.cache)}
    done = run_goldenpath("release", "join", *parts, folder=tmp_path, environment=cache)
    assert done.returncode == 0, done.stderr
    assert f"({joined.commit[:12]}) can be released." in done.stdout
    assert len(GateResults(ready.cache, joined.commit).read()) == len(joined.planned)
    with pytest.raises(BadInputError, match=r"2 checks are in none of the reports"):
        join_reports(parts[:2])


def test_parts_of_two_commits_do_not_join(
    ready: Candidate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "other_tasks", easy_tasks)
    parts = []
    for number in (1, 2):
        report, _ = run_gate(ready.gate(), GateRequest(shard=Shard(number=number, of=2)))
        parts.append(tmp_path / f"part-{number}.json")
        parts[-1].write_text(report.model_dump_json())
        ready.commit()
    with pytest.raises(BadInputError, match="give the reports of one check"):
        join_reports(parts)
    parts[0].write_text("no JSON")
    with pytest.raises(BadInputError, match="is not a report of"):
        join_reports(parts)


def test_what_failed_runs_again_and_what_passed_does_not(
    ready: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = (*easy_tasks(), GateTask("hard", "hard", failing))
    monkeypatch.setattr(gate_module, "other_tasks", lambda _: tasks)
    report, _ = run_gate(ready.gate(), GateRequest())
    assert (report.exit_code, report.refusals) == (1, ("It does not work.",))
    report, ran = run_gate(ready.gate(), GateRequest())
    assert [name for name in ran if name.startswith(("check", "hard"))] == ["hard"]
    ready.commit()
    _, ran = run_gate(ready.gate(), GateRequest())
    assert len([name for name in ran if name.startswith("check")]) == len(easy_tasks())


def test_after_a_refused_rule_nothing_else_runs(ready: Candidate) -> None:
    ready.add_questions("extra:\n  type: str\n")
    ready.commit()
    report, ran = run_gate(ready.gate(), GateRequest())
    assert report.exit_code == 1
    assert all("pristine" not in name for name in ran)


def test_an_update_that_conflicts_with_what_every_team_does_is_refused(ready: Candidate) -> None:
    ready.write("template/.github/workflows/ci.yml", STEPS)
    ready.edit_questions("    - /ci/\n", "    - /ci/\n    - /.github/\n")
    ready.template.release("v1.1.0")
    ready.write("template/.github/workflows/ci.yml", f"{STEPS}step 9\n")
    ready.commit()
    (refusal,) = EditedUpgrade(upgrade_of(ready))(ready.context()).refusals
    assert "conflicts in .github/workflows/ci.yml" in refusal


def test_an_update_that_does_not_end_as_a_fresh_render_is_refused(
    ready: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.write("template/ci/build.yml", STEPS.replace("thing", "other"))
    ready.commit()
    upgrade = upgrade_of(ready)
    assert PristineUpgrade(upgrade)(ready.context()).refusals == ()
    # As if the update did nothing.
    monkeypatch.setattr(Upgrade, "after", lambda self, context: self.before(context))
    (refusal, other) = PristineUpgrade(upgrade)(ready.context()).refusals
    assert ".copier-answers.yml differs from a new repository" in refusal
    assert "ci/build.yml differs from a new repository" in other


def test_two_renders_that_differ_are_refused_whatever_made_them_differ(ready: Candidate) -> None:
    ready.write("template/ci/when.yml.jinja", "{{ now() }} {{ _copier_conf.dst_path }}\n")
    ready.write("template/ci/chance.yml.jinja", "{{ range(99999)|random }}\n")
    ready.write("template/ci/year.yml.jinja", "{{ '%Y'|strftime }}\n")
    ready.commit()
    combination = upgrade_of(ready).combination
    refusals = SameOnEveryDay(combination)(ready.context()).refusals
    assert [text.partition(",")[0] for text in refusals] == [
        *("ci/chance.yml", "ci/when.yml", "ci/year.yml")
    ]


def test_a_workflow_that_zizmor_objects_to_is_refused(ready: Candidate) -> None:
    workflow = "on: push\njobs:\n  any:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {}\n"
    for name, step in (("bad", "echo ${{ github.head_ref }}"), ("good", "true")):
        ready.write(f"template/.github/workflows/{name}.yml", workflow.format(step))
    ready.edit_questions("    - /ci/\n", "    - /ci/\n    - /.github/\n")
    ready.commit()
    (refusal,) = WorkflowsPass("zizmor")(ready.context()).refusals
    assert refusal.startswith("zizmor finds problems in rendered workflows: small/internal/")
    assert "/bad.yml:6: template-injection: " in refusal
    assert "good.yml:6" not in refusal


def test_a_tool_that_is_missing_is_said(ready: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (workflows, dependencies):
        monkeypatch.setattr(module, "find_tool", lambda _: None)
    for check in (WorkflowsPass("zizmor"), DependenciesMatch()):
        (refusal,) = check(ready.context()).refusals
        assert "is not installed, so the gate cannot run it: run `./uvw sync`" in refusal
    assert not WorkflowsPass("actionlint")(ready.context()).is_possible


@pytest.mark.parametrize(
    ("declared", "imports", "problem"),
    [
        (["tomlkit"], "import tomlkit", ""),
        (["tomlkit"], "import tomlkit\nimport nowhere_known", "DEP001 'nowhere_known' imported"),
        # Installed here, since another package needs it.
        (["tomlkit"], "import tomlkit\nimport pluggy", "DEP003 'pluggy' imported"),
        (["tomlkit", "pyyaml"], "import tomlkit", "DEP002 'pyyaml' defined"),
    ],
)
def test_declared_dependencies_are_those_that_are_imported(
    ready: Candidate, declared: list[str], imports: str, problem: str
) -> None:
    listed = "".join(f'  "{name}",\n' for name in declared)
    assert '  "pydantic>=2",\n' in PYPROJECT
    ready.write("template/pyproject.toml.jinja", PYPROJECT.replace('  "pydantic>=2",\n', listed))
    ready.write("template/src/app.py", f"import app\n{imports}\n")
    ready.commit()
    refusals = DependenciesMatch()(ready.context()).refusals
    if not problem:
        assert refusals == ()
        return
    (refusal,) = refusals
    assert problem in refusal
    assert refusal.startswith("deptry finds problems in the dependencies of small/internal")


@pytest.mark.parametrize("broken", ["", "pytest", "lock", "ruff"])
def test_the_suites_of_an_updated_repository_are_run(
    ready: Candidate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    uv = tmp_path / "uv"
    uv.write_text(f'#!/bin/sh\ncase "$*" in *{broken or "nothing"}*) echo broken; exit 1;; esac\n')
    uv.chmod(0o755)
    monkeypatch.setenv("UV", str(uv))
    result = SuitesAfterUpgrade(upgrade_of(ready))(ready.context())
    if not broken:
        assert result.refusals == ()
        return
    (refusal,) = result.refusals
    assert broken in refusal
    assert "broken" in refusal


@pytest.mark.parametrize("shard", ["0/2", "a/b"])
def test_a_shard_that_is_none_is_refused(ready: Candidate, shard: str) -> None:
    done = run_goldenpath("release", "check", f"--shard={shard}", folder=ready.folder)
    assert done.returncode == 2
    assert f"--shard {shard} is not a shard" in done.stderr
