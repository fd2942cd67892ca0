"""Commit an update, and move the current branch or another branch to the commit."""

from dataclasses import dataclass

from goldenpath.model.errors import BadInputError
from goldenpath.model.release_notes import MANAGED_FILES, MERGED_FILES, Section
from goldenpath.operations.git.trees import commit_tree, edit_tree, graft
from goldenpath.operations.update.branches import commit_to_branch
from goldenpath.operations.update.last_step import fast_forward, keep
from goldenpath.operations.update.request import UpdatePlan, UpdateRequest, WayBack


@dataclass(frozen=True)
class Applied:
    """The commit of an update, and the branch that it is on."""

    commit: str
    branch: str | None
    way_back: WayBack | None = None


def apply(request: UpdateRequest, plan: UpdatePlan, tree: str, lock: int) -> Applied:
    """Commit ``tree``, and move the current branch or another branch to the commit.

    ``lock`` is the descriptor of the update's lock.

    Raises:
        GoldenpathError: the branch is somebody else's, or git refuses, and nothing was changed.
    """
    work = plan.work
    whole = graft(plan.git, work.head, work.prefix, tree)
    branch = request.branch or work.branch
    if branch and branch != work.branch:
        commit = commit_to_branch(work, branch, whole, _message(plan))
    else:
        commit = commit_tree(work.git, whole, _message(plan), work.head)
        fast_forward(work, commit, lock, plan.way_back)
    if plan.way_back and branch != work.branch:
        # What was replaced is still on the current branch, but that will move on.
        keep(work, plan.way_back)
    return Applied(commit, branch, plan.way_back)


def apply_with_markers(request: UpdateRequest, plan: UpdatePlan) -> Applied:
    """Commit the conflicts with git's conflict markers, on a separate branch.

    Raises:
        GoldenpathError: the branch is somebody else's, or git refuses.
    """
    branch = request.branch or f"goldenpath/update-{plan.versions.new.version}"
    work = plan.work
    if branch == work.branch:
        raise BadInputError(
            f"{branch} is checked out, but conflict markers must go to a separate branch: give"
            " --branch another name."
        )
    tree = edit_tree(plan.git, plan.tree, dict(plan.marked))
    whole = graft(plan.git, work.head, work.prefix, tree)
    note = "Conflict markers show where the team and the template changed the same lines.\n\n"
    return Applied(commit_to_branch(work, branch, whole, _message(plan, note)), branch)


def _message(plan: UpdatePlan, note: str = "") -> str:
    old, new = plan.versions.old.version, plan.versions.new.version
    subject = _subject(plan, old, new)
    body = "".join(_paragraph(section) for section in plan.versions.release_notes.sections)
    return f"{subject}\n\n{note}{body}Goldenpath-Update: {old} -> {new}\n"


def _subject(plan: UpdatePlan, old: str, new: str) -> str:
    if old != new:
        return f"chore: update from goldenpath {old} to {new}"
    if plan.versions.seeded.taken:
        return f"chore: take seeded files from goldenpath {new}"
    return f"chore: change the answers to goldenpath {new}"


def _paragraph(section: Section) -> str:
    # The diff of the commit already shows these.
    if section.title in (MANAGED_FILES, MERGED_FILES):
        return ""
    lines = "".join(f"- {line}\n" for line in section.lines)
    about = f"{section.about}\n" if section.about else ""
    return f"{section.title}:\n{about}{lines}\n"
