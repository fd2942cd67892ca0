"""Decide whether the checked-out commit may be released, and which version the release gets."""

from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.release import ReleasePlan
from goldenpath.model.release_notes import Bump, ReleaseNotes
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.gate.task import run_task
from goldenpath.operations.release.gate.task_list import other_tasks, rule_tasks
from goldenpath.operations.release.notes import Step, release_notes

MAIN = "main"
REMOTE = "origin"
# How long to wait for the remote, in seconds.
_PATIENCE = 60.0
_PARTS = 3
_MINOR_HEADINGS = ("Added", "Removed")


@dataclass(frozen=True)
class Wanted:
    """The requested version; None means the next version that the notes allow."""

    version: str | None = None


def plan_release(context: GateContext, results: GateResults, wanted: Wanted) -> ReleasePlan:
    """Return the plan of the release, after a check of everything that a release needs.

    Raises:
        BadInputError: the branch, the commit or the version is wrong, or the gate was not passed.
        EnvironmentProblemError: the remote cannot be reached.
    """
    work = open_work_tree(context.template)
    _require_main(work)
    notes = _notes(context)
    version = _version(context, notes, wanted)
    _require_new(context.template, f"v{version}")
    _require_not_behind(work.git, f"v{version}")
    _require_changelog(context)
    _require_gate(context, results)
    return ReleasePlan(
        version=str(version),
        gated=context.candidate.commit,
        reasons=_reasons(context, notes),
        notes=notes,
    )


def _require_main(work: WorkTree) -> None:
    if work.branch != MAIN:
        where = f"the branch {work.branch}" if work.branch else "no branch"
        raise BadInputError(
            f"{work.root} is on {where}, and a release must be on {MAIN}: run `git switch {MAIN}`."
        )


def _notes(context: GateContext) -> ReleaseNotes | None:
    if not context.earlier:
        return None
    return release_notes(Step(context.earlier[-1], context.candidate), context.templates)


def _version(context: GateContext, notes: ReleaseNotes | None, wanted: Wanted) -> Version:
    last = Version(context.earlier[-1].version) if context.earlier else None
    if wanted.version is None:
        if last is None or notes is None:
            raise BadInputError(
                "There is no earlier release: name the first version, as in"
                " `goldenpath release create 0.1.0`."
            )
        if not _reasons(context, notes):
            return Version(f"{last.major}.{last.minor}.{last.micro + 1}")
        return Version(f"{last.major}.{last.minor + 1}.0")
    version = _read(wanted.version)
    if last and version <= last:
        raise BadInputError(
            f"{version} is not newer than {last}, the last release: give a newer version, or use"
            " --next."
        )
    is_patch = last and (version.major, version.minor) == (last.major, last.minor)
    if notes and is_patch and notes.least_bump is Bump.MINOR:
        raise BadInputError(
            f"{version} would be a patch release, and {'; '.join(notes.reasons)}: give the version"
            " of a minor release."
        )
    return version


def _reasons(context: GateContext, notes: ReleaseNotes | None) -> tuple[str, ...]:
    """Return why the next release is more than a patch release.

    The reasons come from the notes, and from the headings of the changelog.
    """
    told = tuple(
        f"the changelog has something under {heading}"
        for heading in _MINOR_HEADINGS
        if f"### {heading}\n" in context.changelog
    )
    return (*(notes.reasons if notes else ()), *told)


def _read(given: str) -> Version:
    try:
        version = Version(given)
    except InvalidVersion:
        version = None
    if version is None or len(version.release) != _PARTS or str(version) != given.removeprefix("v"):
        raise BadInputError(f"'{given}' is not the version of a release: write it as in 1.2.0.")
    return version


def _require_new(template: Path, tag: str) -> None:
    git = Git(template)
    if git.try_run("rev-parse", "--verify", "--quiet", f"refs/tags/{tag}").exit_code == 0:
        raise BadInputError(
            f"The tag {tag} already exists, and a release never changes: choose another version, or"
            f" run `git tag -d {tag}` if it was never pushed."
        )


def _require_not_behind(git: Git, tag: str) -> None:
    if REMOTE not in git.run("remote").splitlines():
        return
    wanted = (f"refs/heads/{MAIN}", f"refs/tags/{tag}")
    asked = git.reaching_remotes().try_run("ls-remote", REMOTE, *wanted, timeout=_PATIENCE)
    if asked.exit_code:
        raise EnvironmentProblemError(
            f"goldenpath cannot find out whether the remote {REMOTE} has newer commits: git says"
            f" '{asked.error_summary}'."
        )
    found = {name: commit for commit, _, name in map(_fields, asked.text.splitlines())}
    if wanted[1] in found:
        raise BadInputError(f"The remote {REMOTE} already has a tag {tag}: run `git fetch --tags`.")
    theirs = found.get(wanted[0])
    if theirs and git.try_run("merge-base", "--is-ancestor", theirs, "HEAD").exit_code:
        raise BadInputError(
            f"{MAIN} lacks commits that {REMOTE} has: run `git pull`, and check the new commit."
        )


def _fields(line: str) -> tuple[str, str, str]:
    return line.partition("\t")


def _require_changelog(context: GateContext) -> None:
    if not context.changelog.strip():
        raise BadInputError(
            "CHANGELOG.md has nothing under [Unreleased]: write there what changes for the people"
            " who use the template."
        )


def _require_gate(context: GateContext, results: GateResults) -> None:
    commit = context.candidate.commit[:12]
    for task in rule_tasks():
        for refusal in run_task(task, context).refusals:
            raise BadInputError(f"{commit} does not pass the gate: {refusal}")
    known = results.read()
    missing = [task.name for task in other_tasks(context) if task.name not in known]
    if missing:
        raise BadInputError(
            f"{commit} has not passed the gate: {len(missing)} checks have not passed for exactly"
            f" this commit, such as '{missing[0]}'. Run `goldenpath release check`."
        )
