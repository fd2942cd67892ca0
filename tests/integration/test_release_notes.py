"""Notes are computed from renders: what they say, of whom, and where they are told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.release_notes import Bump, ReleaseNotes
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.release.fleet_share import Fleet
from goldenpath.operations.release.notes import find_step, release_notes
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.output.release_notes_markdown import release_notes_markdown

from support.command import run_goldenpath
from support.releases import release_clone, require_history
from support.small_template import (
    STEPS,
    Repository,
    SmallTemplate,
    new_repository,
    write,
)
from support.template import git
from support.two_releases import GOLDEN, OWN, release_two_that_differ

pytestmark = pytest.mark.slow


@pytest.fixture
def stepped(small: SmallTemplate) -> SmallTemplate:
    """A template with two releases that differ in everything that notes tell."""
    release_two_that_differ(small)
    return small


def templates(cache: Path) -> Templates:
    return Templates(TemplateStore(cache), choose_engine(use_copier=False))


def notes_of(
    template: Path, cache: Path, versions: tuple[str, str], fleet: Fleet | None = None
) -> ReleaseNotes:
    known = templates(cache)
    return release_notes(find_step(known, str(template), versions), known, fleet)


def written(notes: ReleaseNotes) -> str:
    return "".join(f"{line}\n" for line in release_notes_markdown(notes))


def test_the_notes_of_two_releases(stepped: SmallTemplate, tmp_path: Path) -> None:
    repositories = []
    for name, gate in (("lax", 70), ("strict", 80)):
        repository = new_repository(stepped.folder, tmp_path / name, version="v2.0.0")
        project = repository.read("pyproject.toml")
        (repository.root / "pyproject.toml").write_text(
            f"{project}\n[tool.coverage.report]\nfail_under = {gate}\n"
        )
        repositories.append(str(repository.root))
    fleet = Fleet(repositories, tmp_path / "cache")
    notes = notes_of(stepped.folder, tmp_path / "cache", ("v2.0.0", "v2.1.0"), fleet)
    assert written(notes) == GOLDEN
    assert notes.least_bump is Bump.MINOR


def test_a_repository_that_cannot_be_read_is_not_counted(
    stepped: SmallTemplate, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    fleet = Fleet([str(tmp_path / "empty"), "https://127.0.0.1:1/nowhere.git"], tmp_path / "cache")
    notes = notes_of(stepped.folder, tmp_path / "cache", ("v2.0.0", "v2.1.0"), fleet)
    assert {rule.share.counted for rule in notes.rules if rule.share} == {0}


def test_what_becomes_laxer_can_be_a_patch(small: SmallTemplate, tmp_path: Path) -> None:
    small.release("v1.0.2", {"ci/build.yml": STEPS.replace("thing", "other")})
    notes = notes_of(small.folder, tmp_path / "cache", ("v1.0.1", "v1.0.2"))
    assert notes.least_bump is Bump.PATCH
    assert "A patch release is enough" in written(notes)


def test_the_command_takes_the_newest_releases_and_writes_json(
    stepped: SmallTemplate, tmp_path: Path
) -> None:
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    command = ("release", "notes", "--format=json")
    done = run_goldenpath(*command, folder=stepped.folder, environment=cache)
    assert done.returncode == 0, done.stderr
    notes = ReleaseNotes.model_validate_json(done.stdout)
    # What is committed is the newest release itself, so it is told against the one before.
    assert (notes.old, notes.new) == ("v2.0.0", "v2.1.0")
    done = run_goldenpath(*command, "v9.9.9", folder=stepped.folder, environment=cache)
    assert done.returncode == 2
    assert "has no version 'v9.9.9'" in done.stderr


def test_new_rules_are_checked_in_the_fleet(small: SmallTemplate, tmp_path: Path) -> None:
    write(small.folder / "src/goldenpath/rules/any.py", 'class ZZ01(Rule):\n    """Gone."""\n')
    small.release("v1.1.0")
    rules = 'class PK04(Rule):\n    """The lock is there."""\n\nclass ZZ02(Rule):\n    """Any."""\n'
    write(small.folder / "src/goldenpath/rules/any.py", rules)
    small.release("v1.2.0")
    repositories = [new_repository(small.folder, tmp_path / name) for name in ("one", "other")]
    repositories[0].write("uv.lock", "version = 1\n")
    fleet = Fleet([str(repository.root) for repository in repositories], tmp_path / "cache")
    notes = notes_of(small.folder, tmp_path / "cache", ("v1.1.0", "v1.2.0"), fleet)
    assert [rule.text for rule in notes.rules] == [
        "PK04 is new: The lock is there; 1 of 2 repositories fail it",
        "ZZ01 is removed: Gone",
        "ZZ02 is new: Any",
    ]
    assert notes.reasons == ("2 rules are new",)


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        ((None, "v2.0.0"), ("v1.0.1", "v2.0.0")),
        ((None, "v1.0.1"), ("v1.0.0", "v1.0.1")),
        ((None, None), ("v2.0.0", "v2.1.0")),
        (("v1.0.0", None), ("v1.0.0", "v2.1.0")),
    ],
)
def test_the_older_version_is_the_release_before(
    stepped: SmallTemplate,
    tmp_path: Path,
    versions: tuple[str | None, str | None],
    found: tuple[str, str],
) -> None:
    step = find_step(templates(tmp_path / "cache"), str(stepped.folder), versions)
    assert (step.old.version, step.new.version) == found


def test_before_the_first_release_there_is_none(stepped: SmallTemplate, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"has no release before v1\.0\.0"):
        find_step(templates(tmp_path / "cache"), str(stepped.folder), (None, "v1.0.0"))


def test_a_reader_that_has_seen_enough_is_no_error(stepped: SmallTemplate, tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "goldenpath", "release", "notes"],
        cwd=stepped.folder,
        env=os.environ | {"GOLDENPATH_CACHE": str(tmp_path / "cache"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with running:
        assert running.stdout
        running.stdout.close()
        assert running.stderr
        assert (running.stderr.read(), running.wait()) == (b"", 141)


def test_an_update_tells_what_concerns_the_repository_and_commits_it(
    stepped: SmallTemplate, tmp_path: Path
) -> None:
    repository = new_repository(stepped.folder, tmp_path / "repo", version="v2.0.0")
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    asked = ("update", "--no-lock", "--defaults")
    dry = run_goldenpath(*asked, "--dry-run", folder=repository.root, environment=cache)
    assert "`APP_BUCKET` is now called `APP_STORE`" in dry.stdout
    assert repository.status() == ""
    done = run_goldenpath(*asked, folder=repository.root, environment=cache)
    assert done.returncode == 0, done.stdout + done.stderr
    told, applied = done.stdout.split("Updated v2.0.0")
    assert "other/acme.txt" in told
    # It has neither the tier nor the option.
    assert "other/strict.txt" not in told + applied
    assert "other/extra.txt" not in told + applied
    message = git("log", "-1", "--format=%B", folder=repository.root)
    assert message.startswith("chore: update from goldenpath v2.0.0 to v2.1.0\n\nTo do:\n- ")
    assert "\nBefore you deploy:\n" in message
    assert "- `APP_REGION` is `us` by default; it was `eu`\n" in message
    # The commit shows those itself.
    assert "hooks/pre-commit" not in message
    assert message.rstrip().endswith("Goldenpath-Update: v2.0.0 -> v2.1.0")


def test_the_notes_are_in_the_report_of_an_update(
    repository: Repository, small: SmallTemplate
) -> None:
    small.release("v1.1.0", {"ci/build.yml": "other\n"})
    report = repository.update()
    assert [note.path for note in report.release_notes.files] == ["ci/build.yml"]
    assert json.loads(report.model_dump_json())["release_notes"]["files"][0]["owner"] == "managed"


def test_the_notes_of_this_project_s_releases(tmp_path: Path) -> None:
    require_history()
    clone = release_clone(tmp_path / "clone")
    notes = notes_of(clone, tmp_path / "cache", ("v0.1.0", "v0.2.0"))
    assert written(notes) == OWN
