"""`goldenpath check`, `diff`, `restore` and `waive` as commands: what they print, how they exit."""

import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

import goldenpath

from support.command import run_goldenpath
from support.small_template import Repository, SmallTemplate, snapshot
from support.template import git, render

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
SOON = str(date.today() + timedelta(days=30))


@pytest.fixture
def drifted(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository with drift of every kind that a line can show, one release behind."""
    repository.write("ci/build.yml", "ours, 100 %\n")
    (repository.root / "hooks/pre-push").chmod(0o644)
    repository.commit()
    repository.edit("pyproject.toml", "line-length = 100", "line-length = 120")
    small.release("v1.1.0", {"{{package}}/tool.txt": "newer\n"})
    return repository


def run(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"GOLDENPATH_CACHE": str(repository.cache)}
    return run_goldenpath(*arguments, folder=repository.root, environment=environment)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "markdown"])
def test_each_format_is_as_it_was(drifted: Repository, form: str) -> None:
    done = run(drifted, "check", "--drift", "--no-lock", "--format", form)
    assert done.returncode == 1, done.stderr
    printed = done.stdout.replace(str(drifted.root), "/repo").replace(
        goldenpath.__version__, "0.0.0"
    )
    golden = GOLDEN / f"check.{form}"
    if os.environ.get("GOLDENPATH_UPDATE_GOLDEN"):
        golden.write_text(printed)
    assert printed == golden.read_text()


def test_sarif_says_what_a_code_host_needs(drifted: Repository) -> None:
    log = json.loads(run(drifted, "check", "--drift", "--no-lock", "--format=sarif").stdout)
    assert log["version"] == "2.1.0"
    (run_,) = log["runs"]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    for result in run_["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert not location["physicalLocation"]["artifactLocation"]["uri"].startswith("/")
        assert location["physicalLocation"]["region"]["startLine"] >= 1


def test_quiet_tells_by_the_exit_code_alone(drifted: Repository) -> None:
    done = run(drifted, "check", "--quiet", "--drift", "--no-lock")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_several_repositories_are_checked(drifted: Repository, tmp_path: Path) -> None:
    done = run(drifted, "check", "--drift", "--no-lock", ".", str(tmp_path))
    # The worst of them decides.
    assert done.returncode == 2
    assert "has no .copier-answers.yml" in done.stdout


def test_drift_and_rules_are_reported_together(template: Path, tmp_path: Path) -> None:
    root = render(template, tmp_path / "repo", {"tier": "internal"})
    repository = Repository(root, tmp_path / "cache")
    (root / "requirements.txt").write_text("requests\n")
    done = run(repository, "check", "--no-lock", "--format=json")
    assert done.returncode == 1
    (report,) = json.loads(done.stdout)["repositories"]
    # The template is a plain folder here, so it has no version to compare with.
    assert report["drift"]["version"]["state"] == "unknown version"
    assert {finding["rule"] for finding in report["standards"]["findings"]} == {
        "PK04",
        "PK06",
    }
    assert run(repository, "check", "--rules", "--ignore=PK").returncode == 0
    only = run(repository, "check", "--rules", "--select=CI", "--format=json")
    assert json.loads(only.stdout)["repositories"][0]["drift"] is None
    assert only.returncode == 0


def test_a_repository_of_no_template_is_checked_by_the_rules(tmp_path: Path) -> None:
    root = tmp_path / "foreign"
    root.mkdir()
    (root / "pyproject.toml").write_text('[project]\nname = "foreign"\nversion = "1"\n')
    repository = Repository(root, tmp_path / "cache")
    asked = ("--organisation", "progression-labs", "--tier", "prototype")
    done = run(repository, "check", *asked)
    assert done.returncode == 1
    assert "only the rules were checked" in done.stdout
    assert "python-prototype, progression-labs" in done.stdout
    assert run(repository, "check", "--drift").returncode == 2


def test_a_lock_that_is_missing_or_old_is_drift(repository: Repository) -> None:
    assert "uv.lock" in run(repository, "check", "--drift").stdout
    subprocess.run([os.environ.get("UV", "uv"), "lock", "--quiet"], cwd=repository.root, check=True)
    done = run(repository, "check", "--drift")
    assert done.returncode == 0, done.stdout
    repository.edit("pyproject.toml", '"pydantic>=2"', '"pydantic>=2.1"')
    done = run(repository, "check", "--drift")
    assert done.returncode == 1
    assert "outdated" in done.stdout


def test_a_lock_is_checked_without_running_what_the_repository_builds(
    repository: Repository, tmp_path: Path
) -> None:
    marker = tmp_path / "executed"
    backend = f"import pathlib\npathlib.Path({str(marker)!r}).touch()\n"
    repository.write("backend.py", backend)
    text = repository.read("pyproject.toml").replace('version = "0.1.0"', 'dynamic = ["version"]')
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n'
    repository.write("pyproject.toml", system + text)
    repository.write("uv.lock", "version = 1\n")
    run(repository, "check", "--drift")
    assert not marker.exists()


def test_a_difference_is_a_diff_and_goes_away(drifted: Repository) -> None:
    done = run(drifted, "diff")
    assert done.returncode == 1
    for line in ("-line-length = 100", "+line-length = 120", "+ours, 100 %", "new mode 100644"):
        assert line in done.stdout.splitlines()
    only = run(drifted, "diff", "hooks/pre-push").stdout
    assert "hooks/pre-push" in only
    assert "build.yml" not in only
    assert run(drifted, "restore").returncode == 0
    assert run(drifted, "diff").stdout == ""


def test_a_diff_against_a_release_is_what_update_changes(drifted: Repository) -> None:
    shown = run(drifted, "diff", "--against", "latest")
    assert shown.returncode == 1, shown.stderr
    head = drifted.head()
    assert run(drifted, "update", "--no-lock").returncode == 0
    made = git("diff-tree", "-r", "-p", "--find-renames", head, "HEAD", folder=drifted.root)
    assert shown.stdout.splitlines() == made.splitlines()
    assert run(drifted, "diff", "--against", "v1.1.0").stdout == ""


def test_restore_puts_back_what_is_named(drifted: Repository) -> None:
    done = run(drifted, "restore", "ci/build.yml")
    assert done.returncode == 0, done.stderr
    assert drifted.read("ci/build.yml").startswith("step 1")
    assert "line-length = 120" in drifted.read("pyproject.toml")


def test_restore_keeps_keys_comments_and_order_of_the_team(repository: Repository) -> None:
    own = "# Ours.\n[tool.ours]\nvalue = 1  # one\n\n" + repository.read("pyproject.toml")
    changed = own.replace("line-length = 100", "line-length = 120").replace(
        '  "ruff>=0.12",\n', '  "hypothesis>=6",\n'
    )
    repository.write("pyproject.toml", changed)
    done = run(repository, "restore")
    assert done.returncode == 0, done.stderr
    restored = repository.read("pyproject.toml")
    assert restored.startswith("# Ours.\n[tool.ours]\nvalue = 1  # one\n")
    assert "# Lint: why these rules.\n[tool.ruff]\nline-length = 100\n" in restored
    assert '"hypothesis>=6"' in restored
    assert '"ruff>=0.12"' in restored
    assert run(repository, "check", "--drift", "--no-lock").returncode == 0


def test_restore_refuses_to_lose_what_is_in_no_commit(repository: Repository) -> None:
    (repository.root / "ci/build.yml").write_text("an afternoon's work\n")
    before = snapshot(repository.root)
    done = run(repository, "restore")
    assert done.returncode == 2
    assert "have changes that are in no commit: ci/build.yml" in done.stderr
    assert snapshot(repository.root) == before
    assert run(repository, "restore", "--force").returncode == 0
    assert repository.read("ci/build.yml").startswith("step 1")


def test_restore_leaves_what_is_waived(drifted: Repository) -> None:
    waived = ("waive", "ci/build.yml", "--reason", "a spike", "--until", SOON)
    assert run(drifted, *waived).returncode == 0
    assert run(drifted, "restore").returncode == 0
    assert drifted.read("ci/build.yml") == "ours, 100 %\n"
    checked = run(drifted, "check", "--drift", "--no-lock", "--allow-behind")
    assert checked.returncode == 0, checked.stdout
    assert run(drifted, "restore", "ci/build.yml").returncode == 0
    assert drifted.read("ci/build.yml").startswith("step 1")


def test_a_waiver_of_the_same_path_is_replaced(drifted: Repository) -> None:
    for reason in ("first", "second"):
        run(drifted, "waive", "ci/build.yml", "--reason", reason, "--until", SOON)
    text = drifted.read("goldenpath.toml")
    assert text.count("[[waivers]]") == 1
    assert 'reason = "second"' in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("waive", "x", "--reason", "y", "--until", "2020-01-01"), "2020-01-01 is in the past"),
        (("waive", "x", "--reason", " ", "--until", SOON), "The argument after --reason is empty"),
        (("waive", "../x", "--reason", "y", "--until", SOON), "outside the repository"),
        (("restore", "README.md"), "'README.md' has nothing to put back"),
        (("diff", "nothing"), "'nothing' has nothing to put back"),
        (("check", "nowhere"), "There is no folder"),
        (("check", "ci/build.yml"), "build.yml is a file, and this command takes the folder of a"),
        (("update", "ci/build.yml"), "`goldenpath diff FILE` and `goldenpath restore FILE` take"),
        (("diff", ".."), "or name another repository with --repository."),
        (("restore", "."), "or name the repository with --repository."),
        (("check", ".", "--repository", "."), ". and --repository . both name a repository"),
        (("update", "--since", "v1.0.0"), "--since v1.0.0 says where --seeded begins"),
        (("update", "nowhere"), "There is no folder"),
        (("update", "--to", "v9"), "has no version 'v9'"),
        (("update", "--to=--help"), "'--help' is not a version"),
        (("update", "--data", "colour=red"), "'colour' is not a question"),
        (("update", "--managed", "team", "--write-conflicts"), "cannot be used together"),
        (("check", "--tier", "gold"), "--tier 'gold' is not valid: it must be 'production', "),
        (("check", "--format=html"), "--format 'html' is not valid: it must be 'text', "),
        (("check", "--formt=json"), "Did you mean --format? `goldenpath check --help` lists"),
        (("check", "--version-only", "--format=json"), "so --format has no meaning with it"),
        (("fleet", "check", "--jobs", "x"), "--jobs 'x' is not valid: it must be a whole number."),
        (("waive", "x", "--reason", "y", "--until", "z"), "a date such as 2027-01-31."),
        (("waive", "x", "--until", SOON), "--reason is missing."),
        (("update", ".", "more"), "'more' is one argument too many."),
        (("frobnicate",), "There is no command 'frobnicate'."),
        (("check", "--drift", "--select", "CI"), "--drift checks no rules"),
        (("check", "--select", "XX99"), "XX99"),
        (("fleet", "check"), "No fleet is given"),
        (("fleet", "check", "--from", "nowhere"), "does not exist"),
        (("fleet", "check", "--from", ".", "--jobs", "0"), "--jobs 0 is not a number"),
    ],
)
def test_bad_input_is_one_sentence(
    repository: Repository, arguments: tuple[str, ...], sentence: str
) -> None:
    before = snapshot(repository.root)
    done = run(repository, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(repository.root) == before


def test_versions_alone_are_checked_without_the_rest(
    small: SmallTemplate, repository: Repository
) -> None:
    done = run(repository, "check", "--version-only")
    assert (done.returncode, done.stdout.endswith("v1.0.1 is current\n")) == (0, True), done.stderr
    small.release("v1.1.0")
    done = run(repository, "check", "--version-only")
    assert (done.returncode, "v1.0.1 is behind v1.1.0" in done.stdout) == (1, True)
    assert run(repository, "check", "--version-only", "--allow-behind").returncode == 0
    (repository.root / ".copier-answers.yml").write_text("x")
    done = run(repository, "check", "--version-only")
    assert done.returncode == 2
    assert "is not a list of `question: answer` lines" in done.stderr
    (repository.root / ".copier-answers.yml").write_text("x: y\n")
    done = run(repository, "check", "--version-only")
    assert (done.returncode, "does not record a template" in done.stderr) == (2, True)


def test_a_lock_that_cannot_be_made_stops_the_update(
    small: SmallTemplate, repository: Repository
) -> None:
    subprocess.run([os.environ.get("UV", "uv"), "lock", "--quiet"], cwd=repository.root, check=True)
    repository.commit()
    impossible = (small.folder / "template/pyproject.toml.jinja").read_text()
    small.release(
        "v1.1.0",
        {"pyproject.toml.jinja": impossible.replace('"pydantic>=2"', '"pydantic>=2000"')},
    )
    before, head = snapshot(repository.root), repository.head()
    done = run(repository, "update")
    assert done.returncode == 3
    assert "uv cannot lock the updated dependencies" in done.stderr
    assert (snapshot(repository.root), repository.head()) == (before, head)
    possible = impossible.replace('"pydantic>=2"', '"pydantic>=2.1"')
    small.release("v1.2.0", {"pyproject.toml.jinja": possible})
    done = run(repository, "update")
    assert done.returncode == 0, done.stderr
    assert "locked again" in done.stdout
    assert repository.status() == ""
    assert run(repository, "check", "--drift").returncode == 0


def test_every_command_takes_the_repository_by_the_same_option(
    repository: Repository, tmp_path: Path
) -> None:
    named = ("--repository", repository.root)
    commands = (
        ("check", "--drift", "--no-lock"),
        ("check", "--version-only"),
        ("diff",),
        ("restore",),
        ("update", "--no-lock"),
        ("recover",),
        ("waive", "ci/build.yml", "--reason", "x", "--until", SOON),
    )
    cache = {"GOLDENPATH_CACHE": str(repository.cache)}
    for command in commands:
        done = run_goldenpath(*command, *named, folder=tmp_path, environment=cache)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
