"""Check a repository against the standard.

repo-review runs the rules. This module remembers the file and the line of each problem, which
repo-review does not.
"""

import re
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, cast

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.standards import (
    Finding,
    Level,
    Severity,
    StandardsReport,
    StandardsRequest,
)
from goldenpath.operations.render.template_source import own_catalogue
from goldenpath.operations.standards.resolve import resolve
from goldenpath.operations.standards.tracked_files import tracked_files
from goldenpath.rules.catalogue import all_rules, family_names
from goldenpath.rules.evidence.documents import UnreadableError, parse_toml, table_at, texts_at
from goldenpath.rules.evidence.folder import MAX_BYTES
from goldenpath.rules.evidence.patterns import compiled
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import Problem, Rule
from goldenpath.rules.standard import Standard

if TYPE_CHECKING:
    from repo_review.checks import Check

# A comment that waives rules on its own line or on the line below: the ids, then the reason.
# Without a reason, it waives nothing.
_WAIVER = re.compile(r"goldenpath:\s*ignore\[([A-Z0-9, ]+)\]\s+\S")


class _Run:
    """Wraps a rule for repo-review, and remembers the problems that it found."""

    def __init__(self, rule: type[Rule]) -> None:
        self.rule = rule
        self.problems: tuple[Problem, ...] = ()
        self.__doc__ = rule.title()

    @property
    def family(self) -> str:
        return self.rule.family

    @property
    def url(self) -> str:
        return ""

    @property
    def requires(self) -> AbstractSet[str]:
        return self.rule.requires

    def check(self, repository: Repository, standard: Standard) -> str | None:
        """Run the rule, and answer without the problems that comments waive."""
        if self.rule.tiers[standard.tier] is Level.OFF:
            return None
        found = self.rule.find(repository, standard)
        self.problems = tuple(
            problem for problem in found if not _is_waived(self.rule, problem, repository)
        )
        return self.rule.describe(self.problems)


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
    return _report(_process(repository, standard, request), repository, standard)


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


def _process(
    repository: Repository, standard: Standard, request: StandardsRequest
) -> tuple[tuple[_Run, bool | None], ...]:
    """Run the rules. Return each with True if it is met, False if not, None if not checked."""
    # Imported here, since it takes half a second, and commands that check nothing must not wait.
    from repo_review.families import Family
    from repo_review.processor import CollectionReturn, process

    runs = {rule.id(): _Run(rule) for rule in all_rules()}
    # Only goldenpath's own rules run, even if there are other plug-ins. [tool.repo-review] is not
    # read, since a repository could switch off rules there.
    collected = CollectionReturn(
        fixtures={"repository": repository, "standard": standard, "pyproject": {}},
        checks=cast("dict[str, Check]", runs),
        families={name: Family(order=order) for order, name in enumerate(family_names())},
    )
    done = process(
        repository.folder.root,
        select=frozenset(request.select),
        ignore=frozenset(request.ignore),
        collected=collected,
    )
    return tuple((runs[result.name], result.result) for result in done.results)


def _report(
    outcomes: tuple[tuple[_Run, bool | None], ...], repository: Repository, standard: Standard
) -> StandardsReport:
    by_outcome: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for run, result in outcomes:
        by_outcome[result].append(run.rule.id())
    return StandardsReport(
        organisation=standard.organisation.name,
        is_organisation_guessed=standard.is_guess,
        tier=standard.tier,
        shape=standard.shape.name if standard.shape else None,
        passed=tuple(by_outcome[True]),
        failed=tuple(by_outcome[False]),
        skipped=tuple(by_outcome[None]),
        findings=tuple(
            _finding(run.rule, problem, repository, standard)
            for run, result in outcomes
            if result is False
            for problem in sorted(run.problems, key=_place)
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


def _is_waived(rule: type[Rule], problem: Problem, repository: Repository) -> bool:
    if problem.path is None or problem.line is None:
        return False
    folder = repository.root if rule.is_at_root else repository.folder
    lines = (folder.text(problem.path) or "").splitlines()
    # A comment on a line of its own waives rules for the line below it.
    above = filter(_is_comment, lines[problem.line - 2 : problem.line - 1])
    nearby = (*lines[problem.line - 1 : problem.line], *above)
    waivers = filter(None, map(_WAIVER.search, nearby))
    return any(rule.id() in re.split(r"[, ]+", waiver[1]) for waiver in waivers)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _require_known(selectors: tuple[str, ...]) -> None:
    known = {rule.id() for rule in all_rules()}
    known |= {rule_id[:2] for rule_id in known}
    for selector in selectors:
        if selector not in known:
            raise BadInputError(
                f"There is no rule and no family of rules '{selector}': `goldenpath rules` lists"
                " them."
            )
