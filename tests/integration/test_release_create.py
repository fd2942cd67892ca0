"""Making a release: what must hold before it, what it consists of, and that failures leave none."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError, GoldenpathError
from goldenpath.model.release import CreatedRelease
from goldenpath.operations.release.create_release import make_release
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.next_release import Wanted, plan_release

from support.command import run_goldenpath
from support.release_gate import CHANGELOG, Candidate, candidate
from support.small_template import COPIER_YML, SmallTemplate, snapshot
from support.template import git

pytestmark = pytest.mark.slow


@pytest.fixture
def ready(small: SmallTemplate, tmp_path: Path) -> Candidate:
    """A commit that has passed its gate."""
    made = candidate(small, tmp_path / "cache")
    made.pretend_to_have_passed()
    return made


def release(ready: Candidate, version: str | None = None) -> CreatedRelease:
    context = ready.context(version)
    known = GateResults(ready.cache, context.candidate.commit)
    plan = plan_release(context, known, Wanted(version))
    return make_release(context.template, plan, "# The notes\n")


def state(ready: Candidate) -> tuple[object, ...]:
    """Everything that a failed release must leave as it was."""
    references = git("for-each-ref", folder=ready.folder)
    status = git("status", "--porcelain", folder=ready.folder)
    return snapshot(ready.folder), references, status


def remove_question(ready: Candidate) -> None:
    ready.add_questions('port:\n  type: str\n  default: "8000"\n')
    ready.template.release("v1.1.0")
    ready.edit_questions('port:\n  type: str\n  default: "8000"\n', "")


def test_a_release_is_one_commit_and_one_annotated_tag(ready: Candidate) -> None:
    before = git("rev-parse", "HEAD", folder=ready.folder).strip()
    made = release(ready)
    assert made.tag == "v1.0.2"
    head = git("log", "-1", "--format=%H %P %s", folder=ready.folder).strip()
    assert head == f"{made.commit} {before} chore(release): v1.0.2"
    assert git("cat-file", "-t", "v1.0.2", folder=ready.folder).strip() == "tag"
    assert "# The notes" in git("cat-file", "-p", "v1.0.2", folder=ready.folder)
    assert git("status", "--porcelain", folder=ready.folder) == ""
    changed = git("diff", "--name-only", "HEAD~1", folder=ready.folder).split()
    assert changed == ["CHANGELOG.md", "pyproject.toml"]
    project = tomllib.loads((ready.folder / "pyproject.toml").read_text())
    assert project["project"]["version"] == "1.0.2"
    changelog = (ready.folder / "CHANGELOG.md").read_text()
    head, _, rest = changelog.partition("## [1.0.2] - ")
    assert head.endswith("## [Unreleased]\n\n")
    assert rest.split("\n", 1)[1] == CHANGELOG.partition("## [Unreleased]\n")[2]


def test_the_command_says_what_to_push(ready: Candidate, tmp_path: Path) -> None:
    git("init", "--quiet", "--bare", "remote.git", folder=tmp_path)
    git("remote", "add", "origin", tmp_path / "remote.git", folder=ready.folder)
    cache = {"GOLDENPATH_CACHE": str(ready.cache)}
    done = run_goldenpath("release", "create", "--next", folder=ready.folder, environment=cache)
    assert done.returncode == 0, done.stderr
    assert "Released v1.0.2" in done.stdout
    assert "git push --atomic origin main v1.0.2" in done.stdout


def test_a_removed_question_makes_it_a_minor_release(ready: Candidate) -> None:
    remove_question(ready)
    ready.commit()
    ready.pretend_to_have_passed()
    with pytest.raises(
        BadInputError, match="the question port is removed: give the version of a minor"
    ):
        release(ready, "1.1.1")
    assert release(ready).tag == "v1.2.0"


def test_something_new_makes_it_a_minor_release(ready: Candidate) -> None:
    ready.write("CHANGELOG.md", CHANGELOG.replace("### Changed", "### Added"))
    ready.commit()
    ready.pretend_to_have_passed()
    cache = {"GOLDENPATH_CACHE": str(ready.cache)}
    asked = ("release", "create", "--next", "--dry-run")
    done = run_goldenpath(*asked, folder=ready.folder, environment=cache)
    assert "since the changelog has something under Added" in done.stdout
    assert "Would release v1.1.0" in done.stdout
    assert git("tag", folder=ready.folder).split() == ["v1.0.0", "v1.0.1"]


def dirty(ready: Candidate) -> None:
    ready.write("README.md", "no commit has this\n")


def off_main(ready: Candidate) -> None:
    git("switch", "--quiet", "--create", "feature", folder=ready.folder)


def behind(ready: Candidate) -> None:
    remote = ready.folder.with_name("remote.git")
    git("clone", "--quiet", "--bare", ready.folder, remote, folder=ready.folder)
    other = ready.folder.with_name("other")
    git("clone", "--quiet", remote, other, folder=ready.folder)
    git("commit", "--quiet", "--allow-empty", "--message=feat: theirs", folder=other)
    git("push", "--quiet", "origin", "main", folder=other)
    git("remote", "add", "origin", remote, folder=ready.folder)


def tagged_elsewhere(ready: Candidate) -> None:
    remote = ready.folder.with_name("remote.git")
    git("clone", "--quiet", "--bare", ready.folder, remote, folder=ready.folder)
    git("tag", "v1.0.2", "HEAD", folder=remote)
    git("remote", "add", "origin", remote, folder=ready.folder)


def unreachable(ready: Candidate) -> None:
    git("remote", "add", "origin", ready.folder / "nowhere", folder=ready.folder)


def moved_on(ready: Candidate) -> None:
    ready.commit()


def silent(ready: Candidate) -> None:
    ready.write("CHANGELOG.md", CHANGELOG.replace("### Changed\n\n- Something.\n", ""))
    ready.commit()


def refused(ready: Candidate) -> None:
    ready.add_questions("extra:\n  type: str\n")
    ready.commit()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (dirty, "changes that are in no commit"),
        (off_main, "is on the branch feature, and a release must be on main"),
        (behind, "main lacks commits that origin has"),
        (tagged_elsewhere, r"origin already has a tag v1\.0\.2"),
        (unreachable, "cannot find out whether the remote origin has newer commits"),
        (moved_on, "has not passed the gate: .* have not passed for exactly this commit"),
        (silent, r"has nothing under \[Unreleased\]"),
        (refused, "The question extra has no default|cannot be rendered|no default"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_release_that_must_not_be_is_refused(
    ready: Candidate, spoil: Callable[[Candidate], None], sentence: str
) -> None:
    spoil(ready)
    before = state(ready)
    with pytest.raises(GoldenpathError, match=sentence):
        release(ready)
    assert state(ready) == before


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("1.0.1", "is not newer than 1.0.1"),
        ("0.9.0", "is not newer than 1.0.1"),
        ("1.1", "is not the version of a release"),
        ("next", "is not the version of a release"),
        ("--version=1.1.0", "is not the version of a release"),
    ],
)
def test_a_version_that_cannot_be_is_refused(ready: Candidate, version: str, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        release(ready, version)


def test_the_first_release_needs_a_name(tmp_path: Path) -> None:
    template = SmallTemplate(tmp_path / "template")
    template.folder.mkdir()
    (template.folder / "copier.yml").write_text(COPIER_YML)
    git("init", "--quiet", "--initial-branch=main", folder=template.folder)
    first = candidate(template, tmp_path / "cache")
    with pytest.raises(BadInputError, match="There is no earlier release"):
        release(first)
    first.pretend_to_have_passed()
    assert release(first, "0.1.0").tag == "v0.1.0"


@pytest.mark.parametrize("locked", ["refs/tags/v1.0.2.lock", "refs/heads/main.lock"])
def test_a_failure_half_way_leaves_no_trace(ready: Candidate, locked: str) -> None:
    (ready.folder / ".git" / locked).touch()
    before = state(ready)
    with pytest.raises(GoldenpathError):
        release(ready)
    assert state(ready) == before
    (ready.folder / ".git" / locked).unlink()
    assert release(ready).tag == "v1.0.2"


def test_a_version_that_uv_cannot_write_leaves_no_trace(
    ready: Candidate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\necho no disk >&2\nexit 2\n")
    uv.chmod(0o755)
    monkeypatch.setenv("UV", str(uv))
    before = state(ready)
    with pytest.raises(GoldenpathError, match="uv cannot write the version"):
        release(ready)
    assert state(ready) == before
