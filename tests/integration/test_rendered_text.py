"""A rendered repository looks as if a careful engineer wrote it by hand."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from goldenpath.operations.render.answers import Answer

from support.quick_render import render_quickly
from support.template import OPTIONS, catalogue, combination_id, combinations, files_of

# Words of the template's insides. What keeps a repository true to its template may name both.
JARGON = re.compile(r"copier|jinja|cookiecutter|blueprint|goldenpath|layer|\{%|(?<!\$)\{#", re.I)
EXPRESSION = re.compile(r"(?<!\$)\{\{")
ANSWERS_FILE = Path(".copier-answers.yml")
ABOUT_THE_TEMPLATE = {
    ANSWERS_FILE,
    Path(".github/workflows/template.yml"),
    Path("renovate.json"),
}
# Files that say which Python runs the code where it is deployed.
RUN_ELSEWHERE = {"template.yaml": r"Runtime: python([\d.]+)", "Dockerfile": r"python:([\d.]+)-"}


@pytest.fixture(scope="module", params=[*combinations(), *OPTIONS], ids=combination_id)
def repository(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return render_quickly(template, tmp_path_factory.mktemp("rendered") / "repo", request.param)


def answers_of(repository: Path) -> Mapping[str, Answer]:
    return yaml.safe_load((repository / ANSWERS_FILE).read_text())


def texts(repository: Path) -> dict[Path, str]:
    return {path: (repository / path).read_text() for path in files_of(repository)}


def test_every_file_ends_in_one_newline(repository: Path) -> None:
    wrong = [
        path
        for path, text in texts(repository).items()
        if text and (not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert wrong == []


def test_no_file_has_stray_white_space(repository: Path) -> None:
    wrong = [
        path
        for path, text in texts(repository).items()
        # Python has two blank lines between functions, and ruff format to see to them.
        if (path.suffix != ".py" and "\n\n\n" in text)
        or text.startswith("\n")
        or re.search(r"[ \t]+$", text, re.M)
        or "\t" in text
    ]
    assert wrong == []


def test_nothing_tells_of_the_template(repository: Path) -> None:
    told = {
        str(path): found[0]
        for path, text in texts(repository).items()
        if path not in ABOUT_THE_TEMPLATE
        and (found := JARGON.search(without_commands(text)) or EXPRESSION.search(text))
    }
    assert told == {}


def without_commands(text: str) -> str:
    """A text without the step or the command that compares with the template."""
    text = re.sub(r"`\./uvw tool run --from git\+https://\S+ goldenpath check`", "", text)
    return re.sub(r"^      - name: Template\n(?: {8}.*\n)+", "", text, flags=re.M)


def test_it_says_how_it_is_compared_with_the_template(repository: Path) -> None:
    """Readable by everybody, and true after every update: it names no version."""
    organisation = answers_of(repository)["organisation"]
    url = f"git+https://github.com/{organisation}/goldenpath.git"
    for name in ("README.md", "AGENTS.md"):
        text = (repository / name).read_text()
        assert text.count(f"`./uvw tool run --from {url} goldenpath check`") == 1


def test_every_command_runs_without_an_installed_uv(repository: Path) -> None:
    """What people read says `./uvw`; CI and images have a uv of their own."""
    called = re.compile(r"(?<!\./)\b(uv (run|sync|lock|add|tool)|uvx)\b")
    told = {
        str(path)
        for path, text in texts(repository).items()
        if path.parts[0] not in {".github", "Dockerfile", "uvw"} and called.search(text)
    }
    assert told == set()


def test_a_repository_hears_of_its_template_in_one_way(repository: Path) -> None:
    renovate = json.loads((repository / "renovate.json").read_text())
    has_workflow = (repository / ".github/workflows/template.yml").exists()
    assert has_workflow == answers_of(repository)["with_template_updates"]
    assert renovate.get("copier", {}).get("enabled", True) != has_workflow
    warned = [rule for rule in renovate["packageRules"] if rule.get("matchManagers") == ["copier"]]
    assert [bool(rule["prBodyNotes"]) for rule in warned] == ([] if has_workflow else [True])


def test_another_bot_leaves_what_the_template_pins(repository: Path) -> None:
    renovate = json.loads((repository / "renovate.json").read_text())
    left = {
        name
        for rule in renovate["packageRules"]
        if rule.get("enabled") is False
        for name in rule["matchFileNames"]
    }
    pinned = {
        str(path)
        for path in files_of(repository)
        if path.parent == Path(".github/workflows") or path.name == "Dockerfile"
    }
    assert left == pinned | {".python-version"}


def test_toml_and_yaml_parse(repository: Path) -> None:
    for path, text in texts(repository).items():
        if path.suffix == ".toml":
            tomllib.loads(text)
        elif path.suffix in {".yml", ".yaml"} and path.name != "template.yaml":
            yaml.safe_load(text)


def test_hooks_can_be_run(repository: Path) -> None:
    for hook in (repository / ".husky").iterdir():
        assert hook.stat().st_mode & 0o111


def test_python_versions_agree_everywhere(repository: Path) -> None:
    version = str(answers_of(repository)["python_version"])
    pyproject = tomllib.loads((repository / "pyproject.toml").read_text())
    assert (repository / ".python-version").read_text() == f"{version}\n"
    assert pyproject["project"]["requires-python"].split(",")[0] == f">={version}"
    # Ruff and ty read requires-python, unless they are told another version.
    assert "target-version" not in pyproject["tool"]["ruff"]
    assert "python-version" not in pyproject["tool"]["ty"]["environment"]
    for path, pattern in RUN_ELSEWHERE.items():
        if (repository / path).exists():
            assert set(re.findall(pattern, (repository / path).read_text())) == {version}


def test_ruff_reads_the_version_that_is_required(template: Path, tmp_path: Path) -> None:
    repository = render_quickly(template, tmp_path / "repo", {"python_version": "3.12"})
    ruff = [Path(sys.executable).with_name("ruff"), "check", "--show-settings", "src"]
    done = subprocess.run(ruff, cwd=repository, check=True, capture_output=True, text=True)
    assert "unresolved_target_version = 3.12\n" in done.stdout


def test_the_standards_file_speaks_the_dialect(repository: Path) -> None:
    answers = answers_of(repository)
    ruleset = f"python-{answers['tier']}"
    profile = catalogue().organisation(str(answers["organisation"]))
    form = profile.standards
    standards = tomllib.loads((repository / form.file).read_text())
    if answers["standards_dialect"] == "documented":
        assert standards == {form.table: {"ruleset": ruleset}}
    else:
        metadata = {"metadata": {"tier": answers["tier"]}} if form.metadata else {}
        # The guideline of Progression Labs wants a ruleset for the process too.
        rulesets = [f"{beginning}-{answers['tier']}" for beginning in form.rulesets]
        assert ruleset in rulesets
        assert standards == metadata | {
            "extends": {"registry": form.registry, "rulesets": rulesets}
        }
    others = {known.standards.file for known in catalogue().organisations} - {form.file}
    assert [name for name in others if (repository / name).exists()] == []
    assert (repository / "repo-metadata.yaml").exists() == profile.repo_metadata


def test_the_organisation_s_checker_runs_only_in_its_dialect(repository: Path) -> None:
    answers = answers_of(repository)
    workflow = (repository / ".github/workflows/ci.yml").read_text()
    standards = catalogue().organisation(str(answers["organisation"])).standards
    readme = (repository / "README.md").read_text()
    speaks_extends = answers["standards_dialect"] == "extends"
    secret = standards.npm_token
    for told in ("npx" in workflow, f"secrets.{secret}" in workflow, f"`{secret}`" in readme):
        assert told == speaks_extends
    assert (standards.checker in workflow) == speaks_extends
    # It looks at the installed environment.
    assert not speaks_extends or workflow.index("name: Install") < workflow.index("npx")
    name = standards.checker.rpartition("@")[0]
    assert name not in (repository / "pyproject.toml").read_text()


def test_actions_are_pinned_by_hash_and_permissions_are_minimal(repository: Path) -> None:
    for path in (repository / ".github/workflows").iterdir():
        text = path.read_text()
        uses = re.findall(r"uses: (.+)", text)
        assert uses
        for action in uses:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
        assert yaml.safe_load(text)["permissions"] in ({}, {"contents": "read"})


def test_zizmor_finds_nothing_in_any_workflow(repository: Path) -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    command = [zizmor, "--offline", "--no-progress", repository / ".github/workflows"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_names_every_environment_variable(repository: Path) -> None:
    example = (repository / ".env.example").read_text()
    readme = (repository / "README.md").read_text()
    variables = re.findall(r"^([A-Z_]+)=", example, re.M)
    assert variables
    assert [name for name in variables if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("with_rag", [True, False])
def test_an_option_leaves_no_trace_when_it_is_not_chosen(
    template: Path, tmp_path: Path, with_rag: bool
) -> None:
    answers = {"shape": "llm-service", "with_rag": with_rag}
    repository = render_quickly(template, tmp_path / "repo", answers)
    mentioned = re.compile(r"rag\b|knowledge|vector|embedding|/v1/answers|/v1/documents", re.I)
    found = {
        str(path)
        for path, text in texts(repository).items()
        if path != ANSWERS_FILE and mentioned.search(text.replace("[tool.coverage", ""))
    }
    named = {"README.md", "AGENTS.md", ".env.example", "pyproject.toml"}
    assert found & named == (named if with_rag else set())
    assert bool(found) == with_rag


def test_uv_is_the_only_package_manager(repository: Path) -> None:
    called = re.compile(r"\b(pip3? install|poetry|pipenv|conda)\b")
    # The wrapper installs uv itself with pip.
    called_by = {str(path) for path, text in texts(repository).items() if called.search(text)}
    assert called_by == {"uvw"}
    names = {path.name for path in files_of(repository)}
    assert not names & {"setup.py", "Pipfile", "poetry.lock", "environment.yml"}
    assert not [name for name in names if name.startswith("requirements")]
