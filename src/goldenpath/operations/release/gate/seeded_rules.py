"""Rules of the gate about improvements: why teams should take the changes of seeded files."""

from collections.abc import Iterator

from goldenpath.model.errors import BadInputError
from goldenpath.model.improvement import Improvement
from goldenpath.model.note import NoteKind
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import Render
from goldenpath.operations.comparison.improvements import (
    FOLDER,
    improvements_of,
    known_improvements,
    new_improvements,
)
from goldenpath.operations.comparison.repository_notes import notes_between
from goldenpath.operations.release.combinations import (
    Combination,
    combinations_of,
    options_of,
)
from goldenpath.operations.release.gate.context import GateContext

_CHANGES = frozenset({NoteKind.CHANGED, NoteKind.RENAMED, NoteKind.REMOVED})


def improvements_are_about_seeded_files(context: GateContext) -> Iterator[str]:
    """Every improvement can be read, and each of its patterns is about a seeded file.

    A pattern with a mistake in it would hide a fix from the teams that need it.
    """
    try:
        improvements = improvements_of(context.candidate.folder)
    except BadInputError as error:
        # The folder is a copy in the cache, which nobody edits.
        yield f"{str(error).replace(f'{context.candidate.folder}/', '').rstrip('.')}."
        return
    # Another rule, everything_renders, refuses what cannot be rendered.
    if not improvements or not context.renders:
        return
    last = context.earlier[-1:]
    released = known_improvements(last[0]) if last else {}
    seeded = _seeded_paths(context)
    # What is released describes the files of its time, which may be gone.
    for name, improvement in new_improvements(released, improvements).items():
        for pattern in improvement.files:
            if not _is_about_any(improvement.model_copy(update={"files": (pattern,)}), seeded):
                yield (
                    f"{FOLDER}/{name}.yml is about {pattern}, which is no seeded file of"
                    f" {' or '.join(improvement.shapes) or 'any shape'}: write the path as it is"
                    " rendered, with * for the name of the package."
                )


def changes_of_seeded_files_have_a_reason(context: GateContext) -> Iterator[str]:
    """Every change of a seeded file has a reason, by which a team decides whether to take it."""
    if not context.earlier:
        return
    last = context.earlier[-1]
    told: set[tuple[str, str]] = set()
    for combination, before in _of_last_release(context):
        if combination not in context.renders:
            continue
        notes = notes_between((last, before), (context.candidate, context.renders[combination]))
        for note in notes.files_of(Owner.SEEDED):
            name = (combination.shape, note.path)
            if note.kind not in _CHANGES or note.reasons or name in told:
                continue
            told.add(name)
            yield (
                f"{note.path} ({combination.name}) is {note.kind} since {last.version}, and no new"
                f" file in {FOLDER}/ says why a team should take that: add one."
            )


def _of_last_release(context: GateContext) -> Iterator[tuple[Combination, Render]]:
    last = context.earlier[-1]
    for combination in (*combinations_of(last), *options_of(last, yes_or_no=True)):
        yield combination, context.render(last, combination)


def _seeded_paths(context: GateContext) -> frozenset[tuple[str, str]]:
    """Return the shape and the path of every seeded file, and of those that are dropped now."""
    renders = [*context.renders.items(), *(_of_last_release(context) if context.earlier else ())]
    return frozenset(
        (combination.shape or str(render.answers.get("shape", "")), path)
        for combination, render in renders
        for path in render.files
        if render.ownership.owner_of(path) is Owner.SEEDED
    )


def _is_about_any(improvement: Improvement, seeded: frozenset[tuple[str, str]]) -> bool:
    return any(improvement.is_about(path, shape) for shape, path in seeded)
