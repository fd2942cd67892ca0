"""A repository's files against what was rendered: each state, who moved, and what is waived."""

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from goldenpath.model.drift import FileFinding, FileState, Side
from goldenpath.model.ownership import Owner, Ownership
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.waivers import Waiver, Waivers
from goldenpath.operations.drift.content import Comparison, is_same_content
from goldenpath.operations.files.project_files import WorkTreeFiles

from support.tiny_trees import Mode, Text, Tree, files, link, program, rendered

OWNERSHIP = Ownership(
    seeded=("/src/",),
    managed=("/ci/", "/run"),
    merged={"/pyproject.toml": ("project.name", "tool.x", "dependency-groups.dev")},
    generated=("/uv.lock",),
)
PROJECT = """\
[project]
name = "demo"
version = "1"

[dependency-groups]
dev = ["pytest>=8", "ruff"]

[tool.x]
a = 1
b = [1, 2]
"""
RENDERED: Tree = {
    "ci/a.yml": "a: 1\n",
    "run": program("#!/bin/sh\n"),
    "src/app.py": "app\n",
    "pyproject.toml": PROJECT,
    "uv.lock": "lock\n",
    "stray": "nobody's\n",
}
TODAY = date(2026, 3, 1)
YESTERDAY = TODAY - timedelta(days=1)

type Change = Text | None


def edited(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def written(root: Path, changes: dict[str, Change]) -> Path:
    """A repository as it was rendered, but for some files; None removes one."""
    tree = {path: text for path, text in {**RENDERED, **changes}.items() if text is not None}
    for path, file in files(tree).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.kind is FileKind.LINK:
            target.symlink_to(os.fsdecode(file.content))
            continue
        target.write_bytes(file.content)
        target.chmod(0o755 if file.kind is FileKind.EXECUTABLE else 0o644)
    return root


def compared(
    root: Path,
    changes: dict[str, Change],
    *,
    latest: Tree | None = None,
    waivers: tuple[Waiver, ...] = (),
) -> Comparison:
    return Comparison(
        files=WorkTreeFiles(written(root, changes)),
        recorded=rendered(RENDERED, OWNERSHIP),
        latest=None if latest is None else rendered(latest, OWNERSHIP),
        waivers=Waivers(waivers=waivers),
        today=TODAY,
    )


def only(comparison: Comparison) -> FileFinding:
    (finding,) = comparison.run()[0]
    return finding


OTHERWISE = "; put it back with `goldenpath restore {0}`, or waive it with `goldenpath waive {0}`."


@pytest.mark.parametrize(
    ("path", "change", "how"),
    [
        ("ci/a.yml", None, (FileState.DELETED, "is missing")),
        ("ci/a.yml", "a: 2\n", (FileState.MODIFIED, "differs from what the template rendered")),
        ("ci/a.yml", "a: 1", (FileState.MODIFIED, "differs from what the template rendered")),
        ("ci/a.yml", "", (FileState.MODIFIED, "differs from what the template rendered")),
        (
            "ci/a.yml",
            link("elsewhere"),
            (FileState.MODIFIED, "is a link, and the template renders a file"),
        ),
        # A link with the very text of the file.
        (
            "ci/a.yml",
            link("a: 1\n"),
            (FileState.MODIFIED, "is a link, and the template renders a file"),
        ),
        ("ci/a.yml", program("a: 1\n"), (FileState.MODE, "must not be executable")),
        ("run", "#!/bin/sh\n", (FileState.MODE, "must be executable")),
        # What a checkout on Windows makes of it.
        ("run", "#!/bin/sh\r\n", (FileState.MODE, "must be executable")),
        # A file that differs is not told twice.
        ("run", "other\n", (FileState.MODIFIED, "differs from what the template rendered")),
        ("pyproject.toml", None, (FileState.DELETED, "is missing")),
        ("pyproject.toml", "[project", (FileState.MODIFIED, "is not valid TOML")),
        ("pyproject.toml", link("a"), (FileState.MODIFIED, "is a link, and must be a file")),
    ],
)
def test_a_file_that_differs_is_one_finding(
    tmp_path: Path, path: str, change: Change, how: tuple[FileState, str]
) -> None:
    state, words = how
    comparison = compared(tmp_path, {path: change})
    assert only(comparison) == FileFinding(
        path=path,
        owner=Owner.MERGED if path == "pyproject.toml" else Owner.MANAGED,
        state=state,
        side=Side.TEAM,
        message=f"{path} {words}{OTHERWISE.format(path)}",
    )
    assert comparison.run()[1] == 2


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"src/app.py": "mine\n"},
        {"src/app.py": None},
        {"uv.lock": "mine\n"},
        {"stray": None},
        {"ci/mine.yml": "mine\n"},
        {"ci/a.yml": "a: 1\r\n"},
        {"pyproject.toml": PROJECT.replace("\n", "\r\n")},
        {"pyproject.toml": edited(PROJECT, ('version = "1"', 'version = "2"  # mine'))},
        {"pyproject.toml": edited(PROJECT, ('"ruff"]', '"ruff", "mine"]'))},
        {"pyproject.toml": f"{PROJECT}[tool.y]\nmine = 1\n"},
        {"pyproject.toml": program(PROJECT)},
    ],
)
def test_what_the_team_may_write_is_clean(tmp_path: Path, changes: dict[str, Change]) -> None:
    assert compared(tmp_path, changes).run() == ((), 3)


