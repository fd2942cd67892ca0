"""Folders as rules see them: what is there, what is read, and what is never followed."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.rules.evidence import folder as folder_module
from goldenpath.rules.evidence.folder import Folder
from goldenpath.rules.evidence.git_files import TrackedFiles
from goldenpath.rules.evidence.patterns import compiled
from goldenpath.rules.evidence.repository import Repository

from support.folders import written

MAX_BYTES = 1_000_000


OF_TOOLS = [
    ".git",
    ".hg",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    "__pycache__",
    "node_modules",
    "venv",
]


@pytest.mark.parametrize("name", OF_TOOLS)
def test_what_tools_keep_is_not_the_repository_s(tmp_path: Path, name: str) -> None:
    found = written(tmp_path, {f"{name}/a.py": "", f"sub/{name}/b.py": "", f"{name}x/c.py": ""})
    assert found.paths == (f"{name}x/c.py",)


def test_what_git_ignores_is_not_seen(tmp_path: Path) -> None:
    files = {".gitignore": "*.log\n/build/\n", "a.log": "", "build/x": "", "sub/build/y": ""}
    found = written(tmp_path, files)
    assert found.paths == (".gitignore", "sub/build/y")
    assert found.is_ignored("deep/a.log")
    assert not found.is_ignored("a.txt")


def test_a_gitignore_that_is_a_link_ignores_nothing(tmp_path: Path) -> None:
    (tmp_path / "patterns").write_text("*.log\n")
    (tmp_path / "a.log").write_text("")
    (tmp_path / ".gitignore").symlink_to("patterns")
    assert Folder(tmp_path).paths == (".gitignore", "a.log", "patterns")


def test_files_are_asked_for_by_name_pattern_and_ending(tmp_path: Path) -> None:
    found = written(tmp_path, {"a.py": "x", "sub/b.py": "y", "sub/c.md": "z"})
    assert found.has("a.py")
    assert not found.has("sub")
    assert not found.has("b.py")
    assert found.has_folder("sub")
    assert not found.has_folder("su")
    assert not found.has_folder("a.py")
    assert found.matching("*.py") == ("a.py", "sub/b.py")
    assert found.matching("/*.py", "*.md") == ("a.py", "sub/c.md")
    assert found.with_suffix(".py") == ("a.py", "sub/b.py")
    assert found.with_suffix(".md", ".txt") == ("sub/c.md",)
    assert found.text("a.py") == "x"
    assert found.text("gone") is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"x" * MAX_BYTES, "x" * MAX_BYTES), (b"x" * (MAX_BYTES + 1), None), (b"\xff", None)],
)
def test_a_text_is_read_up_to_a_limit(tmp_path: Path, content: bytes, expected: str | None) -> None:
    found = written(tmp_path, {"a": content})
    assert found.has("a")
    assert found.text("a") == expected


def test_links_are_followed_inside_and_told_outside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (tmp_path / "secret").write_text("secret")
    written(root, {"a": "text", "folder/b": "", ".gitignore": "ignored\n"})
    (root / "link").symlink_to("a")
    (root / "to-folder").symlink_to("folder")
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "far").symlink_to("../..")
    (root / "gone").symlink_to("nothing")
    (root / "circle").symlink_to("circle")
    (root / "ignored").symlink_to(tmp_path / "secret")
    found = Folder(root)
    assert found.paths == (".gitignore", "a", "folder/b", "link")
    assert found.text("link") == "text"
    assert found.leaving_links == ("far", "out")


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").write_text("")
    assert Folder(tmp_path).paths == ("a",)


def test_a_folder_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "MAX_FILES", 2)
    assert len(written(tmp_path, {"a": "", "b": ""}).paths) == 2
    with pytest.raises(BadInputError, match="has more than 2 files"):
        written(tmp_path, {"c": ""})


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "a/b.py", True),
        ("a/**/b", "a/x/y/b", True),
        ("*a*b*c*", "xaybzcw", True),
        # One star more, and no person has written it.
        ("*a*b*c*d*", "xaybzcwd", False),
        ("x" * 500, "x" * 500, True),
        ("x" * 501, "x" * 501, False),
    ],
)
def test_patterns_that_no_person_writes_match_nothing(
    pattern: str, path: str, expected: bool
) -> None:
    assert compiled([pattern]).match_file(path) is expected


def test_only_so_many_patterns_count() -> None:
    found = compiled([f"name{number}" for number in range(2_001)])
    assert found.match_file("name1999")
    assert not found.match_file("name2000")


def repository(root: Path, files: Mapping[str, str], package: str | None = None) -> Repository:
    written(root, files)
    asked = TrackedFiles(frozenset(files))
    return Repository(root, root / package if package else None, lambda _: asked)


PROJECT = '[project]\nname = "my-app"\n'


@pytest.mark.parametrize(
    ("paths", "folders"),
    [
        (["src/my_app/__init__.py"], ("src/my_app",)),
        (["src/my_app/__init__.py", "my_app/__init__.py"], ("src/my_app",)),
        (["src/my_app/__init__.py", "src/my_app/sub/__init__.py"], ("src/my_app",)),
        (["src/a/__init__.py", "src/b/__init__.py"], ("src/a", "src/b")),
        (["my_app/__init__.py", "other/__init__.py"], ("my_app",)),
        (["other/__init__.py", "tests/__init__.py", "docs/__init__.py"], ("other",)),
        (["tests/__init__.py"], ()),
        (["my_app/core.py"], ()),
    ],
)
def test_the_package_is_what_can_be_imported(
    tmp_path: Path, paths: list[str], folders: tuple[str, ...]
) -> None:
    files = {"pyproject.toml": PROJECT, **dict.fromkeys(paths, "")}
    assert repository(tmp_path, files).package_folders == folders


@pytest.mark.parametrize(
    "name",
    [
        *("benchmarks", "bin", "ci", "doc", "docs", "docs_src", "evals", "examples", "hooks"),
        *("samples", "scripts", "template", "templates", "test", "tests", "tools"),
    ],
)
def test_what_stands_beside_every_package_is_none(tmp_path: Path, name: str) -> None:
    files = {"pyproject.toml": PROJECT, f"{name}/__init__.py": "", f"{name}/a/__init__.py": ""}
    assert repository(tmp_path, files).package_folders == ()
    beside = repository(tmp_path / "beside", {**files, "src/my_app/__init__.py": ""})
    assert beside.packages_beside_src == ()


@pytest.mark.parametrize(
    ("paths", "beside"),
    [
        (["src/my_app/__init__.py", "other/__init__.py"], ("other",)),
        (["src/my_app/__init__.py", "tests/__init__.py"], ()),
        (["src/my_app/__init__.py", "other/sub/__init__.py"], ()),
        (["src/my_app/__init__.py", "left_out/__init__.py"], ()),
        (["other/__init__.py"], ()),
    ],
)
def test_a_package_beside_src_is_seen(
    tmp_path: Path, paths: list[str], beside: tuple[str, ...]
) -> None:
    ruff = '[tool.ruff]\nextend-exclude = ["left_out"]\n'
    files = {"pyproject.toml": PROJECT + ruff, **dict.fromkeys(paths, "")}
    assert repository(tmp_path, files).packages_beside_src == beside


def test_modules_are_all_but_what_the_linter_leaves_out(tmp_path: Path) -> None:
    ruff = '[tool.ruff]\nexclude = ["generated", "src"]\nextend-exclude = ["template"]\n'
    paths = [
        "src/my_app/__init__.py",
        "src/my_app/core.py",
        "src/tool.py",
        "generated/a.py",
        "template/b.py",
        "scripts/c.py",
        "tests/test_d.py",
        "tests/data-files/e.py",
        "tests/data-files/test_f.py",
        "tests/data-files/g_test.py",
        "tests/data-files/conftest.py",
        "tests/support/h.py",
        "other-files/i.py",
    ]
    found = repository(tmp_path, {"pyproject.toml": PROJECT + ruff, **dict.fromkeys(paths, "")})
    assert [item.path for item in found.modules] == [
        "other-files/i.py",
        "scripts/c.py",
        "src/my_app/__init__.py",
        "src/my_app/core.py",
        "tests/data-files/conftest.py",
        "tests/data-files/g_test.py",
        "tests/data-files/test_f.py",
        "tests/support/h.py",
        "tests/test_d.py",
    ]
    assert [item.path for item in found.package_modules] == [
        "src/my_app/__init__.py",
        "src/my_app/core.py",
    ]


@pytest.mark.parametrize(
    ("files", "line_length"),
    [
        ({"pyproject.toml": "[tool.ruff]\nline-length = 1\n"}, 1),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 1\n", "ruff.toml": "line-length = 2\n"}, 2),
        ({"pyproject.toml": "", ".ruff.toml": "line-length = 3\n"}, 3),
        ({"ruff.toml": "line-length = 2\n", ".ruff.toml": "line-length = 3\n"}, 2),
        # A broken one is the one that counts, and says nothing.
        ({"pyproject.toml": "[tool.ruff]\nline-length = 1\n", "ruff.toml": "line-length\n"}, None),
        ({"pyproject.toml": ""}, None),
    ],
)
def test_ruff_is_configured_where_it_looks(
    tmp_path: Path, files: Mapping[str, str], line_length: int | None
) -> None:
    assert repository(tmp_path, files).ruff.get("line-length") == line_length


def test_a_stand_in_is_a_test_that_the_linter_lets_off_its_bans(tmp_path: Path) -> None:
    ignores = """\
