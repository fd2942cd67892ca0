"""What an adversary broke in a person's own repository: each class of it, from the command line."""

import json
import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from support.in_process import SOON
from support.safety.judge import Case, judge
from support.safety.ledger import Ledger, Page, files_of
from support.safety.person import person
from support.safety.running import Ended, Moment, environment, run, run_until
from support.small_template import PYPROJECT, Repository, SmallTemplate, write
from support.template import git

pytestmark = pytest.mark.slow

TOKEN = "tk000001q"
OTHER = "tk000002q"


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Generator[Path]:
    with person(tmp_path / "person") as folder:
        yield folder


def update(repository: Repository, *options: str) -> Ended:
    return run("update", repository.root, "--defaults", "--no-lock", *options)


def judged(repository: Repository, act: Callable[[], Ended]) -> tuple[Ended, Page]:
    """Do something, and demand what is promised of every command."""
    ledger = Ledger(repository.root)
    before = ledger.read()
    ended = act()
    after = ledger.read()
    judge(Case(repository.root, before, after, ended))
    return ended, after


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


MOMENTS = [
    Moment(act, "/.git/goldenpath", with_children=both)
    for act in range(8)
    for both in (False, True)
]


@pytest.mark.parametrize(
    "moment", MOMENTS, ids=lambda moment: f"{moment.act}-{moment.with_children}"
)
def test_finding_01_recover_keeps_what_is_staged(
    small: SmallTemplate, repository: Repository, moment: Moment
) -> None:
    """A killed update, `git add` of an edit and of a new file, `recover`: both are still there."""
    small.release("v1.1.0", {"ci/build.yml": "new\n", "ci/more.yml": "new\n"})
    ended = run_until(moment, "update", repository.root, "--defaults", "--no-lock")
    if not ended.is_killed:
        pytest.skip("the update takes fewer steps")
    (repository.root / ".git/index.lock").unlink(missing_ok=True)
    write(repository.root / "src/app.py", f"# {TOKEN}\n")
    write(repository.root / "ci/mine.yml", f"# {OTHER}\n")
    git("add", "--all", folder=repository.root)
    ended, _ = judged(repository, lambda: run("recover", repository.root))
    assert ended.exit_code == 0, ended.said


LOCK = 'version = 1\nrevision = 3\nrequires-python = ">=3.13"\n'


def release_a_lock(small: SmallTemplate, repository: Repository) -> None:
    """The repository has a lock, and the next release makes it stale."""
    bare = (
        '[project]\nname = "demo"\nversion = "0.1.0"\nrequires-python = ">=3.12"\n\n[tool.ruff]\n'
    )
    small.release("v1.0.2", {"pyproject.toml.jinja": f"{bare}line-length = 100\n"})
    update(repository)
    repository.write("uv.lock", LOCK)
    small.release("v1.1.0", {"pyproject.toml.jinja": f"{bare}line-length = 90\n"})


def backend(marker: Path) -> str:
    """A build back end in the repository: whoever asks it for anything runs it."""
    return f"open({str(marker)!r}, 'w').close()\nraise SystemExit(1)\n"


BUILD = '\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


@pytest.mark.parametrize("kind", ["the repository's own", "a path source's"])
def test_finding_02_an_update_builds_nothing(
    small: SmallTemplate, repository: Repository, tmp_path: Path, kind: str
) -> None:
    """An update locks again, and a build back end in the repository runs."""
    release_a_lock(small, repository)
    marker = tmp_path / "executed"
    project = repository.read("pyproject.toml")
    if kind == "a path source's":
        write(repository.root / "x/backend.py", backend(marker))
        write(
            repository.root / "x/pyproject.toml",
            f'[project]\nname = "x"\ndynamic = ["version"]\n{BUILD}',
        )
        project = project.replace(
            'version = "0.1.0"\n', 'version = "0.1.0"\ndependencies = ["x"]\n'
        )
        project += '\n[tool.uv.sources]\nx = { path = "x" }\n'
    else:
        write(repository.root / "backend.py", backend(marker))
        project = project.replace('version = "0.1.0"\n', 'dynamic = ["version"]\n') + BUILD
    repository.write("pyproject.toml", project)
    ended, _ = judged(repository, lambda: run("update", repository.root, "--defaults"))
    assert not marker.exists(), ended.said


