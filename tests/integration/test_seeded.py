"""Improvements of seeded files: a team sees them, takes them, and loses nothing by it."""

import json
import subprocess
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE, SEEDED_FILE
from goldenpath.model.update import ManagedChoice, UpdateState

from support.command import run_goldenpath
from support.small_template import Repository, SmallTemplate, new_repository, snapshot, write
from support.template import git

HANDLER = "".join(f"def step_{number}():\n    return {number}\n\n\n" for number in range(1, 9))
FIXED = HANDLER.replace("return 1\n", "return 1  # retried\n")
FIXED_TWICE = FIXED.replace("return 8\n", "return 8  # reported\n")
OWN = HANDLER.replace("return 4\n", "return 'ours'\n")


def improvement(name: str, small: SmallTemplate, *, matters: str = "lost data") -> None:
    """Write why a team should take a change of the handler, before it is released."""
    write(
        small.folder / f"improvements/{name}.yml",
        f"matters: {matters}\nwhy: Because of {name}.\nfiles: [/src/handler.py]\n",
    )


@pytest.fixture
def old(small: SmallTemplate, tmp_path: Path) -> Repository:
    """A repository with a handler, to whose template two fixes of the handler are released."""
    small.release("v1.1.0", {"src/handler.py": HANDLER})
    repository = new_repository(small.folder, tmp_path / "old", version="v1.1.0")
    improvement("retries", small)
    small.release("v1.2.0", {"src/handler.py": FIXED, "ci/build.yml": "two\n"})
    improvement("reports", small, matters="other")
    small.release("v1.3.0", {"src/handler.py": FIXED_TWICE, "ci/build.yml": "three\n"})
    return repository


def test_everything_since_the_beginning_arrives_after_updates_without_it(old: Repository) -> None:
    old.write("src/handler.py", OWN)
    for version in ("v1.2.0", "v1.3.0"):
        old.update(to=version)
        assert old.read("src/handler.py") == OWN
    report = old.update(seeded=())
    assert report.state is UpdateState.UPDATED
    assert (report.old_version, report.new_version) == ("v1.3.0", "v1.3.0")
    assert old.read("src/handler.py") == FIXED_TWICE.replace("return 4\n", "return 'ours'\n")
    assert [change.path for change in report.changes] == [SEEDED_FILE, "src/handler.py"]
    assert old.status() == ""
    assert old.update(seeded=()).state is UpdateState.UP_TO_DATE


def test_without_it_the_file_stays_and_the_important_reason_is_told(old: Repository) -> None:
    report = old.update()
    assert old.read("src/handler.py") == HANDLER
    (advice,) = report.release_notes.seeded_advice
    assert advice == (
        "Take the change of `src/handler.py` with `goldenpath update --seeded src/handler.py`:"
        " Because of retries (lost data). Because of reports."
    )
    message = git("log", "-1", "--format=%B", folder=old.root)
    assert advice in message
    again = old.update()
    assert again.state is UpdateState.UP_TO_DATE
    assert again.release_notes.seeded_advice == (advice,)
    old.update(seeded=("src/handler.py",))
    assert old.update().release_notes.seeded_advice == ()


def test_what_was_taken_is_the_base_of_the_next_time(small: SmallTemplate, old: Repository) -> None:
    old.update(to="v1.2.0", seeded=())
    # The team refuses a line of the fix. It must not come back, as nobody has changed it since.
    old.write("src/handler.py", HANDLER)
    old.update(seeded=())
    assert old.read("src/handler.py") == HANDLER.replace("return 8\n", "return 8  # reported\n")
    small.release("v1.4.0", {"src/handler.py": FIXED_TWICE + "# end\n"})
    old.update()
    old.update(seeded=("src",))
    assert old.read("src/handler.py").endswith("# end\n")
    assert "# retried" not in old.read("src/handler.py")


def test_stock_copier_beside_it_changes_nothing_of_this(old: Repository) -> None:
    import copier

    copier.run_update(str(old.root), defaults=True, overwrite=True, quiet=True)
    old.commit()
    assert old.read("src/handler.py") == HANDLER
    assert "v1.3.0" in old.read(ANSWERS_FILE)
    old.update(seeded=())
    assert old.read("src/handler.py") == FIXED_TWICE