def test_a_file_that_git_ignores_is_in_no_commit(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {".gitignore": "*.yml\n"})
    finding = only(comparison)
    assert (finding.path, finding.state) == ("ci/a.yml", FileState.IGNORED)
    assert "is ignored by git, so no commit contains it" in finding.message


KEYS = [
    (
        [("a = 1", "a = 2")],
        {"tool.x.a": (FileState.MODIFIED, "is 2, and the template has 1")},
    ),
    ([("a = 1\n", "")], {"tool.x.a": (FileState.DELETED, "is missing, and the template has 1")}),
    (
        [("a = 1\n", "a = 1\nc = true\n")],
        {"tool.x.c": (FileState.MODIFIED, "is True, and the template does not have it")},
    ),
    (
        [("a = 1", "a = true"), ('"demo"', '"other"')],
        {
            "tool.x.a": (FileState.MODIFIED, "is True, and the template has 1"),
            "project.name": (FileState.MODIFIED, "is 'other', and the template has 'demo'"),
        },
    ),
    (
        [('"pytest>=8"', '"pytest>=7"'), (', "ruff"', "")],
        {
            "dependency-groups.dev.pytest": (
                FileState.MODIFIED,
                "is 'pytest>=7', and the template has 'pytest>=8'",
            ),
            "dependency-groups.dev.ruff": (
                FileState.DELETED,
                "is missing, and the template has 'ruff'",
            ),
        },
    ),
]


@pytest.mark.parametrize(("pairs", "expected"), KEYS)
def test_each_key_that_differs_is_a_finding(
    tmp_path: Path, pairs: list[tuple[str, str]], expected: dict[str, tuple[FileState, str]]
) -> None:
    comparison = compared(tmp_path, {"pyproject.toml": edited(PROJECT, *pairs)})
    findings, clean = comparison.run()
    assert {str(finding.key): (finding.state, finding.message) for finding in findings} == {
        key: (state, f"{key} in pyproject.toml {words}{OTHERWISE.format('pyproject.toml')}")
        for key, (state, words) in expected.items()
    }
    assert {finding.owner for finding in findings} == {Owner.MERGED}
    assert {finding.path for finding in findings} == {"pyproject.toml"}
    # However many of its keys differ, it is one file that is not clean.
    assert clean == 2


def waiver(path: str, until: date, key: str | None = None, reason: str = "a spike") -> Waiver:
    return Waiver(path=path, key=key, reason=reason, until=until)


@pytest.mark.parametrize(
    ("until", "state", "way_out"),
    [
        (TODAY + timedelta(days=1), FileState.WAIVED, "waived until 2026-03-02: a spike."),
        # The last day counts.
        (TODAY, FileState.WAIVED, "waived until 2026-03-01: a spike."),
        (
            YESTERDAY,
            FileState.WAIVER_EXPIRED,
            "its waiver ended on 2026-02-28 (a spike)" + OTHERWISE.format("ci/a.yml"),
        ),
    ],
)
def test_a_waiver_holds_until_the_end_of_its_last_day(
    tmp_path: Path, until: date, state: FileState, way_out: str
) -> None:
    comparison = compared(tmp_path, {"ci/a.yml": "mine\n"}, waivers=(waiver("ci/a.yml", until),))
    finding = only(comparison)
    assert finding.state is state
    assert finding.message == f"ci/a.yml differs from what the template rendered; {way_out}"
    assert finding.is_drift is (state is FileState.WAIVER_EXPIRED)


@pytest.mark.parametrize(
    ("waivers", "state"),
    [
        ((waiver("ci/b.yml", TODAY),), FileState.MODIFIED),
        ((waiver("ci/", TODAY),), FileState.MODIFIED),
        ((waiver("ci/a.yml", TODAY, "key"),), FileState.MODIFIED),
        # Of several, the one that holds longest counts.
        ((waiver("ci/a.yml", YESTERDAY), waiver("ci/a.yml", TODAY)), FileState.WAIVED),
        ((waiver("ci/a.yml", TODAY), waiver("ci/a.yml", YESTERDAY)), FileState.WAIVED),
    ],
)
def test_a_waiver_is_about_one_path(
    tmp_path: Path, waivers: tuple[Waiver, ...], state: FileState
) -> None:
    assert only(compared(tmp_path, {"ci/a.yml": "mine\n"}, waivers=waivers)).state is state


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (None, FileState.WAIVED),
        ("tool.x.a", FileState.WAIVED),
        ("tool.x", FileState.WAIVED),
        ("tool", FileState.WAIVED),
        ("tool.x.b", FileState.MODIFIED),
        ("tool.x.a.c", FileState.MODIFIED),
        ("too", FileState.MODIFIED),
        ("tool.x.aa", FileState.MODIFIED),
    ],
)
def test_a_waiver_of_a_key_covers_what_is_below_it(
    tmp_path: Path, key: str | None, state: FileState
) -> None:
    comparison = compared(
        tmp_path,
        {"pyproject.toml": edited(PROJECT, ("a = 1", "a = 2"))},
        waivers=(waiver("pyproject.toml", TODAY, key),),
    )
    assert only(comparison).state is state


