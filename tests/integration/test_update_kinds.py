"""Paths that change their kind: a file, a folder, a link, another name, on one side or on both."""

import re
import subprocess
from collections.abc import Callable, Mapping

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.update import ManagedChoice, UpdateState

from support.small_template import Content, Repository, SmallTemplate, write
from support.template import git

pytestmark = pytest.mark.slow

# What only the team has written, whatever becomes of the paths.
TOKEN = re.compile(rb"team-\w+")
LINES = "".join(f"line {number}\n" for number in range(1, 21))

type Edit = Callable[[Repository], None]


def remove(repository: Repository, *paths: str) -> None:
    for path in paths:
        subprocess.run(["rm", "-rf", repository.root / path], check=True)


def appended(path: str) -> Edit:
    def edit(repository: Repository) -> None:
        with (repository.root / path).open("a") as file:
            file.write("team-appended\n")

    return edit


def nothing(repository: Repository) -> None:
    del repository


def folder_instead(path: str) -> Edit:
    def edit(repository: Repository) -> None:
        remove(repository, path)
        write(repository.root / path / "part", "team-part\n")
        write(repository.root / path / "deeper/part", "team-deeper\n")

    return edit


def link_instead(path: str) -> Edit:
    def edit(repository: Repository) -> None:
        remove(repository, path)
        (repository.root / path).parent.mkdir(parents=True, exist_ok=True)
        (repository.root / path).symlink_to("team-target")

    return edit


def file_instead(path: str) -> Edit:
    def edit(repository: Repository) -> None:
        remove(repository, path)
        write(repository.root / path, "team-file\n")

    return edit


def renamed(old: str, new: str, *, edited: bool) -> Edit:
    def edit(repository: Repository) -> None:
        (repository.root / new).parent.mkdir(parents=True, exist_ok=True)
        (repository.root / old).rename(repository.root / new)
        if edited:
            appended(new)(repository)

    return edit


def executable(path: str) -> Edit:
    def edit(repository: Repository) -> None:
        (repository.root / path).chmod(0o755)
        appended(path)(repository)

    return edit


CHANGED = {"other/tool.txt": LINES.replace("line 20", "newer")}
REPLACED = {"other/tool.txt": "all new\n"}
MOVED = {"other/tool.txt": None, "other/renamed.txt": LINES.replace("line 2\n", "newer\n")}
TO_FOLDER = {"other/tool.txt": None, "other/tool.txt/part": "template\n"}
TO_FILE = {"other/deep/a.txt": None, "other/deep/b.txt": None, "other/deep": "template\n"}
OTHER_CASE = {"other/tool.txt": None, "other/TOOL.txt": LINES}
DROPPED = {"other/tool.txt": None}
NEW_FOLDER = {"other/fresh.txt/part": "template\n"}
NEW = {"other/fresh.txt": "template\n"}

CASES: Mapping[str, tuple[Edit, Mapping[str, Content | None]]] = {
    "folder for a changed file": (folder_instead("other/tool.txt"), CHANGED),
    "folder for a dropped file": (folder_instead("other/tool.txt"), DROPPED),
    "link for a changed file": (link_instead("other/tool.txt"), CHANGED),
    "link for a dropped file": (link_instead("other/tool.txt"), DROPPED),
    "edited file becomes a folder": (appended("other/tool.txt"), TO_FOLDER),
    "file becomes a folder": (nothing, TO_FOLDER),
    "link where a folder comes": (link_instead("other/tool.txt"), TO_FOLDER),
    "edited folder becomes a file": (appended("other/deep/a.txt"), TO_FILE),
    "folder becomes a file": (nothing, TO_FILE),
    "folder with the team's file becomes a file": (file_instead("other/deep/ours.txt"), TO_FILE),
    "file for a folder that changes": (file_instead("other/deep"), {"other/deep/a.txt": "newer\n"}),
    "link for a folder that changes": (link_instead("other/deep"), {"other/deep/a.txt": "newer\n"}),
    "file where a new file comes": (file_instead("other/fresh.txt"), NEW),
    "folder where a new file comes": (folder_instead("other/fresh.txt"), NEW),
    "link where a new file comes": (link_instead("other/fresh.txt"), NEW),
    "file where a new folder comes": (
        file_instead("other/fresh.txt"),
        {"other/fresh.txt/a": "t\n"},
    ),
    "edited, renamed by the template": (appended("other/tool.txt"), MOVED),
    "edited, replaced by the template": (appended("other/tool.txt"), REPLACED),
    "renamed by both": (renamed("other/tool.txt", "other/mine.txt", edited=True), MOVED),
    "renamed by both to the same": (
        renamed("other/tool.txt", "other/renamed.txt", edited=True),
        MOVED,
    ),
    "renamed, then dropped": (renamed("other/tool.txt", "other/mine.txt", edited=True), DROPPED),
    "renamed into a folder": (renamed("other/tool.txt", "other/tool/x.txt", edited=True), CHANGED),
    "moved out of a folder that becomes a file": (
        renamed("other/deep/a.txt", "other/a.txt", edited=True),
        TO_FILE,
    ),
    "in other letters": (appended("other/tool.txt"), OTHER_CASE),
    "in other letters by both": (
        renamed("other/tool.txt", "other/Tool.txt", edited=True),
        OTHER_CASE,
    ),
    "executable and edited": (executable("other/tool.txt"), CHANGED),
}