def test_a_conflict_changes_nothing_and_each_way_out_works(old: Repository) -> None:
    mine = HANDLER.replace("return 1\n", "return 'mine'\n")
    old.write("src/handler.py", mine)
    before = snapshot(old.root)
    report = old.update(seeded=())
    assert report.state is UpdateState.CONFLICTS
    assert [conflict.name for conflict in report.conflicts] == ["src/handler.py"]
    assert snapshot(old.root) == before
    marked = old.update(seeded=(), write_conflicts=True)
    assert "<<<<<<<" in git("show", f"{marked.branch}:src/handler.py", folder=old.root)
    start = old.head()
    kept = old.update(seeded=(), managed=ManagedChoice.TEAM)
    assert (kept.state, kept.waived) == (UpdateState.UPDATED, ())
    assert old.read("src/handler.py") == mine
    # It is not taken, so it is asked for again.
    assert old.update(seeded=()).state is UpdateState.CONFLICTS
    git("reset", "--quiet", "--hard", start, folder=old.root)
    taken = old.update(seeded=(), managed=ManagedChoice.TEMPLATE)
    assert old.read("src/handler.py") == FIXED_TWICE
    assert taken.replaced == ("src/handler.py",)
    assert git("show", f"{taken.kept_at}:src/handler.py", folder=old.root) == mine


def test_a_deleted_file_comes_back_only_if_it_is_named(old: Repository) -> None:
    (old.root / "src/handler.py").unlink()
    old.commit()
    report = old.update(seeded=())
    assert not (old.root / "src/handler.py").exists()
    assert report.release_notes.seeded_advice == ()
    old.update(seeded=("src/handler.py",))
    assert old.read("src/handler.py") == FIXED_TWICE


def test_a_named_file_comes_back_even_if_nothing_is_new_in_it(old: Repository) -> None:
    old.update(seeded=())
    git("mv", "src/handler.py", "src/orders.py", folder=old.root)
    old.commit()
    # It is moved and not deleted, so nothing is to come back.
    assert old.update(seeded=("src/handler.py",)).state is UpdateState.UP_TO_DATE
    (old.root / "src/orders.py").unlink()
    old.commit()
    assert old.update(seeded=("src",)).state is UpdateState.UP_TO_DATE
    old.update(seeded=("src/handler.py",))
    assert old.read("src/handler.py") == FIXED_TWICE


def test_the_change_follows_a_file_that_the_team_moved(old: Repository) -> None:
    git("mv", "src/handler.py", "src/orders.py", folder=old.root)
    old.edit("src/orders.py", "return 4\n", "return 'ours'\n")
    assert old.update(to="v1.2.0").release_notes.seeded_advice
    old.update(seeded=("src/handler.py",))
    assert not (old.root / "src/handler.py").exists()
    assert old.read("src/orders.py") == FIXED_TWICE.replace("return 4\n", "return 'ours'\n")


def test_edits_follow_a_file_that_the_template_renames(
    small: SmallTemplate, old: Repository
) -> None:
    old.write("src/handler.py", OWN)
    small.release("v1.4.0", {"src/handler.py": None, "src/orders.py": FIXED_TWICE})
    small.release("v1.5.0", {"src/orders.py": FIXED_TWICE + "# end\n"})
    old.update(to="v1.4.0")
    old.update()
    assert old.read("src/handler.py") == OWN
    assert not (old.root / "src/orders.py").exists()
    report = old.update(seeded=("src/orders.py",))
    assert not (old.root / "src/handler.py").exists()
    expected = FIXED_TWICE.replace("return 4\n", "return 'ours'\n") + "# end\n"
    assert old.read("src/orders.py") == expected
    assert [(change.before, change.path) for change in report.seeded] == [
        ("src/handler.py", "src/orders.py")
    ]


def test_a_file_that_the_template_drops_goes_only_if_nobody_edited_it(
    small: SmallTemplate, old: Repository
) -> None:
    small.release("v1.4.0", {"src/handler.py": None})
    old.update()
    start = old.head()
    assert old.read("src/handler.py") == HANDLER
    assert old.update(seeded=()).state is UpdateState.UPDATED
    assert not (old.root / "src/handler.py").exists()
    git("reset", "--quiet", "--hard", start, folder=old.root)
    old.write("src/handler.py", OWN)
    assert old.update(seeded=()).state is UpdateState.CONFLICTS
    assert old.read("src/handler.py") == OWN


