"""Checking a repository: from one ruleset, by its own account or as asked, in every format."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from goldenpath.model.catalogue import read_catalogue
from goldenpath.model.errors import BadInputError
from goldenpath.model.ruleset import Tier
from goldenpath.model.standards import StandardsReport, StandardsRequest
from goldenpath.operations.standards import check_standards as check_module
from goldenpath.operations.standards.check_standards import check_standards
from goldenpath.output.console import results
from goldenpath.output.github_annotations import github_annotations
from goldenpath.output.sarif import sarif
from goldenpath.output.standards_annotations import standards_annotations
from goldenpath.output.standards_markdown import markdown_summary
from goldenpath.output.standards_text import print_standards
from goldenpath.rules.catalogue import all_rules

from support.command import run_goldenpath
from support.mutations import LAMBDA, LLM, ORIGINALS
from support.repositories import Workbench, check, render_locked
from support.template import catalogue, copy_template, git, render


@pytest.fixture(scope="session")
def original(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("standards") / "repository"
    return render_locked(template, into, ORIGINALS[LAMBDA])


@pytest.fixture
def repository(original: Path, tmp_path: Path) -> Workbench:
    return Workbench(original, tmp_path / "repository")


def test_one_entry_of_a_ruleset_changes_what_is_rendered_and_what_is_checked(
    repository: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = copy_template(tmp_path / "changed")
    ruleset = changed / "rulesets/python-production.yml"
    entry = "    - {module: telnetlib, reason: nothing is sent in the clear}\n"
    before = "    - module: anthropic\n"
    assert before in ruleset.read_text()
    ruleset.write_text(ruleset.read_text().replace(before, entry + before))
    monkeypatch.setattr(check_module, "own_catalogue", lambda: read_catalogue(changed))
    # The repository that was rendered before breaks the new entry …
    repository.write("src/orders/remote.py", '"""Remote."""\n\nimport telnetlib\n')
    report = check(repository.root)
    assert report.failed == ("IM01", "IM02")
    assert report.findings[0].message == "telnetlib is not banned: nothing is sent in the clear."
    # … and the one that is rendered now keeps it.
    rendered = render(changed, tmp_path / "rendered", ORIGINALS[LAMBDA])
    ban = '"telnetlib".msg = "nothing is sent in the clear"'
    assert ban in (rendered / "pyproject.toml").read_text()
    assert "IM01" in check(rendered).passed


def test_repo_review_itself_runs_the_rules(repository: Workbench) -> None:
    repository.remove("README.md")
    done = subprocess.run(
        [sys.executable, "-m", "repo_review", "--format=json", repository.root],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )
    checks = json.loads(done.stdout)["checks"]
    # It is the oracle for the order in which goldenpath itself runs them, and what it leaves out.
    report = check(repository.root)
    outcomes = {True: report.passed, False: report.failed, None: report.skipped}
    assert {name: outcome["result"] for name, outcome in checks.items()} == {
        name: is_met for is_met, names in outcomes.items() for name in names
    }
    assert list(checks) == sorted(checks, key=[rule.id() for rule in all_rules()].index)
    assert [name for name, outcome in checks.items() if outcome["result"] is False] == ["DO01"]
    assert "README.md is missing" in checks["DO01"]["err_msg"]
    assert checks["DO02"]["result"] is None


def test_a_repository_that_is_no_render_is_checked_by_request(
    repository: Workbench,
) -> None:
    for path in (".copier-answers.yml", "check.toml", "repo-metadata.yaml"):
        repository.remove(path)
    assert check(repository.root).tier == "production"
    request = StandardsRequest(organisation="progression-labs", tier=Tier.PROTOTYPE)
    report = check_standards(repository.root, request)
    assert (report.organisation, report.tier, report.shape) == (
        "progression-labs",
        "prototype",
        None,
    )
    assert [finding.message for finding in report.findings] == [
        "standards.toml is missing or not text; Progression Labs reads it.",
        "the tier prototype is not named.",
        "the guide names python-production, and the tier is prototype.",
    ]


@pytest.mark.parametrize(
    ("left", "organisation", "tier"),
    [
        ("standards.toml", "progression-labs", "internal"),
        ("check.toml", "palindrom-ai", "internal"),
        ("repo-metadata.yaml", "palindrom-ai", "prototype"),
    ],
)
def test_organisation_and_tier_are_guessed(
    tmp_path: Path, left: str, organisation: str, tier: str
) -> None:
    text = {
        "standards.toml": '[standards]\nruleset = "python-internal"\n',
        "check.toml": (
            '[extends]\nregistry = "github:palindrom-ai/standards"\n'
            'rulesets = ["python-internal"]\n'
        ),
        "repo-metadata.yaml": "tier: prototype\n",
    }
    (tmp_path / left).write_text(text[left])
    report = check(tmp_path)
    assert (report.organisation, report.tier) == (organisation, tier)


def test_a_guess_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    report = check(tmp_path)
    assert report.is_organisation_guessed
    assert ", palindrom-ai (a guess; --organisation names one): " in report.score_line
    monkeypatch.setenv("GOLDENPATH_ORGANISATION", "progression-labs")
    report = check(tmp_path)
    assert (report.organisation, report.is_organisation_guessed) == ("progression-labs", False)
    (tmp_path / "check.toml").write_text('[extends]\nregistry = "github:palindrom-ai/standards"\n')
    assert "palindrom-ai: " in check(tmp_path).score_line


def test_a_repository_of_an_organisation_that_is_not_known_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / ".copier-answers.yml").write_text("organisation: initech\n")
    (tmp_path / "check.toml").write_text("")
    with pytest.raises(BadInputError, match=r"names the organisation 'initech', and this golden"):
        check(tmp_path)
    request = StandardsRequest(organisation="palindrom-ai")
    assert check_standards(tmp_path, request).organisation == "palindrom-ai"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[extends]\nregistry = "github:acme/standards"\n', "acme"),
        ('[extends]\nregistry = "github:palindrom-ai/standards"\n', "palindrom-ai"),
        ('[acme-check]\nruleset = "python-internal"\n', "acme"),
        ('[check-my-toolkit]\nruleset = "python-internal"\n', "palindrom-ai"),
        ("", None),
        ("[", None),
    ],
)
def test_two_organisations_with_one_standards_file_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, found: str | None
) -> None:
    known = catalogue()
    own = known.organisation("palindrom-ai")
    form = {"table": "acme-check", "registry": "github:acme/standards"}
    standards = own.standards.model_copy(update=form)
    other = {"name": "acme", "title": "Acme", "standards": standards}
    both = known.model_copy(update={"organisations": (own.model_copy(update=other), own)})
    monkeypatch.setattr(check_module, "own_catalogue", lambda: both)
    (tmp_path / "check.toml").write_text(text)
    if found:
        report = check(tmp_path)
        assert (report.organisation, report.is_organisation_guessed) == (found, False)
    else:
        with pytest.raises(BadInputError, match=r"can be one of Acme \(check.toml\) and Palindrom"):
            check(tmp_path)


def test_rules_are_selected_and_ignored(repository: Workbench) -> None:
    request = StandardsRequest(select=("PK", "DO01"), ignore=("PK02",))
    report = check_standards(repository.root, request)
    ids = [*report.passed, *report.failed, *report.skipped]
    assert sorted(ids) == ["DO01", "PK01", *(f"PK0{number}" for number in range(3, 10))]


@pytest.mark.parametrize(("gate", "failed"), [(90, ()), (70, ("QT07",))])
def test_pytest_and_coverage_may_be_configured_elsewhere(
    repository: Workbench, gate: int, failed: tuple[str, ...]
) -> None:
    repository.replace("pyproject.toml", "[tool.pytest.ini_options]", "[tool.other]")
    repository.drop_line("pyproject.toml", "fail_under")
    repository.write(
        "pytest.ini", "[pytest]\ntestpaths = tests\naddopts = --strict-config --strict-markers\n"
    )
    repository.write(".coveragerc", f"[report]\nfail_under = {gate}\n")
    assert check(repository.root).failed == failed


@pytest.mark.parametrize("version", ["2", "4"])
def test_a_tracked_env_is_found_though_it_is_ignored(repository: Workbench, version: str) -> None:
    git("init", "--quiet", folder=repository.root)
    git("config", "index.version", version, folder=repository.root)
    git("add", "--all", folder=repository.root)
    repository.write(".env", "TOKEN=1\n")
    assert check(repository.root).failed == ()
    git("add", "--force", ".env", folder=repository.root)
    assert check(repository.root).failed == ("SE01",)


def test_a_repository_cannot_switch_rules_off(repository: Workbench) -> None:
    repository.append("pyproject.toml", '\n[tool.repo-review]\nignore = ["DO"]\n')
    repository.remove("README.md")
    assert check(repository.root).failed == ("DO01",)


@pytest.mark.parametrize(
    ("comment", "is_waived"),
    [
        ("# goldenpath: ignore[TY01] the keys are the caller's", True),
        ("# goldenpath: ignore[TY02, TY01] the keys are the caller's", True),
        ("# goldenpath: ignore[TY02] the keys are the caller's", False),
        ("# goldenpath: ignore[TY01]", False),
    ],
)
def test_a_line_is_waived_with_a_reason(
    repository: Workbench, comment: str, is_waived: bool
) -> None:
    repository.append(
        "src/orders/models.py", f"\n\ndef show(raw: dict) -> str:  {comment}\n    ...\n"
    )
    assert check(repository.root).failed == (() if is_waived else ("TY01",))


WAIVER = "# goldenpath: ignore[TY01] the keys are the caller's"
BREACH = "def show(raw: dict) -> str:"


@pytest.mark.parametrize(
    ("lines", "is_waived"),
    [
        ([WAIVER, BREACH], True),
        ([f"    {WAIVER}", BREACH], True),
        ([f"{BREACH}  {WAIVER}"], True),
        # A comment is about the line below it, and about no other.
        ([WAIVER, "", BREACH], False),
        ([WAIVER, "# Another.", BREACH], False),
        ([f"NAME = 1  {WAIVER}", BREACH], False),
        ([BREACH, f"    {WAIVER}"], False),
    ],
)
def test_a_waiver_is_about_its_own_line_or_the_one_below(
    repository: Workbench, lines: list[str], is_waived: bool
) -> None:
    text = "\n".join(["", "", *lines, "    ...", ""])
    repository.append("src/orders/models.py", text)
    assert check(repository.root).failed == (() if is_waived else ("TY01",))


@pytest.mark.parametrize("above", [[], [WAIVER]])
def test_the_first_line_has_none_above_it(repository: Workbench, above: list[str]) -> None:
    # The last line of the file is no line above the first one.
    text = "\n".join([*above, f"{BREACH} ...", WAIVER])
    repository.write("src/orders/odd.py", text)
    assert check(repository.root).failed == (() if above else ("TY01",))


def test_a_member_of_a_workspace_is_checked_with_the_root_around_it(
    repository: Workbench, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    member = workspace / "services/orders"
    shutil.copytree(repository.root, member)
    shared = (
        ".github",
        ".husky",
        ".gitignore",
        "check.toml",
        "repo-metadata.yaml",
        "uv.lock",
        ".copier-answers.yml",
    )
    for path in shared:
        (member / path).rename(workspace / path)
    pyproject = '[tool.uv.workspace]\nmembers = ["services/*"]\n'
    settings = (member / "pyproject.toml").read_text()
    tools = settings.index("# Lint and format")
    (workspace / "pyproject.toml").write_text(pyproject + settings[tools:])
    assert check(member).findings == ()
    (member / "README.md").unlink()
    (workspace / ".github/CODEOWNERS").unlink()
    paths = [finding.path for finding in check(member).findings]
    assert paths == [".github/CODEOWNERS", "services/orders/README.md"]


@pytest.fixture(scope="module")
def report(original: Path, tmp_path_factory: pytest.TempPathFactory) -> StandardsReport:
    broken = Workbench(original, tmp_path_factory.mktemp("report") / "repository")
    broken.remove("README.md")
    broken.append("src/orders/models.py", "\n\ndef show(raw: dict) -> str: ...\n")
    broken.append("pyproject.toml", "\n[tool.mypy]\n")
    # The repository's own words must not end a line, a cell or a command.
    broken.write("src/orders/a|b,c%d<i>.py", '"""Odd."""\n')
    return check(broken.root)


def test_the_score_can_be_quoted(report: StandardsReport) -> None:
    assert report.failed == ("LA02", "QT11", "TY01", "DO01")
    kept, checked = len(report.passed), len(report.passed) + len(report.failed)
    assert report.score_line == (
        f"{kept} of {checked} rules kept (95 %), python-production, palindrom-ai:"
        " 3 errors, 1 warning"
    )


def test_text_names_the_place_and_the_way_out(
    report: StandardsReport, capsys: pytest.CaptureFixture[str]
) -> None:
    print_standards(report, results())
    text = capsys.readouterr().out
    assert "error TY01 Known structure is a model, not a dict" in text
    assert "src/orders/models.py:" in text
    assert "to fix it: define a Pydantic model" in text
    assert text.rstrip().endswith(report.score_line)


def test_json_has_everything(report: StandardsReport) -> None:
    content = json.loads(report.model_dump_json())
    assert content["score_line"] == report.score_line
    assert content["errors"] == 3
    assert len(content["findings"]) == len(report.findings)


def test_machines_are_told_every_place(report: StandardsReport) -> None:
    problems = tuple(standards_annotations(report))
    results = json.loads(sarif(problems))["runs"][0]["results"]
    assert {result["ruleId"] for result in results} == set(report.failed)
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert places[0]["artifactLocation"]["uri"] == "src/orders/a%7Cb%2Cc%25d%3Ci%3E.py"
    assert places[2]["region"]["startLine"] > 1
    lines = list(github_annotations(problems))
    assert len(lines) == len(report.findings)
    assert lines[0].startswith("::error file=src/orders/a|b%2Cc%25d<i>.py,line=1,title=LA02::")
    assert lines[1].startswith("::warning file=pyproject.toml,line=")


def test_the_summary_is_a_table(report: StandardsReport) -> None:
    summary = markdown_summary(report)
    rows = [line for line in summary.splitlines() if line.startswith("| error")]
    assert f"**{report.score_line}**" in summary
    assert len(rows) == report.errors
    # A name with a tag in it is text, in code and out of it.
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(summary)
    kinds = {child.type for token in tokens for child in (token.children or [token])}
    assert not kinds & {"html_inline", "html_block", "link_open"}


def test_the_command_lists_and_explains(tmp_path: Path) -> None:
    listed = run_goldenpath("rules", folder=tmp_path)
    explained = run_goldenpath("rules", "ty01", folder=tmp_path)
    family = run_goldenpath("rules", "IM", "--json", folder=tmp_path)
    unknown = run_goldenpath("rules", "ZZ99", folder=tmp_path)
    assert all(rule.id() in listed.stdout for rule in all_rules())
    assert "To fix it: define a Pydantic model" in explained.stdout
    assert [rule["id"] for rule in json.loads(family.stdout)] == [
        "IM01",
        "IM02",
        "IM03",
        "IM04",
        "IM05",
    ]
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("error: There is no rule 'ZZ99'")


def test_the_real_checkers_sentence_is_given(template: Path, tmp_path: Path) -> None:
    answers = ORIGINALS[LLM] | {"standards_dialect": "extends"}
    repository = render_locked(template, tmp_path / "repository", answers)
    (repository / "check.toml").write_text('[check-my-toolkit]\nruleset = "python-production"\n')
    report = check(repository)
    assert report.failed == ("SF03",)
    assert "Unrecognized key(s) in object: 'check-my-toolkit'" in report.findings[0].message


def test_a_line_number_is_no_emoji(
    report: StandardsReport, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    finding = report.findings[0].model_copy(update={"path": "a.py", "line": 100})
    print_standards(report.model_copy(update={"findings": (finding,)}), results())
    assert "a.py:100: " in capsys.readouterr().out
