"""goldenpath update: worked out in memory and in git's objects, then applied in one step."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace

from goldenpath.model.update import UpdateReport, UpdateState
from goldenpath.operations.drift.expected import Templates
from goldenpath.operations.git.trees import quarantine
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree, require_untouched
from goldenpath.operations.update.applying import Applied, apply, apply_with_markers
from goldenpath.operations.update.journal import require_no_interrupted_update
from goldenpath.operations.update.planning import plan_update
from goldenpath.operations.update.relock import relock
from goldenpath.operations.update.request import Plan, UpdateRequest, Versions
from goldenpath.operations.update.versions import find_versions

# Told what the template changes in the repository, before anything is changed.
type Announce = Callable[[Versions], None]


def update(
    request: UpdateRequest, templates: Templates, announce: Announce | None = None
) -> UpdateReport:
    """Update a repository, or say what keeps it from being updated.

    Raises:
        GoldenpathError: something is not as it must be; nothing was changed then.
    """
    require_no_interrupted_update(request.root)
    work = open_work_tree(request.root)
    require_untouched(work)
    if request.dry_run:
        with planned(request, work, templates) as plan:
            if announce and plan.changes:
                announce(plan.versions)
            state = UpdateState.WOULD_UPDATE if plan.changes else UpdateState.UP_TO_DATE
            return _report(plan, UpdateState.CONFLICTS if plan.conflicts else state)
    plan = plan_update(request, work, find_versions(request, templates))
    if plan.conflicts:
        if not request.write_conflicts:
            return _report(plan, UpdateState.CONFLICTS)
        return _report(plan, UpdateState.CONFLICTS, apply_with_markers(request, plan))
    if not plan.changes:
        return _report(plan, UpdateState.UP_TO_DATE)
    if announce:
        announce(plan.versions)
    return _apply(request, plan)


@contextmanager
def planned(request: UpdateRequest, work: WorkTree, templates: Templates) -> Generator[Plan]:
    """Work an update out without writing anything into the repository.

    Raises:
        GoldenpathError: something is not as it must be.
    """
    versions = find_versions(request, templates)
    with quarantine(work.git) as git:
        yield plan_update(request, replace(work, git=git), versions)


def _apply(request: UpdateRequest, plan: Plan) -> UpdateReport:
    old = plan.work.git.run("rev-parse", f"{plan.work.head}:{plan.work.prefix}")
    locked = relock(plan.work, old, plan.tree) if request.lock else None
    applied = apply(request, plan, locked or plan.tree)
    report = _report(plan, UpdateState.UPDATED, applied)
    return report.model_copy(update={"is_locked": locked is not None})


def _report(plan: Plan, state: UpdateState, applied: Applied | None = None) -> UpdateReport:
    return UpdateReport(
        repository=str(plan.work.root),
        state=state,
        old_version=plan.versions.old.version,
        new_version=plan.versions.new.version,
        changes=plan.changes,
        conflicts=plan.conflicts,
        left_alone=plan.left_alone,
        replaced=plan.replaced,
        waived=plan.waived,
        notes=plan.versions.notes,
        release_notes=plan.versions.release_notes,
        kept_at=applied.kept_at if applied else None,
        commit=applied.commit if applied else None,
        branch=applied.branch if applied else None,
    )
