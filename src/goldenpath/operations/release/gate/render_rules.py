"""Rules of the gate about the renders of the candidate and of earlier releases."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from packaging.version import Version

from goldenpath.model.errors import BadInputError
from goldenpath.model.note import NoteKind, SettingNote
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import Render
from goldenpath.operations.comparison.repository_notes import notes_between
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.release.combinations import (
    Combination,
    combinations_of,
    options_of,
)
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.render.template_config import read_template_config
from goldenpath.operations.render.template_plan import plan_of
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.template_store.versions import version_of


def everything_renders(context: GateContext) -> Iterator[str]:
    """Every shape, organisation and tier renders with the defaults of all other questions."""
    questions = read_template_config(context.candidate.folder).questions
    if any("default" not in details for details in questions.values()):
        # Another rule, every_question_has_a_default, already refuses this.
        return
    try:
        plan_of(context.candidate.folder)
    except BadInputError as error:
        yield f"goldenpath cannot read the template: {error}"
        return
    try:
        combinations = combinations_of(context.candidate)
        options = options_of(context.candidate, yes_or_no=False)
    except BadInputError as error:
        yield f"The questions cannot be answered by their defaults alone: {error}"
        return
    problems: dict[str, list[str]] = {}
    for combination in (*combinations, *options):
        try:
            context.render(context.candidate, combination)
        except BadInputError as error:
            problems.setdefault(str(error), []).append(combination.name)
    for problem, names in problems.items():
        yield f"{_some(names)} cannot be rendered: {problem}"


def old_answers_are_valid(context: GateContext) -> Iterator[str]:
    """The candidate accepts the answers of every earlier release, so repositories can update."""
    problems: dict[str, list[str]] = {}
    for release, combination, before in _earlier(context, everything=True):
        # A combination that cannot be rendered at all is refused by everything_renders.
        if not context.renders or combination in context.not_rendered:
            continue
        try:
            context.templates.engine.render(context.candidate, before.answers, {})
        except BadInputError as error:
            name = f"{release.version} {combination.name}"
            problems.setdefault(str(error), []).append(name)
    for problem, names in problems.items():
        yield (
            f"Repositories that were rendered as {_some(names)} cannot be updated, because their"
            f" answers are refused: {problem} Accept all answers that earlier releases accepted."
        )


def _some(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def nothing_flips(context: GateContext) -> Iterator[str]:
    """No file becomes a folder, and no folder a file: copier cannot complete such an update."""
    for release, combination, before in _earlier(context):
        after = context.renders.get(combination)
        if after is None:
            continue
        for old, new in (("file", "folder"), ("folder", "file")):
            files, others = (before, after) if old == "file" else (after, before)
            for path in sorted(files.files.keys() & _folders(others.files)):
                yield (
                    f"{path} is now a {new}, and {release.version} rendered a {old} of that name:"
                    f" copier cannot update this, so give the {new} another name."
                )


def nothing_is_ignored(context: GateContext) -> Iterator[str]:
    """No rendered file is ignored by git: an ignored file would not be committed."""
    seen: set[tuple[bytes, frozenset[str]]] = set()
    for combination, render in context.renders.items():
        ignore = render.files.get(".gitignore")
        key = (ignore.content if ignore else b"", frozenset(render.files))
        if key in seen:
            continue
        seen.add(key)
        for path in _ignored(render):
            yield (
                f"{path}, rendered as {combination.name}, is ignored by the rendered .gitignore, so"
                " it is not committed: change the pattern or the path."
            )


def seeded_files_stay_the_teams(context: GateContext) -> Iterator[str]:
    """A seeded file does not become managed or merged: the team may have rewritten it."""
    for release, combination, before in _earlier(context):
        after = context.renders.get(combination)
        for path in before.files if after else ():
            was = before.ownership.owner_of(path)
            now = after.ownership.owner_of(path) if after and path in after.files else was
            if was is Owner.SEEDED and now in (Owner.MANAGED, Owner.MERGED):
                yield (
                    f"{path} was seeded in {release.version} and is now {now}, so an update would"
                    " overwrite the changes of the team: leave it seeded, and render the template's"
                    " content under another path."
                )


def every_path_has_one_owner(context: GateContext) -> Iterator[str]:
    """Every rendered path has exactly one owner, which decides whether an update may change it."""
    for render in context.renders.values():
        for path in render.files:
            owners = sorted(render.ownership.owners_of(path))
            if len(owners) != 1:
                found = " and ".join(owners) or "nobody"
                yield (
                    f"{path} belongs to {found}, and each rendered path must have one owner:"
                    " correct _ownership in copier.yml."
                )


def dropped_variables_are_announced(context: GateContext) -> Iterator[str]:
    """The changelog and the version announce a removed variable.

    Otherwise nobody sets the new name of a variable, and the service fails when it is deployed.
    """
    if not context.earlier:
        return
    last = context.earlier[-1]
    for note in _dropped(context, last):
        name = note.before or note.name
        if name not in context.changelog:
            yield (
                f"The variable {name}, which {last.version} rendered, is removed, and the changelog"
                " does not say so: name it under [Unreleased] in CHANGELOG.md."
            )
        if context.version and _is_patch(last.version, context.version):
            yield (
                f"The variable {name}, which {last.version} rendered, is removed, and"
                f" {context.version} would be a patch release: make it at least a minor release."
            )


def _dropped(context: GateContext, last: TemplateCheckout) -> Iterable[SettingNote]:
    for combination in (*combinations_of(last), *options_of(last, yes_or_no=True)):
        if combination not in context.renders:
            continue
        before = context.render(last, combination)
        notes = notes_between((last, before), (context.candidate, context.renders[combination]))
        for note in notes.settings:
            if note.kind in (NoteKind.REMOVED, NoteKind.RENAMED):
                yield note


def _is_patch(old: str, new: str) -> bool:
    before, after = version_of(old) or Version("0"), version_of(new) or Version("0")
    return (before.major, before.minor) == (after.major, after.minor)


def _earlier(
    context: GateContext, *, everything: bool = False
) -> Iterator[tuple[TemplateCheckout, Combination, Render]]:
    """Yield what every earlier release rendered, for each of its combinations."""
    for release in context.earlier:
        options = options_of(release, yes_or_no=not everything)
        for combination in (*combinations_of(release), *options):
            yield release, combination, context.render(release, combination)


def _folders(paths: Iterable[str]) -> set[str]:
    return {str(folder) for path in paths for folder in PurePosixPath(path).parents}


def _ignored(render: Render) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
        git = Git(Path(scratch))
        git.run("init", "--quiet")
        for path, file in render.files.items():
            if PurePosixPath(path).name == ".gitignore":
                target = Path(scratch, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
        listed = "".join(f"{path}\0" for path in render.files).encode()
        asked = git.try_run("check-ignore", "--no-index", "--stdin", "-z", stdin=listed)
        yield from (path for path in asked.output.decode().split("\0") if path)
