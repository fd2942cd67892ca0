"""The how-to pages lead where they say, when they are followed to the letter."""

import json
import re
from pathlib import Path

import pytest
import yaml

from goldenpath.model.ownership import Ownership

from support.followed_page import Clone
from support.small_template import Repository, new_repository
from support.template import files_of, git, release, render

pytestmark = pytest.mark.slow


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def require_documented(clone: Clone) -> None:
    """Every question of the clone is in its reference, in the order in which it is asked."""
    text = (clone.root / "copier.yml").read_text()
    names = re.findall(r"^(\w+):\n(?:  .*\n| *\n)*?  help:", text, re.M)
    reference = (clone.root / "docs/reference/questions.md").read_text()
    assert re.findall(r"^\| `(\w+)`", reference, re.M) == names


def require_owners(clone: Clone, repository: Path) -> None:
    """Every rendered path has exactly one owner."""
    settings = next(yaml.safe_load_all((clone.root / "copier.yml").read_text()))
    ownership = Ownership.model_validate(settings["_ownership"])
    for path in files_of(repository):
        assert len(ownership.owners_of(str(path))) == 1, path


def edited_repository(clone: Clone, tmp_path: Path) -> Repository:
    """A team's repository of the release before, with an answer and an edit of its own."""
    answers = {"owning_team": "payments"}
    team = new_repository(clone.root, tmp_path / "team", version="v1.0.0", answers=answers)
    team.write(".husky/pre-push", team.read(".husky/pre-push") + "\necho ours\n")
    return team


def test_a_changed_question_keeps_what_was_answered(clone: Clone, tmp_path: Path) -> None:
    team = edited_repository(clone, tmp_path)
    clone.follow("change-a-question.md")
    require_documented(clone)
    release(clone.root, "v1.1.0")
    report = team.update()
    assert report.conflicts == ()
    answers = yaml.safe_load(team.read(".copier-answers.yml"))
    assert answers["code_owners"] == "payments"
    assert answers["issue_tracker"] == "github"
    assert "owning_team" not in answers
    assert team.read(".github/CODEOWNERS") == "* @palindrom-ai/payments\n"
    # Nothing else changes, which is what a safe change is.
    assert [change.path for change in report.changes] == [".copier-answers.yml"]


def test_a_renamed_file_takes_a_team_s_edits_along(clone: Clone, tmp_path: Path) -> None:
    team = edited_repository(clone, tmp_path)
    clone.follow("rename-a-file.md")
    release(clone.root, "v1.1.0")
    assert team.update().conflicts == ()
    assert team.read(".husky/pre-merge-commit").endswith("\necho ours\n")
    assert not (team.root / ".husky/pre-push").exists()


def test_a_layer_is_rendered_for_those_who_want_it(clone: Clone, tmp_path: Path) -> None:
    clone.follow("add-a-layer.md")
    require_documented(clone)
    release(clone.root, "v1.1.0")
    without = render(clone.root, tmp_path / "without")
    wanted = render(clone.root, tmp_path / "with", {"with_editorconfig": True})
    added = set(files_of(wanted)) - set(files_of(without))
    assert {str(path) for path in added} == {".editorconfig"}
    assert (wanted / ".editorconfig").read_text().startswith("root = true\n")
    require_owners(clone, wanted)


def test_a_shape_is_listed_rendered_and_owned(clone: Clone, tmp_path: Path) -> None:
    clone.follow("add-a-shape.md")
    assert "queue-worker" in clone.run("./uvw run goldenpath shapes")
    repository = tmp_path / "queue-test"
    answers = yaml.safe_load((repository / ".copier-answers.yml").read_text())
    assert answers["shape"] == "queue-worker"
    assert "Takes orders from a queue" in (repository / "README.md").read_text()
    assert git("status", "--porcelain", folder=repository) == ""
    require_owners(clone, repository)
    printed = clone.test(
        *("tests/unit/test_template_layout.py", "tests/unit/test_rendered_python.py"),
        *("tests/unit/test_rendered_dependencies.py", "tests/integration/test_rendered_text.py"),
        *("tests/integration/test_rules.py", "tests/unit/test_documentation.py"),
        "-k=queue-worker-palindrom-ai-production or test_every_rendered_module or layer_is_in",
    )
    assert int(re.findall(r"(\d+) passed", printed)[0]) > 30, printed
    # The shapes that there were are as they were.
    assert not (render(clone.root, tmp_path / "other") / "queue_worker").exists()