def test_a_file_that_arrived_later_begins_there(small: SmallTemplate, old: Repository) -> None:
    small.release("v1.4.0", {"src/late.py": HANDLER})
    old.update()
    old.edit("src/late.py", "return 4\n", "return 'ours'\n")
    small.release("v1.5.0", {"src/late.py": FIXED})
    old.update()
    old.update(seeded=("src/late.py",))
    assert old.read("src/late.py") == FIXED.replace("return 4\n", "return 'ours'\n")
    assert old.read("src/handler.py") == HANDLER


def test_answers_of_the_time_count(small: SmallTemplate, tmp_path: Path) -> None:
    small.release("v1.1.0", {"src/tier.py.jinja": HANDLER + "TIER = '{{ tier }}'\n"})
    repository = new_repository(small.folder, tmp_path / "tier", version="v1.1.0")
    repository.update(changed={"tier": "production"})
    assert "internal" in repository.read("src/tier.py")
    repository.update(seeded=())
    assert repository.read("src/tier.py") == HANDLER + "TIER = 'production'\n"


def test_a_shallow_clone_says_what_it_does_not_know(old: Repository, tmp_path: Path) -> None:
    for version in ("v1.2.0", "v1.3.0"):
        old.update(to=version)
    git(
        "clone",
        "--quiet",
        "--depth=1",
        f"file://{old.root}",
        str(tmp_path / "clone"),
        folder=tmp_path,
    )
    clone = Repository(tmp_path / "clone", old.cache)
    report = clone.update(seeded=())
    assert report.state is UpdateState.UP_TO_DATE
    assert any("git fetch --unshallow" in note for note in report.notes)
    clone.update(seeded=(), since="v1.1.0")
    assert clone.read("src/handler.py") == FIXED_TWICE


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("ci/build.yml", "'ci/build.yml' is a managed file, and --seeded takes only seeded files"),
        ("pyproject.toml", "'pyproject.toml' is a merged file"),
        ("src/nothing.py", "The template has no seeded file 'src/nothing.py' here"),
        ("../other", "'../other' is outside the repository"),
        (".", "'.' is the repository itself"),
    ],
)
def test_another_path_is_refused(old: Repository, path: str, words: str) -> None:
    before = snapshot(old.root)
    with pytest.raises(BadInputError) as raised:
        old.update(seeded=(path,))
    assert words in str(raised.value)
    assert snapshot(old.root) == before


def test_an_improvement_of_a_later_form_stops_nobody(small: SmallTemplate, old: Repository) -> None:
    write(small.folder / "improvements/later.yml", "matters: everything\nsince: 3\n")
    small.release("v1.4.0")
    assert old.update().release_notes.seeded_advice != ()


def test_a_broken_record_stops_only_who_asks_for_seeded_files(old: Repository) -> None:
    old.write(SEEDED_FILE, "'*': &anchor v1\n")
    assert old.update(to="v1.2.0").state is UpdateState.UPDATED
    with pytest.raises(BadInputError, match="restore it from git, or delete it"):
        old.update(seeded=())


def test_a_record_of_hundreds_of_versions_is_not_worked_through(old: Repository) -> None:
    lines = [f'"f{number}": v1 {number:040x}\n' for number in range(400)]
    old.write(SEEDED_FILE, "".join(lines))
    with pytest.raises(BadInputError, match="has 400 versions of the template, and at most 50"):
        old.update(seeded=())


def test_diff_shows_the_change_with_its_reason(old: Repository, tmp_path: Path) -> None:
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    old.write("src/handler.py", OWN)
    said = run_goldenpath("diff", "--seeded", folder=old.root, environment=cache)
    assert said.returncode == 1
    heading, command, *_ = said.stdout.splitlines()
    assert heading == (
        "src/handler.py, v1.1.0 → v1.3.0: Because of retries (lost data). Because of reports."
    )
    assert command == "diff --git a/src/handler.py b/src/handler.py"
    assert "+    return 1  # retried" in said.stdout
    assert "ours" not in said.stdout
    (tmp_path / "patch").write_text(said.stdout)
    git("apply", tmp_path / "patch", folder=old.root)
    assert old.read("src/handler.py") == FIXED_TWICE.replace("return 4\n", "return 'ours'\n")