[tool.ruff.lint.per-file-ignores]
"tests/stand_in/**" = ["S101", "TID251"]
"tests/other/**" = ["S101"]
"src/**" = ["TID251"]
"""
    paths = ["tests/stand_in/a.py", "tests/other/b.py", "src/my_app/c.py"]
    found = repository(tmp_path, {"pyproject.toml": ignores, **dict.fromkeys(paths, "")})
    assert found.stand_ins == {"tests/stand_in/a.py"}


def test_a_member_of_a_workspace_has_the_root_around_it(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "[tool.ruff]\nline-length = 1\n",
        "members/a/pyproject.toml": PROJECT,
        "members/a/src/my_app/__init__.py": "",
        ".copier-answers.yml": "shape: x\n",
        "repo-metadata.yaml": "a: 1\n",
    }
    found = repository(tmp_path, files, "members/a")
    assert found.prefix == "members/a/"
    assert found.project.name == "my-app"
    assert found.root_project.name == ""
    assert found.package_folders == ("src/my_app",)
    assert found.ruff == {"line-length": 1}
    assert found.answers == {"shape": "x"}
    assert found.metadata == {"a": 1}
    assert found.tracked.paths == set(files)
    assert found.is_readable


def test_a_repository_of_one_package_is_its_own_root(tmp_path: Path) -> None:
    found = repository(tmp_path, {"pyproject.toml": PROJECT, "repo-metadata.yaml": "a: [\n"})
    assert found.prefix == ""
    assert found.root is found.folder
    assert found.root_project is found.project
    assert found.metadata == {}
    assert found.answers == {}
    assert not Repository(None, None, lambda _: TrackedFiles()).is_readable
