"""What an adversary broke in a fleet: repositories that nobody has looked at."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from support.safety.person import person
from support.safety.running import run
from support.small_template import Repository, SmallTemplate
from support.template import git

pytestmark = pytest.mark.slow

# As many as a fleet needs to be shared among processes.
MANY = 20
# Seconds for a fleet of that size, on a machine that has other things to do.
PATIENCE = 40


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Generator[Path]:
    with person(tmp_path) as folder:
        yield folder


def check(
    tmp_path: Path, *arguments: str | bytes, text: str = "json"
) -> subprocess.CompletedProcess[bytes]:
    """Check a fleet, and demand an end with a meaning, in time."""
    done = subprocess.run(
        [sys.executable, "-m", "goldenpath", "fleet", "check", "--format", text, *arguments],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        timeout=PATIENCE,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
    assert done.returncode in range(4), done.stderr.decode(errors="replace")
    return done


def rows(done: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    """What was found of each repository, and that the end of the report is there."""
    *found, summary = [json.loads(line) for line in done.stdout.splitlines()]
    assert summary["repositories"] == len(found)
    return {row["repository"].rpartition("/")[2]: row["version"]["state"] for row in found}


@pytest.fixture
def fleet(repository: Repository, tmp_path: Path) -> Path:
    """Many repositories as they should be."""
    folder = tmp_path / "fleet"
    for number in range(MANY):
        shutil.copytree(repository.root, folder / f"good-{number:02}")
    return folder


def test_finding_04_a_bare_repository_fetches_nothing(
    repository: Repository, tmp_path: Path
) -> None:
    """A bare repository that lacks an object, and names a command to fetch it with: it runs."""
    bare, marker = tmp_path / "fleet/bare.git", tmp_path / "executed"
    git("clone", "--quiet", "--bare", str(repository.root), str(bare), folder=tmp_path)
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    for name, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "evil"),
        ("remote.evil.promisor", "true"),
        ("remote.evil.url", str(repository.root)),
        ("remote.evil.uploadpack", str(program)),
    ):
        git("config", name, value, folder=bare)
    blob = git("rev-parse", "HEAD:ci/build.yml", folder=bare).strip()
    for pack in (bare / "objects/pack").glob("*.pack"):
        shutil.move(pack, tmp_path / "pack")
        unpacked = (tmp_path / "pack").read_bytes()
        subprocess.run(["git", "unpack-objects", "-q"], cwd=bare, input=unpacked, check=True)
    missing = bare / "objects" / blob[:2] / blob[2:]
    missing.chmod(0o644)
    missing.unlink()
    found = rows(check(tmp_path, "--from", str(tmp_path / "fleet")))
    assert not marker.exists()
    assert found["bare.git"] not in ("current", "behind")


HOSTILE = {
    "deep brackets": b"x: " + b"[" * 49_000,
    "deep braces": b"x: " + b"{a: " * 20_000,
    "deep indents": b"".join(b" " * depth + b"a:\n" for depth in range(300)),
    "a bomb of merge keys": b"a0: &a0 {k: v}\n"
    + b"".join(
        b"a%d: &a%d {<<: [%s]}\n" % (level, level, b", ".join([b"*a%d" % (level - 1)] * 9))
        for level in range(1, 10)
    ),
    "a bomb of aliases": b"a0: &a0 [x]\n"
    + b"".join(
        b"a%d: &a%d [%s]\n" % (level, level, b", ".join([b"*a%d" % (level - 1)] * 9))
        for level in range(1, 10)
    ),
    "a large number": b"_src_path: /x\n_commit: " + b"9" * 5_000 + b"\n",
    "an anchor to itself": b"a: &a [*a]\n_src_path: /x\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_finding_05_one_repository_does_not_stop_the_others(
    fleet: Path, tmp_path: Path, kind: str
) -> None:
    """Answers that kill the parser, or keep it busy: the run hangs, or ends without the rest."""
    (fleet / "good-19/.copier-answers.yml").write_bytes(HOSTILE[kind])
    found = rows(check(tmp_path, "--from", str(fleet), "--jobs=2"))
    assert len(found) == MANY
    assert found.pop("good-19") not in ("current", "behind")
    assert set(found.values()) == {"current"}


def test_finding_05_a_file_without_end_is_a_row(fleet: Path, tmp_path: Path) -> None:
    """A .gitignore of 19 MB that has nothing in it: no row within twenty seconds."""
    for number in (3, 18):
        (fleet / f"good-{number:02}/ci/build.yml").unlink()
        with (fleet / f"good-{number:02}/.gitignore").open("wb") as file:
            file.truncate(19_000_000)
    assert len(rows(check(tmp_path, "--from", str(fleet), "--jobs=2"))) == MANY


@pytest.mark.parametrize("text", ["json", "text"])
def test_finding_05_a_name_that_is_no_text_is_a_row(
    repository: Repository, tmp_path: Path, text: str
) -> None:
    """A folder whose name is no UTF-8: the rows after it are missing."""
    for name in (b"a", b"b-\xff\xfe", b"c"):
        shutil.copytree(repository.root, tmp_path / "fleet" / os.fsdecode(name))
    done = check(tmp_path, "--from", str(tmp_path / "fleet"), text=text)
    if text == "json":
        assert len(rows(done)) == 3
    else:
        assert b"3 repositories" in done.stdout


@pytest.mark.parametrize("line", ["~nosuch/x", "a\0b", "/x" * 5_000, "\u202e", "https://["])
def test_finding_05_a_line_of_a_list_is_a_row(
    repository: Repository, tmp_path: Path, line: str
) -> None:
    """A list with a line that names nothing: a traceback, and no rows."""
    (tmp_path / "fleet.txt").write_text(f"repo\n{line}\nrepo\n", encoding="utf-8")
    done = run("fleet", "check", "--format=json", "--jobs=1", f"--from={tmp_path / 'fleet.txt'}")
    assert done.exit_code in range(4), done.said
    states = [json.loads(row) for row in done.output.splitlines()][:-1]
    assert "current" in {row["version"]["state"] for row in states}
    assert len(states) in (2, 3)


def trusted_anyway(repository: Repository, fleet: Path, location: str, version: str) -> str:
    """What the fleet says of a repository whose template is somewhere else."""
    shutil.copytree(repository.root, fleet / "walks")
    answers = fleet / "walks/.copier-answers.yml"
    lines = [line for line in answers.read_text().splitlines() if not line.startswith("_")]
    source = [f"_commit: {json.dumps(version)}", f"_src_path: {json.dumps(location)}"]
    answers.write_text("\n".join([*source, *lines, ""]))
    done = run("fleet", "check", "--format=json", "--jobs=1", f"--from={fleet}")
    found = [json.loads(line) for line in done.output.splitlines()][:-1]
    return next(row["version"]["state"] for row in found if row["repository"].endswith("/walks"))


REFUSED = ("foreign template", "answers broken")


@pytest.mark.parametrize(
    "spelled",
    [
        "file://{folder}/evi%6c",
        "file://localhost{folder}/evil",
        "file://{folder}/./evil",
        "git+file://{folder}/evi%6C",
        "{folder}/../fleet/evil",
        "{folder}/walks/../evil",
    ],
)
def test_finding_06_another_spelling_is_the_same_place(
    small: SmallTemplate, repository: Repository, tmp_path: Path, spelled: str
) -> None:
    """A template inside the fleet is not trusted; with a letter spelled %6c, it is rendered."""
    fleet = tmp_path / "fleet"
    shutil.copytree(small.folder, fleet / "evil")
    location = spelled.format(folder=fleet)
    assert trusted_anyway(repository, fleet, location, "v1.0.1") in REFUSED


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/palindrom-ai/../evil/x",
        "https://github.com/palindrom-ai/%2e%2e/evil/x",
        "https://github.com/palindrom-ai/./../evil/x",
        "https://github.com/palindrom-ai/..%2fevil/x",
        "https://github.com/palindrom-ai\\..\\evil/x",
        "https://github.com@evil.example/palindrom-ai/x",
        "https://github.com:444/palindrom-ai/x",
        "ssh://evil@github.com/palindrom-ai/../x",
        "git@github.com:palindrom-ai/../evil/x",
    ],
)
def test_finding_06_a_url_does_not_climb_out_of_an_organisation(
    repository: Repository, tmp_path: Path, url: str
) -> None:
    """The trusted organisation's URL, and two dots: another one's template is fetched."""
    (tmp_path / "fleet").mkdir()
    assert trusted_anyway(repository, tmp_path / "fleet", url, "v1.0.1") in REFUSED


@pytest.mark.parametrize("version", ["FETCH_HEAD", "v1.0.1", "HEAD"])
def test_finding_06_a_mirror_is_no_place_for_templates(
    small: SmallTemplate, repository: Repository, tmp_path: Path, version: str
) -> None:
    """What the cache holds of other templates is trusted when it is named by its path."""
    fleet, cache = tmp_path / "fleet", tmp_path / "cache"
    assert trusted_anyway(repository, fleet, f"file://{small.folder}", "v1.0.1") == "current"
    shutil.rmtree(fleet)
    mirrors = [path.parent for path in cache.rglob("HEAD") if (path.parent / "objects").is_dir()]
    assert mirrors
    for mirror in mirrors:
        assert trusted_anyway(repository, fleet, str(mirror), version) in REFUSED
        shutil.rmtree(fleet)


ODD = {
    "escape": "\x1b[31mred\x1b]0;title\x07",
    "newline": "x\n::error::forged",
    "carriage return": "x\r::warning::forged",
    "bidirectional": "\u202eevil\u2066",
    "c1": "\x9b31m\x85::error::forged",
    "line separator": "x\u2028::error::forged",
}
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("where", ["_commit", "_src_path", "an answer", "the folder's name"])
@pytest.mark.parametrize("kind", ODD)
def test_finding_14_what_is_foreign_is_shown_as_text(
    repository: Repository, tmp_path: Path, where: str, kind: str
) -> None:
    """A version, a place or a name with control characters reaches the terminal as it is."""
    odd = ODD[kind]
    name = f"repo{odd.replace('/', '')}" if where == "the folder's name" else "repo"
    folder = tmp_path / "fleet" / name
    shutil.copytree(repository.root, folder)
    answers = folder / ".copier-answers.yml"
    text = answers.read_text()
    if where.startswith("_"):
        text = re.sub(rf"(?m)^{where}: .*$", lambda _: f"{where}: {json.dumps(odd)}", text)
        text = re.sub(r"(?m)^_commit_hash: .*\n", "", text)
    elif where == "an answer":
        text = re.sub(r"(?m)^tier: .*\n", "", text) + f"tier: [{json.dumps(odd)}]\n"
    answers.write_text(text)
    fleet = run("fleet", "check", f"--from={tmp_path / 'fleet'}")
    alone = run("check", "--no-lock", folder)
    for printed in (fleet.output, fleet.errors, alone.output, alone.errors):
        assert not _RAW.search(printed), ascii(printed)
        assert not re.search(r"(?m)^::", printed), ascii(printed)
    for style in ("github", "markdown"):
        printed = run("check", "--no-lock", f"--format={style}", folder).output
        assert not _RAW.search(printed), ascii(printed)
        assert not re.search(r"(?m)^::(error|warning)::forged", printed), ascii(printed)