def test_the_command_takes_paths_branches_dry_runs_and_writes_json(
    old: Repository, tmp_path: Path
) -> None:
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    before = snapshot(old.root)
    dry = run_goldenpath(
        *("update", "--seeded", "src/handler.py", "--dry-run", "--no-lock"),
        folder=old.root,
        environment=cache,
    )
    assert dry.returncode == 0, dry.stderr
    assert "changed  src/handler.py" in dry.stdout
    assert snapshot(old.root) == before
    done = run_goldenpath(
        *("update", ".", "--no-lock", "--branch", "goldenpath/seeded", "--format=json"),
        "--seeded",
        folder=old.root,
        environment=cache,
    )
    assert done.returncode == 0, done.stderr
    assert snapshot(old.root) == before
    (change,) = json.loads(done.stdout)["seeded"]
    assert (change["path"], change["since"], change["is_taken"]) == (
        "src/handler.py",
        "v1.1.0",
        True,
    )
    assert change["reasons"][0] == {"matters": "lost data", "why": "Because of retries."}
    assert git("show", "goldenpath/seeded:src/handler.py", folder=old.root) == FIXED_TWICE


@pytest.mark.parametrize("kind", ["subfolder", "sha256", "linked worktree"])
def test_every_kind_of_repository_takes_them(old: Repository, tmp_path: Path, kind: str) -> None:
    old.write("src/handler.py", OWN)
    root = tmp_path / "other"
    if kind == "linked worktree":
        git("worktree", "add", "--quiet", root, "-b", "other", folder=old.root)
    else:
        inner = root / "services [a*]" if kind == "subfolder" else root
        options = ("--object-format=sha256",) if kind == "sha256" else ()
        inner.mkdir(parents=True)
        git("init", "--quiet", *options, folder=root)
        git("archive", "--output", tmp_path / "all.tar", "HEAD", folder=old.root)
        subprocess.run(["tar", "-xf", tmp_path / "all.tar"], cwd=inner, check=True)
        root = inner
    other = Repository(root, old.cache)
    other.commit()
    for version in ("v1.2.0", "v1.3.0"):
        other.update(to=version)
    other.update(seeded=())
    assert other.read("src/handler.py") == FIXED_TWICE.replace("return 4\n", "return 'ours'\n")
    assert other.status() == ""


def test_an_ignored_file_is_left_alone(old: Repository) -> None:
    git("rm", "--quiet", "--cached", "src/handler.py", folder=old.root)
    old.write(".gitignore", ".venv/\n/src/handler.py\n")
    (old.root / "src/handler.py").write_text(OWN)
    report = old.update(seeded=("src/handler.py",))
    assert report.left_alone == ("src/handler.py",)
    assert old.read("src/handler.py") == OWN


@pytest.mark.parametrize("newest", [FIXED_TWICE, "other = 1\n"])
def test_a_new_name_that_is_ignored_here_takes_nothing_away(
    small: SmallTemplate, old: Repository, newest: str
) -> None:
    old.write(".gitignore", ".venv/\nlocal_*\n")
    small.release("v1.4.0", {"src/handler.py": None, "src/local_handler.py": FIXED_TWICE})
    old.update()
    small.release("v1.5.0", {"src/local_handler.py": newest})
    old.update()
    report = old.update(seeded=())
    assert report.state is UpdateState.UP_TO_DATE
    assert old.read("src/handler.py") == HANDLER
    assert any("src/handler.py stays" in note for note in report.notes)
    assert not any(change.is_taken for change in report.seeded)
    old.write(".gitignore", ".venv/\n")
    assert old.update(seeded=()).state is UpdateState.UPDATED
    assert old.read("src/local_handler.py") == newest


