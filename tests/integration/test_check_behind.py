"""A repository that is behind: what the newest release mends, nobody mends by hand."""

import datetime

import pytest

from goldenpath.model.standards import Finding, StandardsRequest
from goldenpath.operations.check.check_repository import CheckRequest, check_repository
from goldenpath.operations.drift.check_drift import DriftChecker

from support.small_template import Repository, new_repository
from support.template import copy_template, release

CI = "template/{{base}}/.github/workflows/ci.yml.jinja"
HANDLER = "template/{{lambda_pipeline}}/src/{{package_name}}/handler.py"
NARROW = "permissions:\n  contents: read\n"
MENDED = "run `goldenpath update`: the newest release has mended this"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository whose CI and handler broke rules, which the next release has mended."""
    folder = tmp_path_factory.mktemp("behind")
    template = copy_template(folder / "template")
    texts = {path: (template / path).read_text() for path in (CI, HANDLER)}
    assert NARROW in texts[CI]
    (template / CI).write_text(texts[CI].replace(NARROW, "permissions: write-all\n"))
    (template / HANDLER).write_text(texts[HANDLER] + '\n\nprint("handled")\n')
    release(template, "v1.0.0")
    repository = new_repository(
        template, folder / "repo", version="v1.0.0", answers={"shape": "lambda-pipeline"}
    )
    for path, text in texts.items():
        (template / path).write_text(text)
    release(template, "v1.1.0")
    return repository


def findings(repository: Repository) -> dict[str, Finding]:
    checker = DriftChecker(repository.templates, datetime.date.today())
    request = CheckRequest(lock=False, standards=StandardsRequest(select=("CI04", "PK04", "CF09")))
    report = check_repository(repository.root, request, checker)
    assert report.standards
    return {f"{one.rule} {one.path}": one for one in report.standards.findings}


def test_what_the_newest_release_mends_points_to_the_update(behind: Repository) -> None:
    found = findings(behind)
    assert found["CI04 .github/workflows/ci.yml"].fix == MENDED
    seeded = next(one for one in found.values() if (one.path or "").endswith("handler.py"))
    assert seeded.fix.startswith(f"run `goldenpath update --seeded {seeded.path}`: ")
    # No release has a lock.
    assert "uv lock" in found["PK04 uv.lock"].fix


def test_what_the_team_has_broken_is_the_teams(behind: Repository) -> None:
    path = behind.root / ".github/workflows/own.yml"
    path.write_text((behind.root / ".github/workflows/ci.yml").read_text())
    found = findings(behind)
    path.unlink()
    assert found["CI04 .github/workflows/ci.yml"].fix == MENDED
    assert "update" not in found["CI04 .github/workflows/own.yml"].fix
