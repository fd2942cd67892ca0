"""The notes of a release as Markdown."""

from collections.abc import Iterable, Iterator

from goldenpath.model.note import NoteKind
from goldenpath.model.release_notes import ReleaseNotes, RepositoryNotes, ShapeNotes


def release_notes_markdown(notes: ReleaseNotes) -> Iterator[str]:
    """Yield the lines of the notes of a release."""
    yield f"# From {notes.old} to {notes.new}"
    yield ""
    if notes.reasons:
        yield f"This must be at least a minor release, because {'; '.join(notes.reasons)}."
    else:
        yield "A patch release is enough: nothing is removed, and no rule is stricter."
    for shape in notes.shapes:
        yield ""
        yield from _shape(shape)
    if notes.rules:
        yield ""
        yield "## Rules"
        yield ""
        yield from _items(f"{note.ruleset}: {note.text}" for note in notes.rules)


def repository_notes_markdown(notes: RepositoryNotes) -> Iterator[str]:
    """Yield the lines about one repository, or about all repositories of a shape."""
    for number, section in enumerate(notes.sections):
        if number:
            yield ""
        yield f"### {section.title}"
        yield ""
        if section.about:
            yield section.about
            yield ""
        yield from _items(section.lines)


def _shape(shape: ShapeNotes) -> Iterator[str]:
    yield f"## {shape.shape or 'Every repository'}"
    yield ""
    if shape.kind is NoteKind.ADDED:
        yield f"A new shape: `goldenpath new --shape {shape.shape}` renders it."
    elif shape.kind is NoteKind.REMOVED:
        yield (
            "The shape is removed: its repositories cannot be updated to this release, and stay at"
            " the release before it."
        )
    elif shape.notes.is_empty:
        yield "Nothing changes."
    else:
        yield from repository_notes_markdown(shape.notes)


def _items(lines: Iterable[str]) -> Iterator[str]:
    return (f"- {line}" for line in lines)
