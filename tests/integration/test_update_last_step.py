"""The last step of an update: whoever does something meanwhile, it is done whole or not at all."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import (
    BadInputError,
    EnvironmentProblemError,
    GoldenpathError,
    InterruptedByUserError,
)
from goldenpath.model.update import ManagedChoice, UpdateReport, UpdateState
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree
from goldenpath.operations.journal.journal import Journal, journal_path, write_journal
from goldenpath.operations.journal.lock import locked
from goldenpath.operations.process import uninterrupted
from goldenpath.operations.update import last_step
from goldenpath.operations.update.recovery import recover
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import update

from support.small_template import COPIER_YML, Repository, SmallTemplate, new_repository, snapshot
from support.template import git

pytestmark = pytest.mark.slow

type Meanwhile = Callable[[Repository], None]


@pytest.fixture
def behind(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository with an edit of the team's, one release behind."""
    repository.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    small.release("v1.1.0", {"ci/build.yml": build("step 8, newer"), "ci/new.yml": "new\n"})
    return repository


def build(last: str) -> str:
    steps = [f"step {number}" for number in range(1, 8)]
    return "".join(f"{step}\n  run: thing\n  with: care\n" for step in [*steps, last])


def update_while(repository: Repository, meanwhile: Meanwhile) -> UpdateReport:
    """Update, and do something between the planning and the last step."""
    request = UpdateRequest(root=repository.root, lock=False)
    return update(request, repository.templates, lambda _: meanwhile(repository))


def require_updated(repository: Repository) -> None:
    assert git("show", "HEAD:ci/new.yml", folder=repository.root) == "new\n"
    assert git("show", "HEAD:ci/build.yml", folder=repository.root) == repository.read(
        "ci/build.yml"
    )
    assert "step 1, ours" in repository.read("ci/build.yml")
    assert "step 8, newer" in repository.read("ci/build.yml")
    assert repository.status() == ""
    require_nothing_left(repository)


def require_nothing_left(repository: Repository) -> None:
    git_folder = Path(git("rev-parse", "--absolute-git-dir", folder=repository.root).strip())
    assert not journal_path(git_folder).exists()
    assert not (git_folder / "index.lock").exists()
    assert not list((git_folder / "goldenpath").glob("index*"))


def commit(repository: Repository) -> None:
    repository.write("src/meanwhile.py", "meanwhile = 1\n")


def amend(repository: Repository) -> None:
    git("commit", "--quiet", "--amend", "--message=feat: reworded", folder=repository.root)


def switch(repository: Repository) -> None:
    git("switch", "--quiet", "--create", "other", folder=repository.root)


def edit(repository: Repository) -> None:
    with (repository.root / "ci/build.yml").open("a") as file:
        file.write("meanwhile\n")


def stage(repository: Repository) -> None:
    edit(repository)
    git("add", "ci/build.yml", folder=repository.root)


def add_what_is_new(repository: Repository) -> None:
    (repository.root / "ci/new.yml").write_text("meanwhile\n")


def ignore_what_is_new(repository: Repository) -> None:
    (repository.root / ".git/info/exclude").write_text("/ci/new.yml\n")
    add_what_is_new(repository)


def hold_the_index(repository: Repository) -> None:
    (repository.root / ".git/index.lock").touch()


