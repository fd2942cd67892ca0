"""`goldenpath fleet check`: a row for every repository, whatever state it is in."""

import json
import os
import shutil
from pathlib import Path

import pytest

from support.command import run_goldenpath
from support.small_template import Repository, SmallTemplate, new_repository
from support.template import git

pytestmark = pytest.mark.slow


@pytest.fixture
def fleet(small: SmallTemplate, tmp_path: Path) -> Path:
    """A folder of repositories: current, behind, edited, broken in several ways, and foreign."""
    folder = tmp_path / "fleet"
    folder.mkdir()
    for name in ("current", "behind", "edited", "waived", "broken-toml", "broken-answers", "links"):
        new_repository(
            small.folder, folder / name, version="v1.0.0" if name == "behind" else "v1.0.1"
        )
        shutil.rmtree(folder / f"{name}-cache")
    (folder / "edited/ci/build.yml").write_text("ours\n")
    (folder / "waived/goldenpath.toml").write_text("[[waivers]\n")
    (folder / "broken-toml/pyproject.toml").write_bytes(b"\xff\xfe")
    (folder / "broken-answers/.copier-answers.yml").write_text("x: [")
    loop = folder / "links/ci"
    shutil.rmtree(loop)
    loop.symlink_to(loop)
    git("init", "--quiet", str(folder / "foreign"), folder=folder)
    (folder / "no-repository").mkdir()
    return folder


def check(*arguments: str, folder: Path) -> tuple[int, str]:
    environment = {"GOLDENPATH_CACHE": str(folder / "cache")}
    done = run_goldenpath("fleet", "check", *arguments, folder=folder, environment=environment)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def test_every_repository_is_a_row(fleet: Path, tmp_path: Path) -> None:
    code, printed = check("--from", str(fleet), "--format=json", folder=tmp_path)
    *rows, summary = [json.loads(line) for line in printed.splitlines()]
    states = {Path(row["repository"]).name: row["version"]["state"] for row in rows}
    assert states == {
        "behind": "behind",
        "broken-answers": "answers broken",
        "broken-toml": "current",
        "current": "current",
        "edited": "current",
        "foreign": "answers missing",
        "links": "current",
        "waived": "unreadable",
    }
    assert code == 2
    assert (summary["repositories"], summary["with_drift"]) == (8, 3)
    assert {"name": "ci/build.yml", "repositories": 2} in summary["by_file"]


def test_text_is_a_line_each_and_the_numbers(fleet: Path, tmp_path: Path) -> None:
    _, printed = check("--from", str(fleet), folder=tmp_path)
    assert "behind                " + str(fleet / "behind") in printed
    assert "8 repositories, 3 with files that differ." in printed


def test_several_processes_give_the_same_rows(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    for number in range(40):
        root = folder / f"repo-{number:02}"
        shutil.copytree(repository.root, root)
        if number % 3 == 0:
            (root / "ci/build.yml").unlink()
    one = check("--from", str(folder), "--format=json", "--jobs=1", folder=tmp_path)
    assert one[1].count('"state":"deleted"') == 14
    assert check("--from", str(folder), "--format=json", "--jobs=3", folder=tmp_path) == one


def test_a_list_names_paths_urls_and_bare_repositories(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    repository.write("ci/build.yml", "ours\n")
    git("clone", "--quiet", "--bare", str(repository.root), str(tmp_path / "b"), folder=tmp_path)
    names = ["# Ours.", "", "repo", "b", repository.root.as_uri(), "https://127.0.0.1:1/none.git"]
    (tmp_path / "fleet.txt").write_text("\n".join(names))
    _, printed = check("--from", "fleet.txt", "--format=json", folder=tmp_path)
    *rows, _ = [json.loads(line) for line in printed.splitlines()]
    assert [row["version"]["state"] for row in rows] == ["current"] * 3 + ["unreadable"]
    assert [len(row["files"]) for row in rows] == [1, 1, 1, 0]
    assert "cannot be fetched" in rows[3]["version"]["message"]


def test_settings_of_a_repository_run_nothing(repository: Repository, tmp_path: Path) -> None:
    marker = tmp_path / "executed"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    for setting in ("core.fsmonitor", "core.sshCommand", "diff.external", "core.pager"):
        git("config", setting, str(program), folder=repository.root)
    git("config", "filter.evil.clean", str(program), folder=repository.root)
    (repository.root / ".gitattributes").write_text("* filter=evil\n")
    (repository.root / ".gitignore").write_text("*\n")
    check("--from", str(repository.root), folder=tmp_path)
    assert not marker.exists()


def test_a_repository_does_not_choose_the_template_freely(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    fleet = tmp_path / "fleet"
    inside = fleet / "evil"
    shutil.copytree(small.folder, inside)
    for name, location in (
        ("within", str(inside)),
        ("elsewhere", "https://evil.example/template.git"),
        ("alike", "https://github.com/palindrom-ai-evil/goldenpath.git"),
        ("own", "https://github.com/palindrom-ai/nothing-there.git"),
        ("local", str(small.folder)),
    ):
        shutil.copytree(repository.root, fleet / name)
        answers = fleet / name / ".copier-answers.yml"
        answers.write_text(answers.read_text().replace(str(small.folder), location))
    _, printed = check("--from", str(fleet), "--format=json", folder=tmp_path)
    *rows, _ = [json.loads(line) for line in printed.splitlines()]
    states = {Path(row["repository"]).name: row["version"]["state"] for row in rows}
    assert states == {
        "alike": "foreign template",
        "elsewhere": "foreign template",
        "evil": "answers missing",
        "local": "current",
        # Trusted, and not there.
        "own": "template unreachable",
        "within": "foreign template",
    }
    foreign = next(row for row in rows if row["repository"].endswith("elsewhere"))
    assert "pass --trust https://evil.example/template.git" in foreign["version"]["message"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "does not name any repository"),
        (b"\xef\xbb\xbf# Nothing.\n\n", "does not name any repository"),
    ],
)
def test_a_list_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "fleet.txt").write_bytes(content)
    environment = {"GOLDENPATH_CACHE": str(tmp_path / "cache")}
    done = run_goldenpath(
        "fleet", "check", "--from", "fleet.txt", folder=tmp_path, environment=environment
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


# Lines of a list that name nothing on any machine.
NO_NAMES = (b"~nosuch/x", b"b\0c", b"x" * 5000)


def test_names_of_any_kind_are_rows(repository: Repository, tmp_path: Path) -> None:
    shutil.copytree(repository.root, tmp_path / os.fsdecode(b"caf\xe9"))
    lines = [b"caf\xe9", b"not-there", b"caf\xe9/pyproject.toml", b"https://", b"file://host/x"]
    (tmp_path / "fleet.txt").write_bytes(
        b"\r\n".join([*lines, b"file:///nowhere%00", b"a/" * 2000, *NO_NAMES])
    )
    for jobs in ("--jobs=1", "--jobs=2"):
        _, printed = check("--from", "fleet.txt", "--format=json", jobs, folder=tmp_path)
        *rows, _ = [json.loads(line) for line in printed.splitlines()]
        assert [row["version"]["state"] for row in rows] == ["current"] + ["unreadable"] * 9
        assert os.fsencode(rows[0]["repository"]).endswith(b"/caf\xe9")
        for row in rows[1:]:
            assert "Error" not in row["version"]["message"], row
    _, printed = check("--from", "fleet.txt", folder=tmp_path)
    assert "/caf\\udce9  v1.0.1" in printed
