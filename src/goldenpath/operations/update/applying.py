"""The last step of an update: a commit, and one fast-forward of the work tree."""

from dataclasses import dataclass

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.release_notes import Section
from goldenpath.operations.git.trees import commit_tree, edit_tree, graft
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.update.journal import (
    Journal,
    locked,
    remove_journal,
    write_journal,
)
from goldenpath.operations.update.request import Plan, UpdateRequest

# In the message of every commit that goldenpath makes, so that it knows its own.
_TRAILER = "Goldenpath-Update"
_REPLACED = "refs/goldenpath/replaced"


@dataclass(frozen=True)
class Applied:
    """Where the update is now."""

    commit: str
    branch: str | None
    kept_at: str | None = None


def apply(request: UpdateRequest, plan: Plan, tree: str) -> Applied:
    """Commit ``tree``, and move the current branch, or another one, to it.

    Raises:
        GoldenpathError: the branch is somebody else's, or git refuses; nothing is changed then.
    """
    work = plan.work
    commit = _commit(plan, tree, _message(plan))
    kept_at = _keep(plan) if plan.replaced else None
    branch = request.branch
    if branch and branch != work.branch:
        _move_branch(work, branch, commit)
        return Applied(commit, branch, kept_at)
    _fast_forward(work, commit)
    return Applied(commit, work.branch, kept_at)


def apply_with_markers(request: UpdateRequest, plan: Plan) -> Applied:
    """Commit the conflicts with git's markers, on a branch of their own.

    Raises:
        GoldenpathError: the branch is somebody else's, or git refuses.
    """
    tree = edit_tree(plan.work.git, plan.tree, dict(plan.marked))
    message = _message(plan) + "\nConflict markers stand where both sides changed the same.\n"
    branch = request.branch or f"goldenpath/update-{plan.versions.new.version}"
    if branch == plan.work.branch:
        raise BadInputError(
            f"{branch} is the branch that is checked out, and conflict markers belong on one of"
            " their own: give --branch another name."
        )
    commit = _commit(plan, tree, message)
    _move_branch(plan.work, branch, commit)
    return Applied(commit, branch)


def _commit(plan: Plan, tree: str, message: str) -> str:
    work = plan.work
    whole = graft(work.git, work.head, work.prefix, tree)
    return commit_tree(work.git, whole, message, work.head)


def _message(plan: Plan) -> str:
    old, new = plan.versions.old.version, plan.versions.new.version
    subject = (
        f"chore: update from goldenpath {old} to {new}"
        if old != new
        else f"chore: change the answers to goldenpath {new}"
    )
    body = "".join(_paragraph(section) for section in plan.versions.release_notes.sections)
    return f"{subject}\n\n{body}{_TRAILER}: {old} -> {new}\n"


def _paragraph(section: Section) -> str:
    # The commit itself shows these.
    if section.title in ("Managed files", "Merged files"):
        return ""
    lines = "".join(f"- {line}\n" for line in section.lines)
    about = f"{section.about}\n" if section.about else ""
    return f"{section.title}:\n{about}{lines}\n"


def _keep(plan: Plan) -> str:
    work = plan.work
    name = f"{_REPLACED}/{plan.versions.new.version}-{work.head[:12]}"
    work.git.run("update-ref", name, work.head)
    return name


def _move_branch(work: WorkTree, branch: str, commit: str) -> None:
    git = work.git
    if git.attempt("check-ref-format", "--branch", branch).exit_code:
        raise BadInputError(f"'{branch}' is no name for a branch: give --branch another.")
    reference = f"refs/heads/{branch}"
    old = git.attempt("rev-parse", "--verify", "--quiet", reference)
    if old.exit_code == 0:
        own = git.run("log", "--format=%H", f"{work.head}..{reference}", f"--grep=^{_TRAILER}:")
        every = git.run("log", "--format=%H", f"{work.head}..{reference}")
        if own != every:
            raise BadInputError(
                f"The branch {branch} has commits that are not goldenpath's, and would lose them:"
                " merge or rename it, or give --branch another name."
            )
    expected = old.text if old.exit_code == 0 else "0" * len(commit)
    git.run("update-ref", "-m", "goldenpath update", reference, commit, expected)


def _fast_forward(work: WorkTree, commit: str) -> None:
    with locked(work.git_folder) as lock:
        journal = Journal(before=work.head, after=commit, branch=work.branch)
        write_journal(work.git_folder, journal)
        done = work.git.attempt(
            "merge",
            "--ff-only",
            "--no-overwrite-ignore",
            "--quiet",
            "--no-autostash",
            commit,
            keep_open=(lock,),
        )
        if done.exit_code and not _is_untouched(work):
            # The disk was full, or a file could not be written: the journal stays for `recover`.
            raise EnvironmentProblemError(
                f"git stopped in the middle of the update: {_reason(done.errors)}. Run `goldenpath"
                f" recover {work.root}`, which puts the repository back."
            )
        remove_journal(work.git_folder)
        if done.exit_code:
            raise EnvironmentProblemError(
                f"git does not take the update over into the work tree: {_reason(done.errors)}."
                " Nothing was changed."
            )


def _is_untouched(work: WorkTree) -> bool:
    head = work.git.attempt("rev-parse", "--verify", "--quiet", "HEAD")
    status = work.git.attempt("status", "--porcelain")
    return head.text == work.head and status.exit_code == 0 and not status.output


def _reason(errors: str) -> str:
    return " ".join(errors.split()).removeprefix("error: ").rstrip(".") or "it says nothing"
