"""However git is configured: the same update, or one true sentence and an unchanged repository."""

import os
import shutil
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.safety.judge import Case, judge
from support.safety.ledger import Ledger, files_of, plain_git
from support.safety.person import person
from support.safety.running import Ended, environment, run
from support.safety.settings_of_git import HARMLESS, SETTINGS, VARIABLES
from support.small_template import PYPROJECT, STEPS, new_repository, small_template, write
from support.template import git

pytestmark = pytest.mark.slow

TOKEN = "tk000001q"

type Tree = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Bench:
    """A repository of a team's, one release behind, and what an update makes of it."""

    folder: Path
    home: Path

    @property
    def root(self) -> Path:
        """The repository."""
        return self.folder / "repo"

    def git(self, *arguments: str | Path) -> str:
        """Plain git in it."""
        return git(*arguments, folder=self.root)

    def update(self, *options: str) -> Ended:
        """Update, and judge what came of it."""
        return self.update_in(self.root, *options)

    @staticmethod
    def update_in(root: Path, *options: str) -> Ended:
        """The same, in another folder."""
        ledger = Ledger(root)
        before = ledger.read()
        ended = run("update", root, "--defaults", "--no-lock", *options)
        judge(Case(root, before, ledger.read(), ended))
        return ended


def tree_of(root: Path, revision: str = "HEAD") -> Tree:
    """Each path of a commit, with mode and content: the same in every object format."""
    found = {}
    for line in plain_git(root, "ls-tree", "-r", "-z", revision).split(b"\0"):
        if line:
            about, _, path = line.partition(b"\t")
            mode, _, name = about.decode().split(" ")
            content = plain_git(root, "cat-file", "blob", name)
            if path != b".copier-answers.yml":
                found[os.fsdecode(path)] = (mode, content)
    return found


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Edits, a rename and comments of the team's; and changes of every kind in the template."""
    folder = tmp_path_factory.mktemp("settings")
    with person(folder):
        small = small_template(folder / "template")
        repository = new_repository(small.folder, folder / "repo")
        repository.edit("ci/build.yml", "step 1\n", f"step 1 {TOKEN}\n")
        repository.edit("pyproject.toml", '"pydantic>=2"', '"pydantic>=2",\n  "httpx>=0.28"')
        repository.write("docs/größe.txt", "ours\n")
        project = PYPROJECT.replace("line-length = 100", "line-length = 90")
        moved = (small.folder / "template/{{package}}/tool.txt").read_text()
        small.release(
            "v1.1.0",
            {
                "ci/build.yml": STEPS.replace("step 8", "step VIII"),
                "hooks/pre-push": None,
                "hooks/pre-commit": "#!/bin/sh\nset -eu\n",
                "ci/more.yml": "new\n",
                "{{package}}/tool.txt": None,
                "other/tool.txt": moved,
                "pyproject.toml.jinja": project,
            },
        )
    return repository.root