@pytest.fixture
def rendered(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository with a file and a folder of the template's."""
    small.release(
        "v1.0.5",
        {"other/tool.txt": LINES, "other/deep/a.txt": LINES, "other/deep/b.txt": "b\n"},
    )
    repository.update()
    return repository


def tokens(repository: Repository, tree: str) -> set[bytes]:
    found: set[bytes] = set()
    for line in git("ls-tree", "-r", tree, folder=repository.root).splitlines():
        blob = line.split()[2]
        found.update(TOKEN.findall(git("cat-file", "blob", blob, folder=repository.root).encode()))
    return found


def release(small: SmallTemplate, files: Mapping[str, Content | None]) -> None:
    gone = {path: content for path, content in files.items() if content is None}
    for path in gone:
        (small.folder / "template" / path).unlink()
        if not any((small.folder / "template" / path).parent.iterdir()):
            (small.folder / "template" / path).parent.rmdir()
    small.release("v1.1.0", {path: text for path, text in files.items() if text is not None})


@pytest.mark.parametrize("choice", [None, *ManagedChoice], ids=str)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_dropped_and_names_are_real(
    small: SmallTemplate, rendered: Repository, case: str, choice: ManagedChoice | None
) -> None:
    edit, files = CASES[case]
    edit(rendered)
    before = rendered.commit()
    team = tokens(rendered, before)
    release(small, files)
    try:
        report = rendered.update(managed=choice)
    except BadInputError as error:
        # A rename may lead to what git has no name for.
        assert "After a rename, " in str(error)
        assert rendered.head() == before
        return
    names = git("ls-tree", "-r", "--name-only", "HEAD", folder=rendered.root)
    assert "~" not in names
    assert rendered.status() == ""
    if report.state is UpdateState.CONFLICTS:
        assert choice is None
        assert rendered.head() == before
        assert all(item.team or item.template for item in report.conflicts)
        return
    left = tokens(rendered, "HEAD")
    if choice is ManagedChoice.TEMPLATE:
        assert team == left or report.kept_at
        for path in report.replaced:
            source = f"--source={report.kept_at}"
            git("restore", source, "--staged", "--worktree", "--", path, folder=rendered.root)
            left |= tokens(rendered, git("write-tree", folder=rendered.root).strip())
            git("reset", "--quiet", "--hard", folder=rendered.root)
    assert team <= left


def test_both_choices_are_carried_out(small: SmallTemplate, rendered: Repository) -> None:
    folder_instead("other/tool.txt")(rendered)
    rendered.commit()
    release(small, CHANGED)
    kept = rendered.update(managed=ManagedChoice.TEAM)
    assert kept.waived == ("other/tool.txt",)
    assert (rendered.root / "other/tool.txt/part").read_text() == "team-part\n"
    git("reset", "--quiet", "--hard", "HEAD~1", folder=rendered.root)
    taken = rendered.update(managed=ManagedChoice.TEMPLATE)
    assert taken.replaced == ("other/tool.txt/deeper/part", "other/tool.txt/part")
    assert rendered.read("other/tool.txt").endswith("newer\n")


def test_the_waivers_file_is_never_a_folder(small: SmallTemplate, rendered: Repository) -> None:
    write(rendered.root / "goldenpath.toml/part", "team-part\n")
    appended("other/tool.txt")(rendered)
    before = rendered.commit()
    release(small, REPLACED)
    with pytest.raises(BadInputError, match=r"goldenpath\.toml is not a file here"):
        rendered.update(managed=ManagedChoice.TEAM)
    assert rendered.head() == before
