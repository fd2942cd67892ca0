"""Whatever lies in a folder, the check ends in findings or one sentence, and runs none of it."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.standards import StandardsRequest
from goldenpath.operations.standards.check_standards import check_standards
from goldenpath.rules.evidence import folder

from support.mutations import LAMBDA, ORIGINALS
from support.repositories import Workbench, check, render_locked

SECONDS_FOR_ONE_REPOSITORY = 1.0
MANY = 10_000


@pytest.fixture(scope="session")
def original(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("hostile") / "repository"
    return render_locked(template, into, ORIGINALS[LAMBDA])


@pytest.fixture
def repository(original: Path, tmp_path: Path) -> Workbench:
    return Workbench(original, tmp_path / "repository")


DAMAGE: dict[str, tuple[str, bytes, str]] = {
    "a syntax error": ("src/orders/bad.py", b"def (:\n", "LA09"),
    "a binary file": ("src/orders/bad.py", bytes(range(256)) * 40, "LA09"),
    "a NUL in the text": ("src/orders/bad.py", b"x = 1\0\n", "LA09"),
    "five megabytes": ("src/orders/bad.py", b"x = 1\n" * 900_000, "LA09"),
    "deep brackets": ("src/orders/bad.py", b"(" * 50_000 + b")" * 50_000, "LA09"),
    "a deep sum": ("src/orders/bad.py", b"x = " + b"1+" * 100_000 + b"1\n", "LA09"),
    "deep unary operators": ("src/orders/bad.py", b"x = " + b"-" * 200_000 + b"1\n", "LA09"),
    "a deep attribute": ("src/orders/bad.py", b"x = a" + b".b" * 200_000 + b"\n", "LA09"),
    "broken TOML": ("pyproject.toml", b"[project\n", "PK01"),
    "deep TOML": ("pyproject.toml", b"a = " + b"[" * 100_000, "PK01"),
    "TOML of other types": ("pyproject.toml", b"project = 1\ntool = []\n", "PK01"),
    "a number without end": ("pyproject.toml", b"x = " + b"9" * 10_000, "PK01"),
    "a version without end": (".python-version", b"3." + b"9" * 10_000, "PK03"),
    "a list without end": ("README.md", b"# A\n\nB.\n\n" + b"9" * 10_000 + b". x\n", "DO02"),
    "binary TOML": ("pyproject.toml", b"\xff\xfe\x00", "PK01"),
    "a project of lists": ("pyproject.toml", b"[project]\nname = []\n", "PK01"),
    "a broken lock": ("uv.lock", b"[[", "PK04"),
    "broken YAML": (".github/workflows/ci.yml", b"jobs: [\n", "CI02"),
    "deep YAML": (".github/workflows/ci.yml", b"a: " + b"[" * 20_000, "CI02"),
    "a YAML bomb": (
        ".github/workflows/ci.yml",
        b"a: &a [x, x]\n" + b"b: [" + b"*a, " * 500 + b"]\n",
        "CI02",
    ),
    "YAML with a tag": (".github/workflows/ci.yml", b"!!python/object:os.system {}\n", "CI02"),
    "YAML of another type": (".github/workflows/ci.yml", b"- 1\n- 2\n", "CI02"),
    "a date that is none": (".github/workflows/ci.yml", b"a: 2026-99-99\n", "CI02"),
    "broken metadata": ("repo-metadata.yaml", b"{", "SF07"),
    "a broken standards file": ("check.toml", b"[[[", "SF01"),
    "a binary README": ("README.md", b"\xff\xfe\x00", "DO01"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_a_finding(repository: Workbench, name: str) -> None:
    path, content, rule = DAMAGE[name]
    (repository.root / path).write_bytes(content)
    report = check(repository.root)
    assert rule in report.failed
    assert path in {finding.path for finding in report.findings}


def make_workflow_odd(repository: Workbench) -> None:
    repository.write(".github/workflows/odd.yml", "on: {x: 1}\njobs: {a: 1, b: {steps: 7}}\n")


def make_tables_odd(repository: Workbench) -> None:
    repository.append(
        "pyproject.toml",
        '\n[dependency-groups.odd]\nx = 1\n[tool.repo-review]\nignore = 7\nselect = "PK01"\n',
    )


def make_numbers_odd(repository: Workbench) -> None:
    large = "1" + "0" * 400
    repository.replace("pyproject.toml", "fail_under = 90", f"fail_under = {large}")
    repository.replace("pyproject.toml", "min_confidence = 80", f"min_confidence = {large}")
    repository.replace("pyproject.toml", ">=3.13", f">=3.{'9' * 5_000}")


def make_patterns_slow(repository: Workbench) -> None:
    """Each of these takes a naive matcher longer than the universe has."""
    slow = "*a" * 40 + "b"
    repository.append(".gitignore", f"{slow}\n[\n!\n" + "a/**/" * 40 + "\n")
    repository.write("samples/" + "a" * 200, "")
    repository.append("CHANGELOG.md", "## 1." + "1" * 500_000 + " x y\n")
    expressions = "${{ github.event.issue " * 5_000
    repository.append(".github/workflows/ci.yml", f"      - run: '{expressions}'\n")
    classes = (f"class C{number}(C{number + 1}): ...\n" for number in range(5_000))
    repository.append("src/orders/models.py", "\n\n" + "".join(classes))


def make_settings_odd(repository: Workbench) -> None:
    repository.append("src/orders/settings.py", "\n\nclass A(B): ...\n\n\nclass B(A): ...\n")
    repository.append("src/orders/models.py", '\n\nx: "dict[" = 1\ny: "\'dict\'" = 2\n')


def make_names_odd(repository: Workbench) -> None:
    for name in ("new\nline.py", "quote'.py", "`tick`.md", "\udcff.py"):
        (repository.root / "samples" / name).write_bytes(b"x = 1\n")


def make_loops(repository: Workbench) -> None:
    repository.link("src/orders/loop", repository.root / "src")
    repository.link("src/orders/itself.py", repository.root / "src/orders/itself.py")
    repository.link("docs/nowhere.md", repository.root / "gone.md")


def make_special_files(repository: Workbench) -> None:
    os.mkfifo(repository.root / "src/orders/pipe.py")
    (repository.root / "src/orders/locked.py").mkdir()


def make_folders_of_files(repository: Workbench) -> None:
    for path in ("README.md", ".gitignore", "uv.lock", ".copier-answers.yml"):
        repository.remove(path)
        (repository.root / path).mkdir()


ODDITIES: tuple[Callable[[Workbench], None], ...] = (
    make_workflow_odd,
    make_tables_odd,
    make_numbers_odd,
    make_patterns_slow,
    make_settings_odd,
    make_names_odd,
    make_loops,
    make_special_files,
    make_folders_of_files,
)


@pytest.mark.parametrize("make_odd", ODDITIES, ids=lambda function: function.__name__)
def test_oddities_are_survived(
    repository: Workbench, make_odd: Callable[[Workbench], None]
) -> None:
    make_odd(repository)
    # Where the answers cannot be read, nothing may name the organisation.
    request = StandardsRequest(organisation="palindrom-ai")
    assert check_standards(repository.root, request).passed


def test_a_link_that_leads_out_is_not_followed(repository: Workbench, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("def (:\n")
    repository.link("src/orders/outside", outside)
    repository.link("src/orders/secret.py", outside / "secret.py")
    report = check(repository.root)
    assert report.failed == ("SE04",)
    assert [finding.path for finding in report.findings] == [
        "src/orders/outside",
        "src/orders/secret.py",
    ]


def test_nothing_of_the_repository_is_run(repository: Workbench, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = f"__import__('pathlib').Path({str(trace)!r}).touch()\n"
    for path in ("setup.py", "conftest.py", "src/orders/__init__.py", "sitecustomize.py"):
        repository.write(path, command)
    subprocess.run(["git", "init", "--quiet", repository.root], check=True)
    hook = f"[core]\n\tfsmonitor = touch {trace}\n"
    (repository.root / ".git/config").write_text(hook)
    check(repository.root)
    assert not trace.exists()


@pytest.mark.slow
def test_ten_thousand_files_are_checked(repository: Workbench) -> None:
    for number in range(MANY):
        folder_of_it = repository.root / f"src/orders/part_{number % 100}"
        folder_of_it.mkdir(exist_ok=True)
        (folder_of_it / f"module_{number}.py").write_text('"""A part."""\n\nNUMBER = 1\n')
    assert check(repository.root).findings == ()


def test_more_files_than_a_repository_has_are_refused(
    repository: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MAX_FILES", 10)
    with pytest.raises(BadInputError, match=r"has more than 10 files: check a smaller folder"):
        check(repository.root)


def test_an_empty_folder_has_findings(tmp_path: Path) -> None:
    report = check(tmp_path)
    assert {"PK01", "SF01", "DO01", "CI01"} <= set(report.failed)


@pytest.mark.parametrize("name", ["gone", "file"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInputError, match=f"There is no folder .*{name}: give the folder"):
        check(tmp_path / name)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (StandardsRequest(organisation="nobody"), "There is no organisation 'nobody' in this"),
        (StandardsRequest(select=("XX01",)), "There is no rule and no family of rules 'XX01'"),
        (StandardsRequest(ignore=("PK", "PK99")), "no family of rules 'PK99'"),
    ],
)
def test_a_wrong_request_is_refused(
    tmp_path: Path, request_: StandardsRequest, message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        check_standards(tmp_path, request_)


def test_a_rendered_repository_is_checked_within_a_second(original: Path) -> None:
    # The first check imports repo-review.
    check(original)
    began = time.process_time()
    check(original)
    assert time.process_time() - began < SECONDS_FOR_ONE_REPOSITORY