def later(changes: dict[str, Change]) -> Tree:
    return {path: text for path, text in {**RENDERED, **changes}.items() if text is not None}


@pytest.mark.parametrize(
    ("latest", "side"),
    [
        (None, Side.TEAM),
        ({}, Side.TEAM),
        ({"run": "other\n"}, Side.TEAM),
        ({"ci/a.yml": "a: 3\n"}, Side.BOTH),
        ({"ci/a.yml": program("a: 1\n")}, Side.BOTH),
        ({"ci/a.yml": None}, Side.BOTH),
    ],
)
def test_both_have_moved_when_the_newest_release_has_the_file_otherwise(
    tmp_path: Path, latest: dict[str, Change] | None, side: Side
) -> None:
    newest = None if latest is None else later(latest)
    assert only(compared(tmp_path, {"ci/a.yml": "mine\n"}, latest=newest)).side is side


@pytest.mark.parametrize(
    ("latest", "side"),
    [
        (PROJECT, Side.TEAM),
        (edited(PROJECT, ("b = [1, 2]", "b = [1]")), Side.TEAM),
        (edited(PROJECT, ("a = 1\n", "a = 1\naa = 1\n")), Side.TEAM),
        (edited(PROJECT, ("a = 1", "a = 3")), Side.BOTH),
        (edited(PROJECT, ("a = 1\n", "")), Side.BOTH),
        # The table around it has gone.
        (edited(PROJECT, ("[tool.x]\na = 1\nb = [1, 2]\n", "")), Side.BOTH),
        (None, Side.BOTH),
    ],
)
def test_of_a_key_both_have_moved_when_the_newest_release_has_that_key_otherwise(
    tmp_path: Path, latest: str | None, side: Side
) -> None:
    comparison = compared(
        tmp_path,
        {"pyproject.toml": edited(PROJECT, ("a = 1", "a = 2"))},
        latest=later({"pyproject.toml": latest}),
    )
    assert only(comparison).side is side


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        (None, ()),
        ({}, ()),
        ({"ci/a.yml": "a: 2\n"}, ("ci/a.yml",)),
        ({"run": "#!/bin/sh\n"}, ("run",)),
        ({"ci/a.yml": None}, ("ci/a.yml",)),
        (
            {"ci/new.yml": "new\n", "pyproject.toml": "", "ci/a.yml": ""},
            ("ci/a.yml", "ci/new.yml", "pyproject.toml"),
        ),
        ({"src/app.py": "new\n", "uv.lock": "new\n", "stray": "new\n", "src/b.py": "new\n"}, ()),
    ],
)
def test_what_the_newest_release_renders_otherwise_has_moved_on(
    tmp_path: Path, changes: dict[str, Change] | None, moved: tuple[str, ...]
) -> None:
    latest = None if changes is None else later(changes)
    assert compared(tmp_path, {}, latest=latest).moved_on() == moved


@pytest.mark.parametrize(
    ("found", "wanted", "expected"),
    [
        ("a\n", "a\n", True),
        ("a\r\nb\r\n", "a\nb\n", True),
        ("a\r\nb\n", "a\nb\n", True),
        # What the template renders with such line ends has them.
        ("a\n", "a\r\n", False),
        ("a\r\n", "a\r\n", True),
        ("a\rb\n", "a\nb\n", False),
        ("a\r\nc\n", "a\nb\n", False),
        ("a\n", "b\n", False),
        (program("a\n"), "a\n", True),
        (link("a"), "a", False),
        ("a", link("a"), False),
        (link("a"), link("a"), True),
        (link("a"), link("b"), False),
    ],
)
def test_line_ends_of_a_checkout_are_no_other_content(
    found: Text, wanted: Text, expected: bool
) -> None:
    def file(text: Text) -> RenderedFile:
        return files({"a": text})["a"]

    assert is_same_content(file(found), file(wanted)) is expected


def test_what_the_template_renders_without_keys_has_none_to_compare(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {})
    broken = rendered({"pyproject.toml": "[project\n"}, OWNERSHIP)
    finding = only(replace(comparison, recorded=broken))
    assert (finding.state, finding.key) == (FileState.MODIFIED, None)
    # Where the team has the very same, it is clean.
    written(tmp_path, {"pyproject.toml": "[project\n"})
    assert replace(comparison, recorded=broken).run() == ((), 1)


def test_a_mode_is_written_as_git_writes_it() -> None:
    assert files({"a": Mode(FileKind.PLAIN, "x")}) == files({"a": "x"})
    assert [kind.value for kind in FileKind] == ["100644", "100755", "120000"]