def test_what_is_ignored_is_not_recorded_beside_what_is_taken(
    small: SmallTemplate, old: Repository
) -> None:
    git("rm", "--quiet", "src/handler.py", folder=old.root)
    old.write(".gitignore", ".venv/\n/src/handler.py\n")
    small.release("v1.4.0", {"src/app.py": "print('fixed')\n"})
    report = old.update(seeded=("src/handler.py", "src/app.py"))
    assert old.read("src/app.py") == "print('fixed')\n"
    assert "src/handler.py" in report.left_alone
    assert any("src/handler.py is not written" in note for note in report.notes)
    old.write(".gitignore", ".venv/\n")
    # The team puts it back as it was.
    old.write("src/handler.py", HANDLER)
    assert old.update().release_notes.seeded_advice != ()
    old.update(seeded=())
    assert old.read("src/handler.py") == FIXED_TWICE


def test_what_is_deleted_or_moved_is_not_recorded_beside_what_is_taken(
    small: SmallTemplate, old: Repository
) -> None:
    (old.root / "src/handler.py").unlink()
    small.release("v1.4.0", {"src/app.py": "print('fixed')\n"})
    old.commit()
    report = old.update(seeded=())
    assert (old.read("src/app.py"), report.left_alone) == ("print('fixed')\n", ("src/handler.py",))
    assert old.update(seeded=()).state is UpdateState.UP_TO_DATE
    old.write("src/orders.py", OWN)
    old.update(seeded=())
    assert old.read("src/orders.py") == FIXED_TWICE.replace("return 4\n", "return 'ours'\n")


def test_an_answer_in_a_path_hides_nothing_older(small: SmallTemplate, tmp_path: Path) -> None:
    small.release("v1.1.0", {"src/{{package}}/handler.py": HANDLER})
    repository = new_repository(small.folder, tmp_path / "pkg", version="v1.1.0")
    small.release("v1.2.0", {"src/{{package}}/handler.py": FIXED})
    repository.update()
    repository.update(changed={"package": "other"})
    git("mv", "src/pkg", "src/other", folder=repository.root)
    repository.edit("src/other/handler.py", "return 4\n", "return 'ours'\n")
    assert repository.update(seeded=()).state is UpdateState.UPDATED
    expected = FIXED.replace("return 4\n", "return 'ours'\n")
    assert repository.read("src/other/handler.py") == expected


def test_a_changed_answer_of_the_same_version_hides_no_path(
    small: SmallTemplate, tmp_path: Path
) -> None:
    small.release("v1.1.0", {"src/{{package}}/handler.py": HANDLER})
    repository = new_repository(small.folder, tmp_path / "pkg", version="v1.1.0")
    repository.update(changed={"package": "other"})
    small.release("v1.2.0", {"src/{{package}}/handler.py": FIXED})
    repository.update(seeded=())
    assert repository.read("src/other/handler.py") == FIXED
    assert not (repository.root / "src/pkg/handler.py").exists()


def test_a_file_that_came_with_an_answer_begins_as_it_came(
    small: SmallTemplate, tmp_path: Path
) -> None:
    path = "src/{% if tier == 'production' %}handler.py{% endif %}"
    small.release("v1.1.0", {path: HANDLER})
    repository = new_repository(small.folder, tmp_path / "tier", version="v1.1.0")
    small.release("v1.2.0", {path: HANDLER.replace("return 1\n", "return 'one'\n")})
    repository.update(changed={"tier": "production"})
    small.release("v1.3.0", {path: FIXED})
    repository.update(seeded=())
    # The team has not edited it, so nothing is a conflict.
    assert repository.read("src/handler.py") == FIXED


def test_without_its_history_every_update_says_what_it_cannot_know(
    old: Repository, tmp_path: Path
) -> None:
    old.update()
    clone = Repository(tmp_path / "clone", old.cache)
    git("clone", "-q", "--depth=1", f"file://{old.root}", clone.root, folder=tmp_path)
    assert any("git fetch --unshallow" in note for note in clone.update(dry_run=True).notes)
    old.update(seeded=())
    git("fetch", "--quiet", "--depth=1", "origin", "main", folder=clone.root)
    git("reset", "--quiet", "--hard", "FETCH_HEAD", folder=clone.root)
    assert clone.update(dry_run=True).notes == ()