def test_a_rule_explains_itself_and_finds_what_it_is_for(clone: Clone, tmp_path: Path) -> None:
    clone.follow("add-a-rule.md")
    assert "CI looks at pull requests" in (clone.root / "docs/reference/rules.md").read_text()
    repository = render(clone.root, tmp_path / "repo")
    check = f"./uvw run goldenpath check --rules --select CI10 --format github {repository}"
    assert clone.run(check) == ""
    workflow = repository / ".github/workflows/ci.yml"
    workflow.write_text(workflow.read_text().replace("pull_request:", "workflow_dispatch:"))
    assert "no workflow runs on pull_request" in clone.run(f"{check} || [ $? -eq 1 ]")


def test_a_command_reads_reports_and_exits(clone: Clone, tmp_path: Path) -> None:
    clone.follow("add-a-command.md")
    assert "List the waivers that end soon." in clone.run("./uvw run goldenpath --help")
    (tmp_path / "repo").mkdir()
    ended = '[[waivers]]\npath = "ci.yml"\nreason = "slow tests"\nuntil = 2026-01-31\n'
    listing = f"./uvw run goldenpath waivers {tmp_path / 'repo'}"
    assert clone.run(listing) == "No waiver ends soon.\n"
    (tmp_path / "repo/goldenpath.toml").write_text(ended)
    said = clone.run(f"{listing} || [ $? -eq 1 ]")
    assert said == "until 2026-01-31  ci.yml: slow tests\n"
    found = json.loads(clone.run(f"{listing} --json || [ $? -eq 1 ]"))
    assert found["waivers"][0]["until"] == "2026-01-31"


def test_an_organisation_is_one_file(clone: Clone, tmp_path: Path) -> None:
    clone.follow("add-an-organisation.md")
    assert git("status", "--porcelain", folder=clone.root) == ""
    committed = git("show", "--format=", "--name-only", "HEAD", folder=clone.root)
    assert committed == "organisations/acme.yml\n"
    repository = tmp_path / "acme-test"
    assert (repository / ".github/CODEOWNERS").read_text() == "* @acme/engineering\n"
    told = [path for path in files_of(repository) if "alindrom" in (repository / path).read_text()]
    assert told == []
    assert json.loads((repository / "renovate.json").read_text())
    assert (repository / "quality.toml").read_text() == '[quality]\nruleset = "python-production"\n'


def test_the_tests_about_another_organisation_pass_by_its_profile_alone(clone: Clone) -> None:
    clone.follow("add-an-organisation.md")
    printed = clone.test(
        *("tests/unit/test_catalogue.py", "tests/unit/test_template_layout.py"),
        *("tests/unit/test_rendered_python.py", "tests/integration/test_rendered_text.py"),
        "tests/integration/test_rules.py",
        # One tier stands for all; the modules are linted for all at once.
        "-k=(acme and production) or test_every_rendered_module",
    )
    assert int(re.findall(r"(\d+) passed", printed)[0]) > 100, printed


def test_a_python_version_is_offered_by_the_lists_of_shapes(clone: Clone, tmp_path: Path) -> None:
    clone.follow("add-a-python-version.md")
    repository = tmp_path / "python-test"
    assert (repository / ".python-version").read_text() == "3.15\n"
    assert 'requires-python = ">=3.15"' in (repository / "pyproject.toml").read_text()
    assert "Runtime: python3.15" in (repository / "template.yaml").read_text()
    other = "./uvw run goldenpath new ../other --data python_version=3.15 --shape llm-service"
    said = clone.run(f"{other} --defaults --no-lock 2>&1 || [ $? -eq 2 ]")
    assert "not 3.15" in said
    printed = clone.test(
        "tests/unit/test_catalogue.py", "tests/integration/test_bad_input.py", "-k=python"
    )
    assert int(re.findall(r"(\d+) passed", printed)[0]) > 4, printed
