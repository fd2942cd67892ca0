"""The weekly workflow of a rendered repository, run against a bare repository as its remote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from support.small_template import (
    Repository,
    SmallTemplate,
    new_repository,
    small_template,
)
from support.template import git, render
from support.workflow import Job, Stage

pytestmark = pytest.mark.slow

WORKFLOW = ".github/workflows/template.yml"
BRANCH = "goldenpath/update"
MARKERS = re.compile(r"^(<{7}|={7}|>{7})", re.M)


@dataclass(frozen=True)
class Remote:
    """A team's repository where it is hosted, and the runs of its workflow."""

    template: SmallTemplate
    team: Repository
    bare: Path
    stage: Stage
    clones: Iterator[int]

    def run(self) -> int:
        """Run the workflow in a checkout of its own, as a runner does."""
        clone = self.bare.with_name(f"runner-{next(self.clones)}")
        git("clone", "--quiet", str(self.bare), clone, folder=self.bare)
        return Job(clone / WORKFLOW, "update", self.stage).run(clone)

    def push(self) -> None:
        """Push what the team has committed."""
        git("push", "--quiet", "origin", "main", folder=self.team.root)

    def branches(self) -> dict[str, str]:
        """The branches, and where they are."""
        listed = git(
            "for-each-ref",
            "--format=%(refname:short) %(objectname)",
            "refs/heads",
            folder=self.bare,
        )
        return dict(line.split() for line in listed.splitlines())

    def show(self, path: str) -> str:
        """A file as the branch of the update has it."""
        return git("show", f"{BRANCH}:{path}", folder=self.bare)


@pytest.fixture(scope="module")
def workflow(template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The workflow as it is rendered for every repository."""
    return (render(template, tmp_path_factory.mktemp("flow") / "repo") / WORKFLOW).read_text()


@pytest.fixture
def remote(workflow: str, tmp_path: Path) -> Remote:
    small = small_template(tmp_path / "template")
    team = new_repository(small.folder, tmp_path / "team")
    team.write(WORKFLOW, workflow)
    bare = tmp_path / "remote.git"
    git("clone", "--quiet", "--bare", team.root, bare, folder=tmp_path)
    git("remote", "add", "origin", bare, folder=team.root)
    git("fetch", "--quiet", folder=team.root)
    stage = tmp_path / "stage"
    stage.mkdir()
    return Remote(small, team, bare, Stage(stage), count())


def test_nothing_is_proposed_when_nothing_is_new(remote: Remote) -> None:
    assert remote.run() == 0
    assert list(remote.branches()) == ["main"]
    assert remote.stage.take_calls() == []
    assert "the newest release" in remote.stage.summary
    recorded = re.search(r"_commit_hash: (\w{40})", remote.team.read(".copier-answers.yml"))
    assert recorded
    wanted = f"git+https://github.com/palindrom-ai/goldenpath.git@{recorded[1]}"
    assert remote.stage.asked_for() == [wanted, wanted]


def test_a_release_becomes_one_pull_request_and_the_next_refreshes_it(remote: Remote) -> None:
    remote.template.release("v1.1.0", {"hooks/pre-push": "#!/bin/sh\nuv run pytest --cov\n"})
    assert remote.run() == 0
    first = remote.branches()
    assert set(first) == {"main", BRANCH}
    assert remote.show("hooks/pre-push").endswith("--cov\n")
    setup, create = remote.stage.take_calls()
    assert setup == "auth setup-git"
    assert create.startswith(f"pr create --head {BRANCH} --base main --title chore: update from ")
    body = remote.stage.body("pr") or ""
    assert "1 release behind (v1.1.0)" in body
    assert not MARKERS.search(body + git("log", "-1", "--patch", BRANCH, folder=remote.bare))
    assert str(remote.bare.parent) not in body

    # Again with nothing new: nobody has to look at the same change twice.
    assert remote.run() == 0
    assert remote.branches() == first
    (edit,) = remote.stage.take_calls()
    assert edit.startswith("pr edit 7 --title chore: update from goldenpath v1.0.1 to v1.1.0")

    # The next release goes to the same branch and the same pull request, on top of what is new.
    remote.template.release("v1.2.0", {".python-version": "3.14\n"})
    remote.team.write("src/more.py", "")
    remote.push()
    assert remote.run() == 0
    assert remote.show(".python-version") == "3.14\n"
    assert git("rev-parse", f"{BRANCH}^", folder=remote.bare).strip() == remote.team.head()
    assert [call[:10] for call in remote.stage.take_calls()] == ["auth setup", "pr edit 7 "]
    assert "v1.2.0" in (remote.stage.body("pr") or "")
    assert remote.branches()["main"] == remote.team.head()


def skip_the_check(stage: Stage) -> None:
    """Say that something differs without looking, which takes long."""
    uvx = (stage.folder / "programs/uvx").read_text()
    stage.add("uvx", uvx.replace("shift 3\n", 'shift 3\n[ "$1" != check ] || exit 1\n'))


def test_commits_of_a_person_are_not_lost(remote: Remote) -> None:
    remote.template.release("v1.1.0", {".python-version": "3.14\n"})
    git("switch", "--quiet", "--create", BRANCH, folder=remote.team.root)
    remote.team.write("src/fix.py", "")
    git("push", "--quiet", "origin", BRANCH, folder=remote.team.root)
    before = remote.branches()
    skip_the_check(remote.stage)
    assert remote.run() == 2
    assert remote.branches() == before


def test_conflicts_become_one_issue_and_a_failed_run(remote: Remote) -> None:
    remote.team.edit("ci/build.yml", "step 2\n  run: thing", "step 2\n  run: ours")
    remote.push()
    steps = remote.team.read("ci/build.yml").replace("step 2\n  run: ours", "step 2\n  run: theirs")
    remote.template.release("v1.1.0", {"ci/build.yml": steps})
    skip_the_check(remote.stage)
    assert remote.run() == 1
    (create,) = remote.stage.take_calls()
    assert create.startswith("issue create --title The update from the template has conflicts")
    assert list(remote.branches()) == ["main"]
    body = remote.stage.body("issue") or ""
    assert "ci/build.yml" in body
    assert not MARKERS.search(body)
    assert remote.run() == 1
    (edit,) = remote.stage.take_calls()
    assert edit.startswith("issue edit 7 ")
    assert remote.stage.body("pr") is None
    # Solved by the team: the issue is closed, and the update is proposed.
    remote.team.edit("ci/build.yml", "step 2\n  run: ours", "step 2\n  run: theirs")
    remote.push()
    assert remote.run() == 0
    assert [call[:9] for call in remote.stage.take_calls()] == [
        "auth setu",
        "pr create",
        "issue clo",
    ]


def test_without_a_recorded_version_the_default_branch_is_run(remote: Remote) -> None:
    answers = remote.team.read(".copier-answers.yml")
    remote.team.write(".copier-answers.yml", re.sub(r"_commit.*\n", "", answers))
    remote.push()
    remote.stage.add("uvx", '#!/bin/sh\necho "$2" > "$RUNNER_TEMP/uvx-asked"\nexit 3\n')
    assert remote.run() == 3
    assert remote.stage.asked_for() == ["git+https://github.com/palindrom-ai/goldenpath.git"]