@pytest.mark.parametrize("is_moved", [True, False])
def test_an_important_change_of_a_missing_file_is_told(old: Repository, *, is_moved: bool) -> None:
    (old.root / "src/handler.py").unlink()
    if is_moved:
        write(old.root / "src/core/orders.py", "x = 1\n" * 200 + HANDLER[: len(HANDLER) // 2])
    old.commit()
    for asked in ({}, {}, {"seeded": ()}):
        report = old.update(**asked)
        (note,) = (note for note in report.notes if "src/handler.py" in note)
        assert note.startswith("src/handler.py is deleted or moved here")
        assert "Because of retries (lost data)." in note
        assert report.release_notes.seeded_advice == ()
    old.update(seeded=("src/handler.py",))
    assert old.read("src/handler.py") == FIXED_TWICE
    assert old.update().notes == ()


def test_diff_shows_only_the_files_that_are_named(old: Repository, tmp_path: Path) -> None:
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    for path, expected in (("README.md", 0), ("src", 1)):
        said = run_goldenpath("diff", path, "--seeded", folder=old.root, environment=cache)
        assert said.returncode == expected, said.stderr
        assert ("src/handler.py" in said.stdout) == (path == "src")


def test_diff_shows_the_change_of_a_missing_file_that_is_named(
    old: Repository, tmp_path: Path
) -> None:
    (old.root / "src/handler.py").unlink()
    old.commit()
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    said = run_goldenpath(
        "diff", "src/handler.py", "--seeded", folder=old.root, environment=cache
    ).stdout
    assert "+    return 1  # retried" in said
    assert "return 4" not in [line.strip("+ ") for line in said.splitlines() if line[:1] == "+"]


def test_a_deleted_file_that_others_resemble_is_not_moved(
    small: SmallTemplate, tmp_path: Path
) -> None:
    small.release("v1.1.0", {"src/a.py": HANDLER, "src/b.py": HANDLER})
    repository = new_repository(small.folder, tmp_path / "twins", version="v1.1.0")
    (repository.root / "src/a.py").unlink()
    repository.commit()
    improvement("retries", small)
    small.release("v1.2.0", {"src/a.py": FIXED})
    assert [change.path for change in repository.update(seeded=()).seeded] == []
    repository.update(seeded=("src/a.py",))
    assert repository.read("src/a.py") == FIXED


@pytest.mark.parametrize("paths", [(), ("src",)])
def test_what_the_team_refuses_is_told_until_it_is_taken(
    small: SmallTemplate, old: Repository, paths: tuple[str, ...]
) -> None:
    mine = HANDLER.replace("return 1\n", "return 'mine'\n")
    old.write("src/handler.py", mine)
    small.release("v1.4.0", {"src/app.py": "print('fixed')\n"})
    report = old.update(seeded=paths, managed=ManagedChoice.TEAM)
    assert (old.read("src/handler.py"), old.read("src/app.py")) == (mine, "print('fixed')\n")
    assert {change.path: change.is_taken for change in report.seeded} == {
        "src/app.py": True,
        "src/handler.py": False,
    }
    assert any("src/handler.py stays as you have it" in note for note in report.notes)
    assert not (old.root / "goldenpath.toml").exists()
    message = git("log", "-1", "--format=%B", folder=old.root)
    assert "goldenpath update --seeded src/handler.py" in message
    assert "changed: `src/handler.py`" not in message
    (advice,) = old.update().release_notes.seeded_advice
    assert "src/handler.py" in advice
    again = old.update(seeded=())
    assert [conflict.path for conflict in again.conflicts] == ["src/handler.py"]
    old.update(seeded=(), managed=ManagedChoice.TEMPLATE)
    assert old.read("src/handler.py") == FIXED_TWICE
    assert old.update().release_notes.seeded_advice == ()


def test_a_refused_change_of_a_moved_file_writes_no_waiver_and_is_told_again(
    old: Repository,
) -> None:
    git("mv", "src/handler.py", "src/orders.py", folder=old.root)
    old.edit("src/orders.py", "return 1\n", "return 'mine'\n")
    mine = old.read("src/orders.py")
    report = old.update(seeded=(), managed=ManagedChoice.TEAM)
    assert (old.read("src/orders.py"), report.waived) == (mine, ())
    assert old.update().release_notes.seeded_advice != ()
    assert [one.path for one in old.update(seeded=()).conflicts] == ["src/orders.py"]


def test_a_refused_rename_leaves_the_old_name(small: SmallTemplate, old: Repository) -> None:
    old.edit("src/handler.py", "return 1\n", "return 'mine'\n")
    mine = old.read("src/handler.py")
    small.release("v1.4.0", {"src/handler.py": None, "src/orders.py": FIXED_TWICE})
    report = old.update(seeded=(), managed=ManagedChoice.TEAM)
    assert old.read("src/handler.py") == mine
    assert not (old.root / "src/orders.py").exists()
    (note,) = report.notes
    assert note.startswith("src/handler.py stays as you have it.")
    assert old.update().release_notes.seeded_advice != ()
    old.update(seeded=(), managed=ManagedChoice.TEMPLATE)
    assert old.read("src/orders.py") == FIXED_TWICE


def test_a_file_that_both_renamed_keeps_the_teams_name_if_it_is_refused(
    small: SmallTemplate, old: Repository
) -> None:
    git("mv", "src/handler.py", "src/mine.py", folder=old.root)
    old.commit()
    small.release("v1.4.0", {"src/handler.py": None, "src/orders.py": FIXED_TWICE})
    old.update()
    report = old.update(seeded=())
    assert [one.path for one in report.conflicts] == ["src/mine.py", "src/orders.py"]
    old.update(seeded=(), managed=ManagedChoice.TEAM)
    assert old.read("src/mine.py") == HANDLER
    assert not (old.root / "src/handler.py").exists()
    assert not (old.root / "src/orders.py").exists()
    assert not (old.root / "goldenpath.toml").exists()


def test_a_record_of_a_lost_version_hides_nothing(old: Repository) -> None:
    old.update()
    head = git("-C", old.root, "rev-parse", "HEAD", folder=old.root).strip()
    known = f"'*': v1.3.0 {old.read(ANSWERS_FILE).split('_commit_hash: ')[1][:40]}\n"
    old.write(SEEDED_FILE, f"{known}'src/handler.py': v0.0.1 {head}\n")
    assert old.update().release_notes.seeded_advice != ()
    report = old.update(seeded=())
    assert any("cannot be rendered here" in note for note in report.notes)
    assert old.read("src/handler.py") == FIXED_TWICE


def test_a_refused_rename_onto_a_folder_leaves_the_old_name(
    small: SmallTemplate, old: Repository
) -> None:
    old.write("src/orders/own.py", "own = 1\n")
    small.release("v1.4.0", {"src/handler.py": None, "src/orders": FIXED_TWICE})
    assert old.update(seeded=()).state is UpdateState.CONFLICTS
    old.update(seeded=(), managed=ManagedChoice.TEAM)
    assert old.read("src/handler.py") == HANDLER
    assert old.read("src/orders/own.py") == "own = 1\n"


def test_the_question_says_what_becomes_of_a_refused_change(
    old: Repository, tmp_path: Path
) -> None:
    cache = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    old.edit("src/handler.py", "return 1\n", "return 'mine'\n")
    said = run_goldenpath("update", "--seeded", folder=old.root, environment=cache)
    (line,) = (line for line in said.stdout.splitlines() if "--managed team" in line)
    assert "waiver" not in line
    assert "not taken" in line


@pytest.mark.parametrize("is_another_refused", [False, True])
def test_what_everything_was_taken_of_needs_no_history(
    small: SmallTemplate,
    old: Repository,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_another_refused: bool,
) -> None:
    if is_another_refused:
        (old.root / "src/app.py").unlink()
        old.commit()
        small.release("v1.3.1", {"src/app.py": "print('two')\n"})
    old.update(seeded=())
    assert ("src/app.py" in old.read(SEEDED_FILE)) is is_another_refused
    small.release("v1.4.0", {"ci/build.yml": "four\n"})
    with monkeypatch.context() as patched:
        patched.setattr("goldenpath.operations.update.seeded_past.read_history", None)
        assert old.update().state is UpdateState.UPDATED
    improvement("more", small)
    small.release("v1.5.0", {"src/handler.py": FIXED_TWICE + "# more\n"})
    assert len(old.update().release_notes.seeded_advice) == 1
