"""Check a repository against the standard."""

from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.standards import (
    Finding,
    Severity,
    StandardsReport,
    StandardsRequest,
)
from goldenpath.operations.render.template_source import own_catalogue
from goldenpath.operations.standards.resolve import resolve
from goldenpath.operations.standards.run_rules import Outcome, run_rules
from goldenpath.operations.standards.tracked_files import tracked_files
from goldenpath.rules.catalogue import all_rules
from goldenpath.rules.evidence.documents import UnreadableError, parse_toml, table_at, texts_at
from goldenpath.rules.evidence.folder import MAX_BYTES
from goldenpath.rules.evidence.patterns import compiled
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import Problem, Rule
from goldenpath.rules.standard import Standard


def check_standards(root: Path, request: StandardsRequest) -> StandardsReport:
    """Check the repository at ``root``, or the member of a workspace that is there.

    No code of the repository is run, and nothing is written. git is asked which files it tracks.

    Raises:
        BadInputError: there is no such folder, no such organisation or no such rule, or the folder
            has more files than a repository.
    """
    if not root.is_dir():
        raise BadInputError(f"There is no folder {root}: give the folder of a repository.")
    _require_known((*request.select, *request.ignore))
    package = root.resolve()
    repository = Repository(workspace_of(package), package, tracked_files)
    standard = resolve(repository, request, own_catalogue())
    return _report(run_rules(repository, standard, request), repository, standard)


def workspace_of(package: Path) -> Path:
    """Return the root of the uv workspace that has ``package`` as a member, else ``package``."""
    for folder in package.parents:
        pyproject = folder / PROJECT_FILE
        try:
            if not pyproject.is_file() or pyproject.stat().st_size > MAX_BYTES:
                continue
            workspace = table_at(
                parse_toml(pyproject.read_text("utf-8")), "tool", "uv", "workspace"
            )
        except (OSError, UnicodeDecodeError, UnreadableError):
            continue
        # uv's members are patterns for folders. A pattern with a slash at its end matches the files
        # inside the folder.
        members = [f"/{member.rstrip('/')}/" for member in texts_at(workspace, "members")]
        inside = f"{package.relative_to(folder).as_posix()}/pyproject.toml"
        if compiled(members).match_file(inside):
            return folder
    return package


def _report(
    outcomes: tuple[Outcome, ...], repository: Repository, standard: Standard
) -> StandardsReport:
    by_outcome: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for outcome in outcomes:
        by_outcome[outcome.is_met].append(outcome.rule.id())
    return StandardsReport(
        organisation=standard.organisation.name,
        is_organisation_guessed=standard.is_guess,
        tier=standard.tier,
        shape=standard.shape.name if standard.shape else None,
        passed=tuple(by_outcome[True]),
        failed=tuple(by_outcome[False]),
        skipped=tuple(by_outcome[None]),
        findings=tuple(
            _finding(outcome.rule, problem, repository, standard)
            for outcome in outcomes
            for problem in sorted(outcome.problems, key=_place)
        ),
    )


def _place(problem: Problem) -> tuple[str, int]:
    return (problem.path or "", problem.line or 0)


def _finding(
    rule: type[Rule], problem: Problem, repository: Repository, standard: Standard
) -> Finding:
    is_inside = problem.path is not None and not rule.is_at_root
    return Finding(
        rule=rule.id(),
        title=rule.title(),
        severity=Severity(rule.tiers[standard.tier].value),
        path=f"{repository.prefix}{problem.path}" if is_inside else problem.path,
        line=problem.line,
        message=problem.message,
        fix=rule.fix,
    )


def _require_known(selectors: tuple[str, ...]) -> None:
    known = {rule.id() for rule in all_rules()}
    known |= {rule_id[:2] for rule_id in known}
    for selector in selectors:
        if selector not in known:
            raise BadInputError(
                f"There is no rule and no family of rules '{selector}': `goldenpath rules` lists"
                " them."
            )