def test_finding_03_a_lock_that_is_a_link_is_not_written_through(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    """A uv.lock that is a link to somebody's file: the update overwrites that file."""
    release_a_lock(small, repository)
    outside = tmp_path / "outside.lock"
    outside.write_text(f"{LOCK}# somebody's\n")
    (repository.root / "uv.lock").unlink()
    (repository.root / "uv.lock").symlink_to(outside)
    repository.commit()
    judged(repository, lambda: run("update", repository.root, "--defaults"))
    assert outside.read_text() == f"{LOCK}# somebody's\n"


@pytest.mark.parametrize("mends_by", ["amending", "committing"])
def test_finding_07_a_mended_branch_is_kept(
    small: SmallTemplate, repository: Repository, mends_by: str
) -> None:
    """Conflicts are written to a branch and mended there; the same command again drops the work."""
    repository.edit("ci/build.yml", "step 3", "step 3 of ours")
    small.release(
        "v1.1.0", {"ci/build.yml": replaced(repository.read("ci/build.yml"), ("3 of ours", "III"))}
    )
    assert update(repository, "--write-conflicts").exit_code == 1
    git("switch", "--quiet", "goldenpath/update-v1.1.0", folder=repository.root)
    write(repository.root / "ci/build.yml", f"{TOKEN}\n")
    options = ("--amend", "--no-edit") if mends_by == "amending" else ("--message=mended",)
    git("commit", "--quiet", "--all", *options, folder=repository.root)
    git("switch", "--quiet", "main", folder=repository.root)
    judged(repository, lambda: update(repository, "--write-conflicts"))


RUFF = '  "ruff>=0.12",\n'
COMMENTS = {
    "beside, changed": (f'  "ruff>=0.12",  # {TOKEN}\n', '  "ruff>=0.13",\n'),
    "above, changed": (f"  # {TOKEN}\n{RUFF}", '  "ruff>=0.13",\n'),
    "below, changed": (f"{RUFF}  # {TOKEN}\n", '  "ruff>=0.13",\n'),
    "above, dropped": (f"  # {TOKEN}\n{RUFF}", ""),
    "beside, dropped": (f'  "ruff>=0.12",  # {TOKEN}\n', ""),
    "another marker": (
        f"""  "ruff[{TOKEN}]>=0.12; python_version < '3.14'",\n{RUFF}""",
        '  "ruff>=0.13",\n',
    ),
    "another marker after": (
        f"""{RUFF}  "ruff[{TOKEN}]>=0.12; python_version < '3.14'",\n""",
        '  "ruff>=0.13",\n',
    ),
}


@pytest.mark.parametrize("kind", COMMENTS)
def test_finding_08_lines_of_a_list_are_kept(
    small: SmallTemplate, repository: Repository, kind: str
) -> None:
    """A comment or a second requirement beside what the template changes is gone, with exit 0."""
    team, template = COMMENTS[kind]
    repository.edit("pyproject.toml", RUFF, team)
    small.release("v1.1.0", {"pyproject.toml.jinja": replaced(PYPROJECT, (RUFF, template))})
    judged(repository, lambda: update(repository))


def edit_only(repository: Repository) -> None:
    repository.edit("ci/build.yml", "step 3", f"step 3 {TOKEN}")


def have_a_file_there(repository: Repository) -> None:
    edit_only(repository)
    repository.write("ci/other.yml", f"{OTHER}\n")


def rename_as_well(repository: Repository) -> None:
    edit_only(repository)
    git("mv", "ci/build.yml", "ci/ours.yml", folder=repository.root)
    repository.commit()


def replace_by_a_link(repository: Repository) -> None:
    edit_only(repository)
    (repository.root / "ci/other.yml").symlink_to(TOKEN)
    repository.commit()


@pytest.mark.parametrize(
    "case",
    [
        f"{line}, {choice}"
        for line in ("the same line", "another line")
        for choice in ("team", "template", "markers")
    ],
)
@pytest.mark.parametrize("edit", [edit_only, have_a_file_there, rename_as_well, replace_by_a_link])
def test_finding_09_team_lines_follow_a_rename(
    small: SmallTemplate, repository: Repository, edit: Callable[[Repository], None], case: str
) -> None:
    """The template renames what the team edited; the edit is dropped, or its way back fails."""
    edit(repository)
    line, choice = case.split(", ")
    number = "3" if line == "the same line" else "6"
    text = (small.folder / "template/ci/build.yml").read_text()
    new = replaced(text, (f"step {number}\n", "step of the template\n"))
    small.release("v1.1.0", {"ci/build.yml": None, "ci/other.yml": new})
    option = ("--write-conflicts",) if choice == "markers" else ("--managed", choice)
    judged(repository, lambda: update(repository, *option))


def test_finding_09_a_folder_in_the_place_of_the_waivers_is_kept(
    small: SmallTemplate, repository: Repository
) -> None:
    """A folder `goldenpath.toml`: `--managed team` deletes it, to write a file."""
    repository.edit("ci/build.yml", "step 3", f"step 3 {TOKEN}")
    repository.write("goldenpath.toml/notes.txt", f"{OTHER}\n")
    steps = (small.folder / "template/ci/build.yml").read_text().replace("step 3", "step III")
    small.release("v1.1.0", {"ci/build.yml": steps})
    judged(repository, lambda: update(repository, "--managed", "team"))


@pytest.mark.parametrize("option", ["--squash", "-s ours", "--no-commit --no-ff"])
def test_finding_10_an_update_says_what_is_true(
    small: SmallTemplate, repository: Repository, option: str
) -> None:
    """git is told how to merge: "Updated" is printed, and the branch has not moved."""
    small.release("v1.1.0", {"ci/build.yml": "new\n"})
    git("config", "branch.main.mergeOptions", option, folder=repository.root)
    ended, _ = judged(repository, lambda: update(repository))
    if ended.exit_code == 0:
        assert repository.read("ci/build.yml") == "new\n"
        assert git("show", "HEAD:ci/build.yml", folder=repository.root) == "new\n"


RACES = {
    "a commit": f"echo '# {TOKEN}' >> ci/build.yml; git commit --quiet --all --message=more",
    "an edit": f"echo '# {TOKEN}' >> ci/build.yml",
    "an edit elsewhere": f"echo '# {TOKEN}' >> src/app.py",
    "a new file": f"echo '# {TOKEN}' > ci/more.yml",
    "a staged edit": f"echo '# {TOKEN}' >> ci/build.yml; git add ci/build.yml",
    "another branch": "git switch --quiet --create other",
}


@pytest.mark.parametrize("kind", RACES)
def test_finding_11_what_happens_while_uv_locks_is_kept(
    small: SmallTemplate, repository: Repository, tmp_path: Path, kind: str
) -> None:
    """Somebody commits or edits while an update locks: a journal stays that `recover` refuses."""
    release_a_lock(small, repository)
    small.release("v1.2.0", {"ci/build.yml": "new\n", "ci/more.yml": "new\n"})
    uv = tmp_path / "uv"
    lines = ("#!/bin/sh", f"PATH={os.environ['PATH']}", "echo '# locked' >> uv.lock")
    uv.write_text("\n".join([*lines, f"cd {repository.root}", RACES[kind], ""]))
    uv.chmod(0o755)
    with environment({"UV": str(uv)}):
        ended = run("update", repository.root, "--defaults")
    tokens = Ledger(repository.root).read().tokens
    assert ended.exit_code in (0, 2, 3), ended.said
    assert TOKEN.encode() in tokens or kind == "another branch", ended.said
    again, _ = judged(repository, lambda: run("recover", repository.root))
    assert again.exit_code == 0, again.said
    assert "Nothing to recover" in again.output, again.said
    if ended.exit_code == 0:
        assert git("show", "HEAD:ci/build.yml", folder=repository.root).startswith("new\n")
    else:
        assert (
            git(
                "log", "--grep=Goldenpath-Update", "--format=%s", "HEAD", folder=repository.root
            ).count("v1.2.0")
            == 0
        )
        assert "stopped in the middle" not in ended.said


def test_finding_12_a_branch_that_is_checked_out_elsewhere_does_not_move(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    """`--branch X` moves X under another work tree, which then shows the update undone."""
    linked = tmp_path / "linked"
    git("worktree", "add", "--quiet", "-b", "bot", str(linked), folder=repository.root)
    small.release("v1.1.0", {"ci/build.yml": "new\n"})
    judged(repository, lambda: update(repository, "--branch", "bot"))
    assert not git("status", "--porcelain", folder=linked)


def test_finding_12_a_branch_gets_no_commits_of_another(
    small: SmallTemplate, repository: Repository
) -> None:
    """`--branch stable` brings the commits of main that are not released to stable."""
    git("branch", "stable", folder=repository.root)
    repository.write("src/new.py", "unreleased\n")
    small.release("v1.1.0", {"ci/build.yml": "new\n"})
    ended, _ = judged(repository, lambda: update(repository, "--branch", "stable"))
    listed = git("ls-tree", "-r", "--name-only", "stable", folder=repository.root)
    assert "src/new.py" not in listed, ended.said


@pytest.mark.parametrize("choice", ["template", "team", "markers"])
@pytest.mark.parametrize("who", ["the team has the folder", "the template makes the folder"])
def test_finding_13_paths_have_their_real_names(
    small: SmallTemplate, repository: Repository, who: str, choice: str
) -> None:
    """A file where the other side has a folder: names such as ci/build.yml~3ae19 are committed."""
    if who == "the team has the folder":
        repository.write("ci/new/mine.txt", f"{TOKEN}\n")
        small.release("v1.1.0", {"ci/new": "of the template\n"})
    else:
        repository.edit("ci/build.yml", "step 3", f"step 3 {TOKEN}")
        small.release("v1.1.0", {"ci/build.yml": None})
        small.release("v1.2.0", {"ci/build.yml/inner": "of the template\n"})
    option = ("--write-conflicts",) if choice == "markers" else ("--managed", choice)
    ended, _ = judged(repository, lambda: update(repository, *option))
    everything = git("log", "--all", "--name-only", "--format=", folder=repository.root)
    assert "~" not in everything, ended.said


@pytest.mark.parametrize("place", ["global", "exclude"])
def test_finding_15_what_is_ignored_does_not_stop_an_update(
    small: SmallTemplate, repository: Repository, home: Path, place: str
) -> None:
    """`git status` is clean, and the update says that there are changes in no commit."""
    path = (
        home / ".config/git/ignore" if place == "global" else repository.root / ".git/info/exclude"
    )
    write(path, "*.scratch\n")
    write(repository.root / "mine.scratch", f"{TOKEN}\n")
    write(repository.root / "ci/mine.scratch", f"{OTHER}\n")
    assert not git("status", "--porcelain", folder=repository.root)
    small.release("v1.1.0", {"ci/build.yml": "new\n"})
    ended, _ = judged(repository, lambda: update(repository))
    assert ended.exit_code == 0, ended.said


def test_finding_15_an_ignored_file_in_the_way_is_kept(
    small: SmallTemplate, repository: Repository, home: Path
) -> None:
    """The template begins to render what the team has and ignores."""
    write(home / ".config/git/ignore", "more.yml\n")
    write(repository.root / "ci/more.yml", f"{TOKEN}\n")
    small.release("v1.1.0", {"ci/more.yml": "new\n"})
    judged(repository, lambda: update(repository))


def test_finding_16_restore_writes_all_or_nothing(repository: Repository) -> None:
    """The second of two files cannot be written; the first one is already."""
    repository.write("ci/build.yml", f"{TOKEN}\n")
    (repository.root / "hooks/pre-push").unlink()
    repository.write("hooks/pre-push/inside", f"{OTHER}\n")
    before = files_of(repository.root)
    ended = run("restore", "--repository", repository.root)
    assert ended.exit_code != 0
    assert files_of(repository.root) == before, ended.said


def test_finding_16_restore_asks_before_it_replaces_a_link(repository: Repository) -> None:
    """A link that is in no commit is replaced without a question."""
    path = repository.root / "ci/build.yml"
    path.unlink()
    path.symlink_to(TOKEN)
    judged(repository, lambda: run("restore", "ci/build.yml", "--repository", repository.root))


@pytest.mark.parametrize("command", ["check", "diff", "update", "restore", "waive"])
@pytest.mark.parametrize("damage", ["latin-1", "a folder", "a long version"])
def test_finding_16_damage_is_one_sentence(
    small: SmallTemplate, repository: Repository, command: str, damage: str
) -> None:
    """A goldenpath.toml in latin-1, or a version of 5,000 digits: a traceback."""
    if damage == "latin-1":
        repository.write("goldenpath.toml", b"# \xe9\n")
    elif damage == "a folder":
        repository.write("goldenpath.toml/inside", "x\n")
    else:
        text = repository.read(".copier-answers.yml")
        repository.write(".copier-answers.yml", text.replace("v1.0.1", "v1." + "9" * 5_000))
    repository.edit("ci/build.yml", "step 3", f"step 3 {TOKEN}")
    steps = (small.folder / "template/ci/build.yml").read_text().replace("step 3", "step III")
    small.release("v1.1.0", {"ci/build.yml": steps})
    arguments: dict[str, tuple[str, ...]] = {
        "check": (str(repository.root),),
        "diff": (str(repository.root),),
        "update": (str(repository.root), "--defaults", "--no-lock", "--managed", "team"),
        "restore": ("--repository", str(repository.root)),
        "waive": (
            "ci/build.yml",
            "--reason=because",
            f"--until={SOON}",
            f"--repository={repository.root}",
        ),
    }
    ended, _ = judged(repository, lambda: run(command, *arguments[command]))
    # A check has a report, in which the sentence stands; the others have nothing else to say.
    sentences = ended.errors.strip().splitlines()
    assert ended.exit_code < 2 or len(sentences) == 1 or command == "check", ended.said


@pytest.mark.parametrize("option", [(), ("--managed", "template"), ("--managed", "team")])
def test_finding_16_a_line_in_the_answers_file_is_kept(
    small: SmallTemplate, repository: Repository, option: tuple[str, ...]
) -> None:
    """A comment that somebody wrote into the answers file is gone after an update."""
    text = repository.read(".copier-answers.yml")
    repository.write(".copier-answers.yml", f"# {TOKEN}\n{text}# {OTHER}\n")
    small.release("v1.1.0", {"ci/build.yml": "new\n"})
    judged(repository, lambda: update(repository, *option))


def test_finding_16_a_merge_driver_that_swallows_a_change_is_told(
    small: SmallTemplate, repository: Repository, home: Path
) -> None:
    """With `merge=ours` the template's change is skipped, and nobody hears of it."""
    git("config", "--global", "merge.ours.driver", "true", folder=repository.root)
    repository.write(".gitattributes", "ci/build.yml merge=ours\n")
    repository.edit("ci/build.yml", "step 1", f"step 1 {TOKEN}")
    steps = (small.folder / "template/ci/build.yml").read_text().replace("step 8", "step VIII")
    small.release("v1.1.0", {"ci/build.yml": steps})
    ended, _ = judged(repository, lambda: update(repository, "--format", "json"))
    if "step VIII" not in repository.read("ci/build.yml"):
        report = json.loads(ended.output)
        del report["release_notes"]
        assert "ci/build.yml" in json.dumps(report) + ended.errors
