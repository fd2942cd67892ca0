"""goldenpath update: work out an update in memory and in git's objects, apply it in one step."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from goldenpath.model.update import UpdateReport, UpdateState, WayOut
from goldenpath.operations.git.index_lock import remove_stale_lock
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree, require_untouched
from goldenpath.operations.git.workshop import workshop
from goldenpath.operations.journal.journal import require_no_interrupted_update
from goldenpath.operations.journal.lock import locked
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.update.apply import Applied, apply, apply_with_markers
from goldenpath.operations.update.branches import require_free
from goldenpath.operations.update.plan_update import plan_update
from goldenpath.operations.update.relock import Relocked, relock
from goldenpath.operations.update.request import RenderedVersions, UpdatePlan, UpdateRequest
from goldenpath.operations.update.versions import find_versions

# Called with what the template changes in the repository, before anything is changed.
type Announce = Callable[[RenderedVersions], None]
# Called with the conflicts, before anything is changed; returns what to do about them.
type Decide = Callable[[UpdateReport], WayOut]


def update(
    request: UpdateRequest,
    templates: Templates,
    announce: Announce | None = None,
    decide: Decide | None = None,
) -> UpdateReport:
    """Update a repository, or report what keeps it from being updated.

    Raises:
        GoldenpathError: the update is not possible, and nothing was changed.
        InterruptedByUserError: somebody interrupted the last step, which is complete.
    """
    require_no_interrupted_update(request.root)
    work = open_work_tree(request.root)
    if request.dry_run:
        require_untouched(work)
        with planned(request, work, templates) as plan:
            if announce and plan.changes:
                announce(plan.versions)
            state = UpdateState.WOULD_UPDATE if plan.changes else UpdateState.UP_TO_DATE
            report = _report(plan, UpdateState.CONFLICTS if plan.conflicts else state)
            return report.model_copy(update={"lock_left": _relock(request, plan).left})
    # From here on, no other goldenpath updates the repository. People may still commit and edit.
    with locked(work.git_folder) as lock:
        require_no_interrupted_update(request.root, holds_lock=True)
        remove_stale_lock(work.git_folder)
        work = open_work_tree(request.root)
        require_untouched(work)
        if request.branch and request.branch != work.branch:
            require_free(work, request.branch)
        versions = find_versions(request, templates)
        with workshop(work.git, keep=True) as git:
            plan = plan_update(request, work, versions, git)
            if plan.conflicts and decide:
                way_out = decide(_report(plan, UpdateState.CONFLICTS))
                if way_out is not WayOut.STOP:
                    request = request.with_way_out(way_out)
                    plan = plan_update(request, work, versions, git)
            return _carry_out(request, plan, lock, announce)


def _carry_out(
    request: UpdateRequest, plan: UpdatePlan, lock: int, announce: Announce | None
) -> UpdateReport:
    if plan.conflicts:
        if not request.write_conflicts:
            return _report(plan, UpdateState.CONFLICTS)
        return _report(plan, UpdateState.CONFLICTS, apply_with_markers(request, plan))
    if not plan.changes:
        return _report(plan, UpdateState.UP_TO_DATE)
    if announce:
        announce(plan.versions)
    relocked = _relock(request, plan)
    applied = apply(request, plan, relocked.tree or plan.tree, lock)
    report = _report(plan, UpdateState.UPDATED, applied)
    found = {"is_locked": relocked.tree is not None, "lock_left": relocked.left}
    return report.model_copy(update=found)


def _relock(request: UpdateRequest, plan: UpdatePlan) -> Relocked:
    old = plan.git.run("rev-parse", f"{plan.work.head}:{plan.work.prefix}")
    return relock(request, plan.git, old, plan.tree)


@contextmanager
def planned(request: UpdateRequest, work: WorkTree, templates: Templates) -> Generator[UpdatePlan]:
    """Yield the plan of an update, without writing anything into the repository.

    Raises:
        GoldenpathError: the update cannot be worked out.
    """
    versions = find_versions(request, templates)
    with workshop(work.git, keep=False) as git:
        yield plan_update(request, work, versions, git)


def _report(plan: UpdatePlan, state: UpdateState, applied: Applied | None = None) -> UpdateReport:
    way_back = applied.way_back if applied else None
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
        notes=(*plan.versions.notes, *plan.notes),
        release_notes=plan.versions.release_notes,
        kept_at=way_back.reference if way_back else None,
        bring_back=way_back.command if way_back else None,
        commit=applied.commit if applied else None,
        branch=applied.branch if applied else None,
    )
