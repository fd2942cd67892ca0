"""Count the repositories of a fleet that do not meet rules that are new or became stricter.

A setting is read from the pyproject.toml of each repository. No code is run, so the count is about
the configured value: the code of a repository may already meet the stricter value. New rules are
checked as `goldenpath check` checks them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from goldenpath.model.errors import GoldenpathError
from goldenpath.model.file_names import ANSWERS_FILE, PROJECT_FILE
from goldenpath.model.note import FleetShare, RuleNote
from goldenpath.model.recorded_answers import read_recorded
from goldenpath.model.standards import StandardsRequest
from goldenpath.model.toml_text import Document, parse
from goldenpath.operations.fleet.repository import open_repository
from goldenpath.operations.release.rule_changes import RuleChange, Value

type _Test = Callable[[Document, Value], bool]


class Fleet:
    """The tiers and the settings of many repositories."""

    def __init__(self, names: Sequence[str], cache: Path) -> None:
        self._folders = [Path(name) for name in names if name.startswith("/")]
        self._projects: list[tuple[str, Document]] = []
        for name in names:
            project = _project(name, cache)
            if project:
                self._projects.append(project)

    def with_share(self, change: RuleChange) -> RuleNote:
        """Return the note of a change, with the share of repositories that do not meet it.

        The share is left out if pyproject.toml does not have the setting.
        """
        test = _TESTS.get(change.note.setting)
        if test is None or not change.note.is_stricter:
            return change.note
        projects = [document for tier, document in self._projects if tier == change.tier]
        share = FleetShare(
            failing=sum(test(document, change.after) for document in projects),
            counted=len(projects),
            how=f"repositories of tier {change.tier} have a less strict value in pyproject.toml",
        )
        return change.note.model_copy(update={"share": share})

    def with_failures(self, notes: Sequence[RuleNote]) -> Iterator[RuleNote]:
        """Yield the notes about rules, each with the share of folders in which the rule fails."""
        # Imported only here, because the import takes half a second, and only a fleet needs it.
        from goldenpath.operations.standards.check_standards import check_standards
        from goldenpath.rules.catalogue import all_rules

        known = {rule.id() for rule in all_rules()}
        wanted = tuple(note.rule for note in notes if note.after and note.rule in known)
        failing: Counter[str] = Counter()
        counted = 0
        for folder in self._folders if wanted else ():
            try:
                report = check_standards(folder, StandardsRequest(select=wanted))
            except GoldenpathError:
                continue
            counted += 1
            failing.update(set(report.failed))
        for note in notes:
            if note.rule not in wanted:
                yield note
                continue
            share = FleetShare(
                failing=failing[note.rule], counted=counted, how="repositories fail it"
            )
            yield note.model_copy(update={"share": share})


def _project(name: str, cache: Path) -> tuple[str, Document] | None:
    """Return the tier and the pyproject.toml of a repository; None if either cannot be read."""
    try:
        with open_repository(name, cache) as files:
            answers = files.read(ANSWERS_FILE)
            project = files.read(PROJECT_FILE)
        recorded = read_recorded(answers.content if answers else None, name)
    except GoldenpathError:
        return None
    document = parse(project.content) if project else None
    tier = recorded.answers.get("tier")
    return None if document is None else (str(tier), document)


def _at(document: Document, path: str) -> object:
    found: object = document
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _is_below(document: Document, gate: Value) -> bool:
    found = _at(document, "tool.coverage.report.fail_under")
    return not isinstance(found, int | float) or found < float(str(gate))


def _is_less_sure(document: Document, confidence: Value) -> bool:
    found = _at(document, "tool.vulture.min_confidence")
    return not isinstance(found, int | float) or found > float(str(confidence))


def _selects_less(document: Document, wanted: Value) -> bool:
    found = _at(document, "tool.ruff.lint.select")
    selected = found if isinstance(found, list) else []
    return any(code not in selected for code in wanted) if isinstance(wanted, list) else False


def _ignores_more(document: Document, allowed: Value) -> bool:
    found = _at(document, "tool.ruff.lint.ignore")
    ignored = found if isinstance(found, list) else []
    return any(code not in allowed for code in ignored) if isinstance(allowed, list) else False


def _allows_more(document: Document, limits: Value) -> bool:
    pylint = _at(document, "tool.ruff.lint.pylint")
    mccabe = _at(document, "tool.ruff.lint.mccabe")
    found = {
        **(pylint if isinstance(pylint, Mapping) else {}),
        **(mccabe if isinstance(mccabe, Mapping) else {}),
    }
    wanted = limits if isinstance(limits, dict) else {}
    return any(
        not isinstance(found.get(name), int) or found[name] > float(str(limit))
        for name, limit in wanted.items()
    )


_TESTS: Mapping[str, _Test] = {
    "coverage_gate": _is_below,
    "vulture_confidence": _is_less_sure,
    "ruff_select": _selects_less,
    "ruff_ignore": _ignores_more,
    "ruff_limits": _allows_more,
}
