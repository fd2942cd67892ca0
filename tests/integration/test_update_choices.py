"""Conflicts, and the ways out of them; keys of pyproject.toml; branches for bots."""

import json
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.update import ManagedChoice, UpdateState
from goldenpath.operations.drift.check_drift import DriftChecker

from support.command import run_goldenpath
from support.small_template import (
    PYPROJECT,
    STEPS,
    Repository,
    SmallTemplate,
    new_repository,
    snapshot,
)
from support.template import git

OURS = STEPS.replace("step 1\n", "step 1, ours\n")
THEIRS = STEPS.replace("step 1\n", "step 1, theirs\n")


@pytest.fixture
def torn(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository whose team and template have changed the same line."""
    repository.write("ci/build.yml", OURS)
    small.release("v1.1.0", {"ci/build.yml": THEIRS, "ci/new.yml": "new\n"})
    return repository


def test_a_conflict_touches_nothing_and_shows_both_versions(torn: Repository) -> None:
    before, head = snapshot(torn.root), torn.head()
    report = torn.update()
    assert report.state is UpdateState.CONFLICTS
    (conflict,) = report.conflicts
    assert (conflict.path, conflict.team, conflict.template) == ("ci/build.yml", OURS, THEIRS)
    assert report.exit_code == 1
    assert (snapshot(torn.root), torn.head(), torn.status()) == (before, head, "")


def test_the_command_says_the_ways_out_and_writes_json(torn: Repository, tmp_path: Path) -> None:
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    said = run_goldenpath("update", "--no-lock", folder=torn.root, environment=cache)
    assert said.returncode == 1
    for way_out in ("--managed template", "--managed team", "--write-conflicts"):
        assert way_out in said.stdout
    for line in ("    -step 1, ours\n", "    +step 1, theirs\n"):
        assert line in said.stdout
    assert "step 2" not in said.stdout
    printed = run_goldenpath(
        "update", "--no-lock", "--format=json", folder=torn.root, environment=cache
    )
    (conflict,) = json.loads(printed.stdout)["conflicts"]
    assert (conflict["team"], conflict["template"]) == (OURS, THEIRS)


def test_the_templates_version_can_win_and_the_teams_comes_back(torn: Repository) -> None:
    report = torn.update(managed=ManagedChoice.TEMPLATE)
    assert report.state is UpdateState.UPDATED
    assert torn.read("ci/build.yml") == THEIRS
    assert report.replaced == ("ci/build.yml",)
    git("restore", f"--source={report.kept_at}", "--", "ci/build.yml", folder=torn.root)
    assert torn.read("ci/build.yml") == OURS


def test_the_teams_version_can_win_under_a_waiver(torn: Repository) -> None:
    report = torn.update(managed=ManagedChoice.TEAM)
    assert report.state is UpdateState.UPDATED
    assert torn.read("ci/build.yml") == OURS
    assert torn.read("ci/new.yml") == "new\n"
    (waiver,) = tomllib.loads(torn.read("goldenpath.toml"))["waivers"]
    assert waiver["path"] == "ci/build.yml"
    assert waiver["until"] > date.today()
    checked = DriftChecker(torn.templates, date.today()).check_folder(torn.root)
    assert [finding.state for finding in checked.files] == ["waived"]
    assert checked.exit_code() == 0


def test_markers_go_to_a_branch_of_their_own(torn: Repository) -> None:
    before, head = snapshot(torn.root), torn.head()
    report = torn.update(write_conflicts=True)
    assert report.state is UpdateState.CONFLICTS
    assert (snapshot(torn.root), torn.head()) == (before, head)
    marked = git("show", f"{report.branch}:ci/build.yml", folder=torn.root)
    for expected in ("<<<<<<<", "step 1, ours", "step 1, theirs", ">>>>>>>"):
        assert expected in marked
    assert git("show", f"{report.branch}:ci/new.yml", folder=torn.root) == "new\n"


def test_a_clean_edit_of_a_managed_file_stays_and_is_still_drift(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write("ci/build.yml", OURS)
    small.release("v1.1.0", {"ci/build.yml": STEPS.replace("step 8", "step eight")})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml") == OURS.replace("step 8", "step eight")
    checked = DriftChecker(repository.templates, date.today()).check_folder(repository.root)
    assert [(item.path, item.state, item.side) for item in checked.files] == [
        ("ci/build.yml", "modified", "team")
    ]


def test_seeded_files_are_never_touched_and_never_come_back(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write("README.md", "# Ours\n")
    (repository.root / "src/app.py").unlink()
    repository.commit()
    small.release("v1.1.0", {"README.md": "# New\n", "src/app.py": "new\n", "src/more.py": "x\n"})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("README.md") == "# Ours\n"
    assert not (repository.root / "src/app.py").exists()
    # It was never given to this repository.
    assert repository.read("src/more.py") == "x\n"


def test_a_seeded_file_that_the_template_renames_is_not_given_twice(
    small: SmallTemplate, repository: Repository
) -> None:
    small.release("v1.1.0", {"src/app.py": None, "src/main.py": "print('hello')\n"})
    assert repository.update().state is UpdateState.UPDATED
    assert not (repository.root / "src/main.py").exists()
    assert repository.read("src/app.py") == "print('hello')\n"


def test_dependencies_merge_element_by_element(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.edit("pyproject.toml", '  "pydantic>=2",\n', '  "pydantic>=2",\n  "httpx>=1",\n')
    repository.edit("pyproject.toml", '  "pytest>=8",\n', '  "hypothesis>=6",\n  "pytest>=8",\n')
    newer = (
        PYPROJECT.replace('"pydantic>=2"', '"pydantic>=2.12"')
        .replace('"ruff>=0.12",', '"ruff>=0.17",\n  "ty>=0.1",')
        .replace("line-length = 100", "line-length = 110")
    )
    small.release("v1.1.0", {"pyproject.toml.jinja": newer})
    assert repository.update().state is UpdateState.UPDATED
    merged = tomllib.loads(repository.read("pyproject.toml"))
    assert sorted(merged["project"]["dependencies"]) == ["httpx>=1", "pydantic>=2.12"]
    assert sorted(merged["dependency-groups"]["dev"]) == [
        "hypothesis>=6",
        "pytest>=8",
        "ruff>=0.17",
        "ty>=0.1",
    ]
    assert merged["tool"]["ruff"]["line-length"] == 110


def test_comments_order_and_tables_of_the_team_stay(
    small: SmallTemplate, repository: Repository
) -> None:
    text = repository.read("pyproject.toml")
    own = "# Ours, and why.\n[tool.ours]\nvalue = 1  # one\n\n" + text.replace(
        'version = "0.1.0"', 'version = "2.0.0"  # ours'
    )
    repository.write("pyproject.toml", own)
    newer = PYPROJECT.replace('select = ["E", "F"]', 'select = ["E", "F", "B"]')
    small.release(
        "v1.1.0", {"pyproject.toml.jinja": newer + "\n[tool.ruff.format]\npreview = true\n"}
    )
    assert repository.update().state is UpdateState.UPDATED
    merged = repository.read("pyproject.toml")
    assert merged.startswith("# Ours, and why.\n[tool.ours]\nvalue = 1  # one\n")
    assert 'version = "2.0.0"  # ours' in merged
    assert "# Lint: why these rules.\n[tool.ruff]\n" in merged
    ruff = tomllib.loads(merged)["tool"]["ruff"]
    assert ruff["lint"]["select"] == ["E", "F", "B"]
    assert ruff["format"] == {"preview": True}


def test_a_comment_of_the_templates_follows_it(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.edit("pyproject.toml", '  "pydantic>=2",\n', '  "pydantic>=2",\n  "httpx>=1",\n')
    newer = PYPROJECT.replace("# Lint: why these rules.", "# Lint: why, once more.")
    small.release("v1.1.0", {"pyproject.toml.jinja": newer})
    assert repository.update().state is UpdateState.UPDATED
    assert "# Lint: why, once more." in repository.read("pyproject.toml")
    assert '"httpx>=1"' in repository.read("pyproject.toml")


@pytest.mark.parametrize("choice", [None, *ManagedChoice])
def test_a_key_that_both_sides_changed_is_settled_by_choice(
    small: SmallTemplate, repository: Repository, choice: ManagedChoice | None
) -> None:
    repository.edit("pyproject.toml", "line-length = 100", "line-length = 120")
    newer = PYPROJECT.replace("line-length = 100", "line-length = 110")
    small.release("v1.1.0", {"pyproject.toml.jinja": newer})
    report = repository.update(managed=choice)
    ruff = tomllib.loads(repository.read("pyproject.toml"))["tool"]["ruff"]
    if choice is None:
        (conflict,) = report.conflicts
        assert (conflict.key, conflict.team, conflict.template) == (
            "tool.ruff.line-length",
            "line-length = 120",
            "line-length = 110",
        )
        assert ruff["line-length"] == 120
    elif choice is ManagedChoice.TEMPLATE:
        assert ruff["line-length"] == 110
        assert "line-length = 120" in git(
            "show", f"{report.kept_at}:pyproject.toml", folder=repository.root
        )
    else:
        assert ruff["line-length"] == 120
        (waiver,) = tomllib.loads(repository.read("goldenpath.toml"))["waivers"]
        assert waiver["key"] == "tool.ruff.line-length"


def test_a_pyproject_that_is_no_toml_is_a_conflict(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write("pyproject.toml", "[project\n")
    newer = PYPROJECT.replace("line-length = 100", "line-length = 110")
    small.release("v1.1.0", {"pyproject.toml.jinja": newer})
    report = repository.update()
    assert report.state is UpdateState.CONFLICTS
    assert repository.read("pyproject.toml") == "[project\n"


def test_a_branch_is_made_and_refreshed_and_the_current_one_left_alone(
    small: SmallTemplate, repository: Repository
) -> None:
    head = repository.head()
    for version in ("v1.1.0", "v1.2.0"):
        small.release(version, {"ci/new.yml": f"{version}\n"})
        report = repository.update(branch="goldenpath/update")
        assert report.branch == "goldenpath/update"
        shown = git("show", "goldenpath/update:ci/new.yml", folder=repository.root)
        assert shown == f"{version}\n"
    assert (repository.head(), repository.status()) == (head, "")
    assert git("rev-list", "--count", "main..goldenpath/update", folder=repository.root) == "1\n"


def test_a_branch_with_a_persons_commits_is_not_overwritten(
    small: SmallTemplate, repository: Repository
) -> None:
    git("branch", "goldenpath/update", folder=repository.root)
    git("switch", "--quiet", "goldenpath/update", folder=repository.root)
    repository.write("ours.txt", "ours\n")
    git("switch", "--quiet", "main", folder=repository.root)
    small.release("v1.1.0", {"ci/new.yml": "new\n"})
    with pytest.raises(BadInputError, match="somebody else has made it or worked on it"):
        repository.update(branch="goldenpath/update")
    assert git("show", "goldenpath/update:ours.txt", folder=repository.root) == "ours\n"


def test_an_older_version_is_refused(small: SmallTemplate, repository: Repository) -> None:
    with pytest.raises(BadInputError, match="an update only goes forward"):
        repository.update(to="v1.0.0")


def test_an_update_without_news_says_so(repository: Repository) -> None:
    assert repository.update().state is UpdateState.UP_TO_DATE


@pytest.mark.parametrize("setting", ["true", "input", "false"])
def test_line_endings_of_the_checkout_are_no_edits(
    small: SmallTemplate, repository: Repository, setting: str
) -> None:
    git("config", "core.autocrlf", setting, folder=repository.root)
    subprocess.run(["rm", "-rf", *(repository.root / name for name in ("ci", "pkg"))], check=True)
    git("checkout", "--quiet", "--", ".", folder=repository.root)
    checked = DriftChecker(repository.templates, date.today()).check_folder(repository.root)
    assert checked.files == ()
    small.release("v1.1.0", {"ci/build.yml": THEIRS})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.status() == ""
    assert git("show", "HEAD:ci/build.yml", folder=repository.root) == THEIRS


def test_modes_are_merged(small: SmallTemplate, repository: Repository) -> None:
    (repository.root / "ci/build.yml").chmod(0o755)
    repository.commit()
    (small.folder / "template/hooks/pre-push").chmod(0o644)
    small.release("v1.1.0", {"ci/build.yml": THEIRS})
    assert repository.update().state is UpdateState.UPDATED
    found = snapshot(repository.root)
    assert found["ci/build.yml"] == ("x", THEIRS.encode())
    assert found["hooks/pre-push"][0] == "-"


def test_the_place_of_the_template_stays_as_it_was_written(
    small: SmallTemplate, tmp_path: Path
) -> None:
    """Copier needs the `git+` of an address that nothing else marks as git's."""
    repository = new_repository(small.folder, tmp_path / "by-url")
    address = f"git+file://{small.folder}"
    repository.edit(ANSWERS_FILE, f'"{small.folder}"', f'"{address}"')
    small.release("v1.1.0", {"ci/new.yml": "new\n"})
    assert repository.update().new_version == "v1.1.0"
    assert f'_src_path: "{address}"' in repository.read(ANSWERS_FILE)


def test_the_commit_says_what_an_update_changes_and_where_it_is(
    small: SmallTemplate, repository: Repository
) -> None:
    small.release("v1.1.0", {"ci/build.yml": THEIRS, "src/more.py": "x\n"})
    report = repository.update()
    assert report.branch == "main"
    assert report.commit == repository.head()
    assert report.kept_at is None
    assert report.bring_back is None
    message = git("log", "-1", "--format=%B", folder=repository.root)
    # What it makes of managed files, the commit itself shows.
    assert (
        message.strip()
        == """\
chore: update from goldenpath v1.0.1 to v1.1.0

To do:
- Only the update itself.

Seeded files:
They belong to the team: the update adds new ones, and changes others only with --seeded.
- added: `src/more.py`

Goldenpath-Update: v1.0.1 -> v1.1.0"""
    )