@pytest.fixture(scope="module")
def expected(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """What the update makes where nothing is configured."""
    folder = tmp_path_factory.mktemp("expected")
    with person(folder):
        shutil.copytree(original, folder / "repo", symlinks=True)
        ended = run("update", folder / "repo", "--defaults", "--no-lock")
        assert ended.exit_code == 0, ended.said
    return tree_of(folder / "repo")


@pytest.fixture
def bench(original: Path, tmp_path: Path) -> Generator[Bench]:
    with person(tmp_path / "person") as home:
        shutil.copytree(original, tmp_path / "repo", symlinks=True)
        yield Bench(tmp_path, home)


def require_same(root: Path, ended: Ended, expected: Tree) -> None:
    """The update is there, and is the one that is always made."""
    assert ended.exit_code == 0, ended.said
    assert tree_of(root) == expected, ended.said


def require_same_or_refused(root: Path, ended: Ended, expected: Tree) -> None:
    """The same, or one sentence, or a conflict; that nothing has changed then is judged already."""
    if ended.exit_code == 1:
        assert "Nothing was changed." in ended.said, ended.said
    elif ended.exit_code == 0:
        require_same(root, ended, expected)
    else:
        assert ended.exit_code in (2, 3), ended.said
        assert len(ended.errors.strip().splitlines()) == 1, ended.said
        assert ended.errors.startswith("error: "), ended.said


# Where a refusal is right: the repository is not where git says, or cannot be written.
REFUSABLE = {"another tree", "a bare one", "union"}


@pytest.mark.parametrize("scope", ["local", "global"])
@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_does_not_change_the_update(
    bench: Bench, expected: Tree, name: str, scope: str
) -> None:
    if scope == "global" and name in ("a worktree's own", "another tree", "a bare one"):
        pytest.skip("a setting of one repository")
    elsewhere = bench.folder / "elsewhere"
    elsewhere.mkdir()
    for key, value in SETTINGS[name].items():
        git("config", f"--{scope}", key, value, folder=bench.root)
    ended = bench.update()
    require = require_same_or_refused if name in REFUSABLE else require_same
    require(bench.root, ended, expected)
    assert not files_of(elsewhere)


@pytest.mark.parametrize("scope", ["local", "global"])
def test_what_git_prints_does_not_change_the_update(
    bench: Bench, expected: Tree, scope: str
) -> None:
    for key, value in HARMLESS.items():
        git("config", f"--{scope}", key, value, folder=bench.root)
    require_same(bench.root, bench.update(), expected)


@pytest.mark.parametrize("name", VARIABLES)
def test_what_is_exported_does_not_change_the_update(
    bench: Bench, expected: Tree, name: str
) -> None:
    ledger = Ledger(bench.root)
    before = ledger.read()
    with environment(VARIABLES[name]):
        ended = run("update", bench.root, "--defaults", "--no-lock")
    judge(Case(bench.root, before, ledger.read(), ended))
    require_same(bench.root, ended, expected)


def test_a_linked_work_tree(bench: Bench, expected: Tree) -> None:
    linked = bench.folder / "linked"
    bench.git("worktree", "add", "--quiet", "-b", "work", str(linked))
    require_same(linked, bench.update_in(linked), expected)
    assert bench.git("rev-parse", "main") != bench.git("rev-parse", "work")


@pytest.mark.parametrize("mode", ["--cone", "--no-cone"])
@pytest.mark.parametrize("kept", [("ci", "pkg", "hooks", "other", "src"), ("src",)])
def test_a_sparse_checkout(bench: Bench, expected: Tree, mode: str, kept: tuple[str, ...]) -> None:
    bench.git("sparse-checkout", "set", mode, *kept)
    require_same_or_refused(bench.root, bench.update(), expected)


def test_a_split_index_that_is_there(bench: Bench, expected: Tree) -> None:
    bench.git("update-index", "--split-index")
    require_same(bench.root, bench.update(), expected)


def test_another_object_format(bench: Bench, expected: Tree) -> None:
    shutil.rmtree(bench.root / ".git")
    bench.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    bench.git("add", "--all")
    bench.git("commit", "--quiet", "--message=feat: all")
    require_same(bench.root, bench.update(), expected)


@pytest.mark.parametrize("what", ["a file", "the commit", "the tree"])
def test_replaced_objects(bench: Bench, expected: Tree, what: str) -> None:
    """What git shows in an object's place is not what is in the commit."""
    if what == "a file":
        old, new = "HEAD:ci/build.yml", "HEAD:README.md"
    elif what == "the tree":
        old, new = "HEAD^{tree}", "HEAD~1^{tree}"
    else:
        old, new = "HEAD", "HEAD~2"
    names = [bench.git("rev-parse", name).strip() for name in (old, new)]
    bench.git("replace", *names)
    require_same_or_refused(bench.root, bench.update(), expected)
    bench.git("replace", "--delete", names[0])
    assert TOKEN in bench.git("show", "HEAD:ci/build.yml")


def test_grafts(bench: Bench, expected: Tree) -> None:
    write(bench.root / ".git/info/grafts", bench.git("rev-parse", "HEAD"))
    require_same(bench.root, bench.update(), expected)


@pytest.mark.parametrize("option", ["--depth=1", "--filter=blob:none", "--filter=tree:0"])
def test_part_of_a_history(bench: Bench, expected: Tree, option: str) -> None:
    part = bench.folder / "part"
    bench.git("config", "uploadpack.allowFilter", "true")
    git("clone", "--quiet", option, bench.root.as_uri(), str(part), folder=bench.folder)
    require_same(part, bench.update_in(part), expected)


def ignore_globally(bench: Bench) -> None:
    write(bench.home / ".config/git/ignore", "more.yml\nbuild.yml\n*.toml\npre-*\n")


def ignore_in_exclude(bench: Bench) -> None:
    write(bench.root / ".git/info/exclude", "more.yml\nbuild.yml\n")


def attributes_globally(bench: Bench) -> None:
    write(bench.home / ".config/git/attributes", "* text=auto eol=crlf\n")


def union_globally(bench: Bench) -> None:
    write(bench.home / ".config/git/attributes", "* merge=union\n")


def binary_globally(bench: Bench) -> None:
    write(bench.home / ".config/git/attributes", "* -text -diff merge=binary\n")


def keywords_globally(bench: Bench) -> None:
    write(bench.home / ".config/git/attributes", "* ident working-tree-encoding=UTF-16LE\n")


MAY_REFUSE = (union_globally, binary_globally, keywords_globally)


@pytest.mark.parametrize("prepare", [ignore_globally, ignore_in_exclude, attributes_globally])
def test_what_somebody_says_of_names(
    bench: Bench, expected: Tree, prepare: Callable[[Bench], None]
) -> None:
    """Files that are tracked or that the template adds match a pattern of a person's own."""
    prepare(bench)
    require_same(bench.root, bench.update(), expected)


@pytest.mark.parametrize("prepare", MAY_REFUSE)
def test_attributes_of_a_persons_own(
    bench: Bench, expected: Tree, prepare: Callable[[Bench], None]
) -> None:
    prepare(bench)
    require_same_or_refused(bench.root, bench.update(), expected)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_somebody_else(bench: Bench, expected: Tree) -> None:
    """git refuses what another person owns, unless it is told to trust it."""
    for path in (bench.root, bench.root / ".git"):
        os.chown(path, 12345, 12345)
    ended = run("update", bench.root, "--defaults", "--no-lock")
    assert ended.exit_code in (2, 3), ended.said
    assert "dubious" in ended.said or "owned" in ended.said or "safe.directory" in ended.said
    git("config", "--global", "safe.directory", str(bench.root), folder=bench.folder)
    require_same(bench.root, bench.update(), expected)


def test_a_detached_head(bench: Bench, expected: Tree) -> None:
    bench.git("checkout", "--quiet", "--detach")
    before = bench.git("rev-parse", "main")
    require_same(bench.root, bench.update(), expected)
    assert bench.git("rev-parse", "main") == before


def test_a_folder_of_a_larger_repository(bench: Bench, expected: Tree) -> None:
    larger = bench.folder / "larger"
    shutil.copytree(bench.root, larger / "part", ignore=shutil.ignore_patterns(".git"))
    git("init", "--quiet", "--initial-branch=main", folder=larger)
    git("add", "--all", folder=larger)
    git("commit", "--quiet", "--message=feat: all", folder=larger)
    ended = run("update", larger / "part", "--defaults", "--no-lock")
    assert ended.exit_code == 0, ended.said
    assert tree_of(larger, "HEAD:part") == expected
    assert not git("status", "--porcelain", folder=larger)