def start_another(repository: Repository) -> None:
    repository.update()


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (commit, "has moved to the commit"),
        (amend, "has moved to the commit"),
        (switch, "has moved to the commit"),
        (edit, r"in no commit \(ci/build.yml\)"),
        (stage, r"in no commit \(ci/build.yml\)"),
        (add_what_is_new, r"in no commit \(ci/new.yml\)"),
        (ignore_what_is_new, "ci/new.yml is in no commit, and the update adds a file ci/new.yml"),
        (hold_the_index, "index.lock exists, so another git is running"),
        (start_another, "Another goldenpath is at work in"),
    ],
)
def test_what_happens_meanwhile_stands(behind: Repository, meanwhile: Meanwhile, said: str) -> None:
    seen = []

    def act(repository: Repository) -> None:
        meanwhile(repository)
        seen.append((snapshot(repository.root), repository.status(), repository.head()))

    try:
        with pytest.raises(GoldenpathError, match=said):
            update_while(behind, act)
        assert not seen or seen == [(snapshot(behind.root), behind.status(), behind.head())]
    finally:
        if meanwhile is hold_the_index:
            # It is not ours, and so it was left.
            (behind.root / ".git/index.lock").unlink()
    require_nothing_left(behind)
    assert recover(behind.root).message.startswith("Nothing to recover")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_in_the_last_step_leaves_a_whole_update(
    behind: Repository, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def interrupt(git_folder: Path, journal: Journal) -> None:
        write_journal(git_folder, journal)
        os.kill(os.getpid(), number)

    monkeypatch.setattr(last_step, "write_journal", interrupt)
    with pytest.raises(InterruptedByUserError, match=r"the update is complete, .* [0-9a-f]{12}\.$"):
        behind.update()
    require_updated(behind)


def test_a_replaced_commit_is_not_what_is_updated(behind: Repository) -> None:
    head = behind.head()
    empty = git(
        "commit-tree",
        "-m",
        "empty",
        git("write-tree", folder=behind.root).strip(),
        folder=behind.root,
    ).strip()
    git("replace", head, empty, folder=behind.root)
    behind.update()
    git("replace", "--delete", head, folder=behind.root)
    require_updated(behind)
    assert git("rev-parse", "HEAD~1", folder=behind.root).strip() == head


def test_a_linked_work_tree_is_updated(behind: Repository, tmp_path: Path) -> None:
    linked = Repository(tmp_path / "linked", behind.cache)
    git("worktree", "add", "--quiet", "-b", "other", linked.root, folder=behind.root)
    before = snapshot(behind.root)
    assert linked.update().branch == "other"
    require_updated(linked)
    assert snapshot(behind.root) == before


def test_a_sha_256_repository_is_updated(small: SmallTemplate, tmp_path: Path) -> None:
    rendered = new_repository(small.folder, tmp_path / "repo")
    subprocess.run(["rm", "-rf", rendered.root / ".git"], check=True)
    git("init", "--quiet", "--object-format=sha256", "--initial-branch=main", folder=rendered.root)
    rendered.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    small.release(
        "v1.1.0",
        {"ci/build.yml": build("step 8, newer"), "ci/new.yml": "new\n", "hooks/pre-push": None},
    )
    assert rendered.update().state is UpdateState.UPDATED
    require_updated(rendered)
    assert not (rendered.root / "hooks/pre-push").exists()
    git("fsck", "--strict", folder=rendered.root)


@pytest.mark.parametrize("options", [["--cone"], ["--no-cone"], ["--cone", "--sparse-index"]])
def test_a_sparse_checkout_stays_sparse(behind: Repository, options: list[str]) -> None:
    wanted = ["src"] if "--cone" in options else ["/src/", "/.copier-answers.yml"]
    git("sparse-checkout", "set", *options, *wanted, folder=behind.root)
    assert not (behind.root / "ci").exists()
    assert behind.update().state is UpdateState.UPDATED
    assert not (behind.root / "ci").exists()
    assert behind.status() == ""
    git("sparse-checkout", "disable", folder=behind.root)
    require_updated(behind)


def test_a_branch_that_is_checked_out_elsewhere_stays(behind: Repository, tmp_path: Path) -> None:
    behind.update(branch="robot")
    git("worktree", "add", "--quiet", tmp_path / "linked", "robot", folder=behind.root)
    with pytest.raises(BadInputError, match=r"robot is checked out in .*linked"):
        behind.update(branch="robot")
    assert git("status", "--porcelain", folder=tmp_path / "linked") == ""


def test_a_branch_of_the_teams_is_not_dragged_along(behind: Repository) -> None:
    git("branch", "stable", "HEAD~1", folder=behind.root)
    stable = git("rev-parse", "stable", folder=behind.root)
    with pytest.raises(BadInputError, match="There is already a branch stable"):
        behind.update(branch="stable")
    assert git("rev-parse", "stable", folder=behind.root) == stable


def test_an_amended_commit_on_a_branch_is_somebodys_work(behind: Repository) -> None:
    behind.update(branch="robot")
    git("switch", "--quiet", "robot", folder=behind.root)
    (behind.root / "ci/new.yml").write_text("mended\n")
    git("commit", "--quiet", "--all", "--amend", "--no-edit", folder=behind.root)
    git("switch", "--quiet", "main", folder=behind.root)
    with pytest.raises(BadInputError, match="somebody else has made it or worked on it"):
        behind.update(branch="robot")
    assert git("show", "robot:ci/new.yml", folder=behind.root) == "mended\n"


def test_a_commit_of_goldenpaths_under_another_name_is_somebodys_branch(
    behind: Repository,
) -> None:
    behind.update(branch="robot")
    git("branch", "release", "robot", folder=behind.root)
    with pytest.raises(BadInputError, match="There is already a branch release"):
        behind.update(branch="release")


def test_a_merged_branch_below_goldenpaths_name_is_its_own(behind: Repository) -> None:
    git("branch", "goldenpath/update", "HEAD~1", folder=behind.root)
    behind.update(branch="goldenpath/update")
    assert git("rev-parse", "goldenpath/update~1", folder=behind.root).strip() == behind.head()


def test_a_branch_is_known_in_another_clone(behind: Repository, tmp_path: Path) -> None:
    behind.update(branch="robot")
    git("commit", "--quiet", "--allow-empty", "--message=feat: more", folder=behind.root)
    clone = Repository(tmp_path / "clone", behind.cache)
    git("clone", "--quiet", behind.root, clone.root, folder=tmp_path)
    git("branch", "--no-track", "robot", "origin/robot", folder=clone.root)
    clone.update(branch="robot")
    assert git("rev-parse", "robot~1", folder=clone.root).strip() == clone.head()


def test_a_branch_that_is_as_goldenpath_left_it_is_renewed(
    small: SmallTemplate, behind: Repository
) -> None:
    first = behind.update(branch="robot").commit
    small.release("v1.2.0", {"ci/new.yml": "newer\n"})
    second = behind.update(branch="robot").commit
    assert first != second
    assert git("show", "robot:ci/new.yml", folder=behind.root) == "newer\n"
    assert git("rev-parse", "robot~1", folder=behind.root).strip() == behind.head()


def plant_a_filter(behind: Repository, canary: Path) -> str:
    """Attributes that send a file through a program which leaves a trace."""
    (behind.root / ".gitattributes").write_text("/ci/*.yml filter=loud\n")
    behind.commit()
    return f"sh -c 'echo ran >> {canary}; cat'"


def test_a_filter_of_the_repositorys_own_configuration_is_not_run(
    behind: Repository, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    program = plant_a_filter(behind, canary)
    for kind in ("clean", "smudge", "process"):
        git("config", f"filter.loud.{kind}", program, folder=behind.root)
    git("config", "filter.loud.required", "true", folder=behind.root)
    before = snapshot(behind.root)
    with pytest.raises(BadInputError, match=r"needs the filter 'loud', which goldenpath does not"):
        behind.update()
    assert snapshot(behind.root) == before
    assert not canary.exists()
    require_nothing_left(behind)


def test_a_filter_of_the_persons_own_configuration_runs(
    behind: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    program = plant_a_filter(behind, canary)
    configuration = tmp_path / "gitconfig"
    configuration.write_text(f'[filter "loud"]\n\tsmudge = "{program}"\n\tclean = cat\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    behind.update()
    require_updated(behind)
    assert canary.exists()


def test_a_filter_of_the_templates_own_configuration_is_not_run(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    git("config", "filter.loud.smudge", f"sh -c 'echo ran >> {canary}; cat'", folder=small.folder)
    (small.folder / ".gitattributes").write_text("*.yml filter=loud\n")
    small.release("v1.1.0", {"ci/new.yml": "new\n"})
    repository.update()
    assert repository.read("ci/new.yml") == "new\n"
    assert not canary.exists()


def test_what_a_person_ignores_everywhere_is_no_change(
    behind: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored = tmp_path / "ignored"
    ignored.write_text("notes.txt\nnew.yml\n")
    configuration = tmp_path / "gitconfig"
    configuration.write_text(f"[core]\n\texcludesFile = {ignored}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    (behind.root / "notes.txt").write_text("my own\n")
    (behind.root / "ci/new.yml").write_text("my own\n")
    with pytest.raises(BadInputError, match=r"ci/new\.yml is in no commit"):
        behind.update()
    (behind.root / "ci/new.yml").unlink()
    behind.update()
    require_updated(behind)
    assert behind.read("notes.txt") == "my own\n"


def test_a_merge_driver_hides_no_change_of_the_template(behind: Repository) -> None:
    (behind.root / ".gitattributes").write_text("*.yml merge=ours\n")
    behind.commit()
    git("config", "merge.ours.driver", "true", folder=behind.root)
    behind.update()
    require_updated(behind)


def test_a_work_tree_elsewhere_is_refused(behind: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    git("config", "core.worktree", tmp_path / "elsewhere", folder=behind.root)
    with pytest.raises(BadInputError, match=r"remove core\.worktree"):
        behind.update()


def test_the_folder_of_the_journal_is_never_a_link(behind: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (behind.root / ".git/goldenpath").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInputError, match="goldenpath is not a folder"):
        behind.update()
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_line_by_hand_in_the_answers_file_is_told_of(behind: Repository) -> None:
    answers = behind.read(".copier-answers.yml")
    behind.write(".copier-answers.yml", f"# Ask Ada.\n{answers}mine: 1\n")
    notes = behind.update().notes
    assert len([note for note in notes if "# Ask Ada." in note]) == 1
    # An answer that no question asks for any more is told of, too.
    assert len([note for note in notes if "mine" in note]) == 1


def interrupted(repository: Repository, **other: str) -> Path:
    """Leave the journal of an update that was killed before it wrote anything."""
    repository.update(branch="robot")
    commits = {
        "before": repository.head(),
        "after": git("rev-parse", "robot", folder=repository.root).strip(),
        "branch": "main",
    }
    journal = journal_path(repository.root / ".git")
    journal.parent.mkdir(exist_ok=True)
    journal.write_text(json.dumps(commits | other))
    return journal


def test_a_large_file_is_somebodys_work(behind: Repository) -> None:
    interrupted(behind)
    (behind.root / "ci/new.yml").write_bytes(b"x" * 20_000_001)
    assert recover(behind.root).kept == ("ci/new.yml",)
    assert (behind.root / "ci/new.yml").stat().st_size == 20_000_001


@pytest.mark.parametrize("branch", ["/{0}/uv", "../../../{0}/uv", "../outside/uv", "a//b", ".a"])
def test_a_journal_leads_nowhere_else(behind: Repository, tmp_path: Path, branch: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "uv.lock").write_text("somebody's\n")
    interrupted(behind, branch=branch.format(outside))
    with pytest.raises(BadInputError, match=r"update\.json cannot be read"):
        recover(behind.root)
    assert (outside / "uv.lock").exists()


def test_a_tree_that_leads_out_is_not_followed(behind: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.write_text("")
    blob = git("hash-object", "-w", "--stdin", folder=behind.root).strip()
    content = b"100644 elsewhere\0" + bytes.fromhex(blob)
    make = ["git", "hash-object", "-t", "tree", "--literally", "-w", "--stdin"]
    inner = subprocess.run(make, input=content, cwd=behind.root, capture_output=True, check=True)
    content = b"40000 ..\0" + bytes.fromhex(inner.stdout.decode().strip())
    whole = subprocess.run(make, input=content, cwd=behind.root, capture_output=True, check=True)
    after = git("commit-tree", "-m", "x", whole.stdout.decode().strip(), folder=behind.root)
    interrupted(behind, after=after.strip())
    with pytest.raises(EnvironmentProblemError, match=r"has the path '\.\./elsewhere'"):
        recover(behind.root)
    assert outside.exists()


def test_a_failure_is_undone_under_the_same_lock(
    behind: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (behind.root / ".gitattributes").write_text("/ci/new.yml filter=broken\n")
    behind.commit()
    before = snapshot(behind.root)
    configuration = tmp_path / "gitconfig"
    configuration.write_text('[filter "broken"]\n\tsmudge = false\n\trequired = true\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    seen = []

    def watch(root: Path) -> WorkTree:
        seen.append((root / ".git/index.lock").exists())
        return open_work_tree(root)

    monkeypatch.setattr(last_step, "open_work_tree", watch)
    with pytest.raises(EnvironmentProblemError, match=r"could not write the files.*Nothing was ch"):
        behind.update()
    assert seen == [True]
    assert snapshot(behind.root) == before
    assert behind.status() == ""
    require_nothing_left(behind)


@pytest.mark.parametrize("name", ["@{-1}", "-x", "HEAD", "a..b", "main/x", "feature", "a b"])
def test_a_name_that_no_branch_can_have_is_refused_first(behind: Repository, name: str) -> None:
    git("branch", "feature/x", folder=behind.root)
    asked = []
    request = UpdateRequest(root=behind.root, lock=False, branch=name)
    with pytest.raises(BadInputError, match="give --branch another"):
        update(request, behind.templates, asked.append)
    assert not asked


def test_a_branch_that_could_not_be_moved_is_not_said_to_be(
    behind: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (behind.root / ".git/refs/heads/robot.lock").touch()
    done: list[str] = []
    monkeypatch.setattr(uninterrupted, "_done", done)
    with pytest.raises(EnvironmentProblemError, match="cannot move the branch robot"):
        behind.update(branch="robot")
    assert not done


def test_a_refused_update_leaves_no_reference(behind: Repository) -> None:
    behind.edit("ci/build.yml", "step 8\n", "step 8, ours\n")
    git("branch", "theirs", folder=behind.root)
    references = git("show-ref", folder=behind.root)
    with pytest.raises(BadInputError, match="There is already a branch theirs"):
        behind.update(managed=ManagedChoice.TEMPLATE, branch="theirs")
    assert git("show-ref", folder=behind.root) == references


def test_the_command_that_brings_work_back_can_be_pasted(
    small: SmallTemplate, behind: Repository, tmp_path: Path
) -> None:
    name = "ci/it's; touch x: y.yml"
    behind.write(name, "ours\n")
    small.release("v1.2.0", {name: "the template's\n"})
    report = behind.update(managed=ManagedChoice.TEMPLATE)
    assert behind.read(name) == "the template's\n"
    assert report.bring_back
    subprocess.run(report.bring_back, shell=True, check=True, cwd=tmp_path)  # noqa: S602
    assert behind.read(name) == "ours\n"
    assert not (tmp_path / "x").exists()


@pytest.fixture
def torn(small: SmallTemplate, behind: Repository) -> Repository:
    """A repository of which the next update replaces a line, where the template may win."""
    small.release("v1.2.0", {"ci/build.yml": build("step 8").replace("step 1\n", "step I\n")})
    return behind


def test_ctrl_c_in_the_last_step_names_what_brings_work_back(
    torn: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupt(git_folder: Path, journal: Journal) -> None:
        write_journal(git_folder, journal)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(last_step, "write_journal", interrupt)
    with pytest.raises(InterruptedByUserError) as caught:
        torn.update(managed=ManagedChoice.TEMPLATE)
    assert "step 1, ours" not in torn.read("ci/build.yml")
    (command,) = re.findall("`(git .+?)`", str(caught.value))
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)  # noqa: S602
    assert "step 1, ours" in torn.read("ci/build.yml")


def test_an_update_that_dies_when_it_is_complete_says_how_to_get_work_back(
    torn: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        """Stands for a kill: what follows it in the last step does not happen."""

    def die(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(last_step, "remove_journal", die)
        with pytest.raises(KilledError):
            torn.update(managed=ManagedChoice.TEMPLATE)
    assert "step 1, ours" not in torn.read("ci/build.yml")
    message = recover(torn.root).message
    assert message.startswith("The update was complete.")
    show, restore = re.findall("`(git .+?)`", message)
    shown = subprocess.run(show.split(), check=True, capture_output=True, text=True).stdout
    assert "+step 1, ours" in shown
    subprocess.run(restore.replace("FILE", "ci/build.yml").split(), check=True)
    assert "step 1, ours" in torn.read("ci/build.yml")


def test_a_lock_that_was_left_before_anything_else_is_removed(behind: Repository) -> None:
    (behind.root / ".git/index.lock").write_bytes(b"goldenpath\n")
    assert "was killed before it changed anything" in recover(behind.root).message
    assert not (behind.root / ".git/index.lock").exists()


@pytest.mark.parametrize("subdirectory", ["../..", "/etc", "template/../.."])
def test_a_template_is_rendered_from_its_own_folder(
    small: SmallTemplate, repository: Repository, subdirectory: str
) -> None:
    settings = COPIER_YML.replace("_subdirectory: template", f"_subdirectory: {subdirectory}")
    small.release("v1.1.0", copier_yml=settings)
    with pytest.raises(BadInputError, match=r"setting that is not valid: subdirectory"):
        repository.update()


def test_a_template_is_rendered_from_its_own_files(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("secret\n")
    (small.folder / "ext").symlink_to(tmp_path / "secret")
    small.release("v1.1.0", {"ci/leak.yml.jinja": "{% include 'ext' %}\n"})
    with pytest.raises(BadInputError, match="has a link that leads out of it, ext"):
        repository.update()


def test_an_attribute_without_a_value_is_no_filter(behind: Repository) -> None:
    (behind.root / ".gitattributes").write_text("ci/** filter=\n")
    behind.commit()
    git("config", "filter.lfs.clean", "cat", folder=behind.root)
    behind.update()
    require_updated(behind)


def test_a_pipe_in_the_configuration_is_not_waited_for(behind: Repository) -> None:
    os.mkfifo(behind.root / ".git/pipe")
    for key in ("core.excludesFile", "core.attributesFile"):
        git("config", key, behind.root / ".git/pipe", folder=behind.root)
    behind.update()
    git("config", "--unset", "core.excludesFile", folder=behind.root)
    git("config", "--unset", "core.attributesFile", folder=behind.root)
    require_updated(behind)


def test_a_living_update_is_not_called_interrupted(behind: Repository) -> None:
    head = behind.head()
    write_journal_of(behind, head)
    with locked(behind.root / ".git"), pytest.raises(BadInputError, match="is at work"):
        behind.update()
    with pytest.raises(BadInputError, match="was interrupted"):
        behind.update()


def write_journal_of(repository: Repository, commit: str) -> None:
    git_folder = repository.root / ".git"
    (git_folder / "goldenpath").mkdir(exist_ok=True)
    write_journal(git_folder, Journal(before=commit, after=commit, branch="main"))
