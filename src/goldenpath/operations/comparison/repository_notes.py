"""Compare two renders of one repository, and write a note on each change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from goldenpath.model.improvement import Reason
from goldenpath.model.note import DependencyNote, FileNote, NoteKind, QuestionNote, SettingNote
from goldenpath.model.ownership import Owner
from goldenpath.model.release_notes import RepositoryNotes
from goldenpath.model.rendered import Render
from goldenpath.model.toml_text import parse
from goldenpath.operations.comparison.dependencies import Required, requirements_of
from goldenpath.operations.comparison.improvements import (
    Improvements,
    known_improvements,
    new_improvements,
    reasons_for,
)
from goldenpath.operations.comparison.settings import Variable, variables_of
from goldenpath.operations.comparison.similarity import is_similar
from goldenpath.operations.merge.keys import all_differences, dotted
from goldenpath.operations.render.template_config import read_template_config
from goldenpath.operations.template_store.checkouts import TemplateCheckout


@dataclass(frozen=True)
class RenderPair:
    """One repository, rendered from an old and a new version of its template."""

    before: Render
    after: Render
    # The old name of each renamed question, by its new name.
    renamed: Mapping[str, str] = field(default_factory=dict)
    # What the new version improves in seeded files.
    improvements: Improvements = field(default_factory=dict)


def notes_between(
    before: tuple[TemplateCheckout, Render], after: tuple[TemplateCheckout, Render]
) -> RepositoryNotes:
    """Return what changes between two versions, including questions that were renamed."""
    old, new = (known_improvements(checkout) for checkout in (before[0], after[0]))
    renamed = _renamed_questions(before[0], after[0])
    return notes_for_repository(
        RenderPair(before[1], after[1], renamed, new_improvements(old, new))
    )


def notes_for_repository(pair: RenderPair) -> RepositoryNotes:
    """Return what changes between two renders. ``pair`` tells which questions were renamed."""
    return RepositoryNotes(
        files=tuple(_file_notes(pair)),
        settings=tuple(_setting_notes(pair)),
        dependencies=tuple(_dependency_notes(pair)),
        questions=tuple(_question_notes(pair)),
    )


def _file_notes(pair: RenderPair) -> Iterator[FileNote]:
    old, new = pair.before.files, pair.after.files
    renamed = _renamed_files(pair)
    for path in sorted(old.keys() | new.keys()):
        was = pair.before.ownership.owner_of(path) if path in old else None
        owner = pair.after.ownership.owner_of(path) if path in new else was
        if owner in (None, Owner.GENERATED) or path in renamed.values():
            continue
        why = _reasons(pair, path, renamed.get(path, path)) if owner is Owner.SEEDED else ()
        if path in renamed:
            before = renamed[path]
            yield FileNote(
                kind=NoteKind.RENAMED, path=path, owner=owner, before=before, reasons=why
            )
        elif path not in old:
            yield FileNote(kind=NoteKind.ADDED, path=path, owner=owner)
        elif path not in new:
            yield FileNote(kind=NoteKind.REMOVED, path=path, owner=owner, reasons=why)
        elif was is not owner:
            yield FileNote(kind=NoteKind.MOVED, path=path, owner=owner, before=was)
        elif old[path] != new[path]:
            keys = _changed_keys(pair, path) if owner is Owner.MERGED else ()
            yield FileNote(kind=NoteKind.CHANGED, path=path, owner=owner, keys=keys, reasons=why)


def _reasons(pair: RenderPair, *paths: str) -> tuple[Reason, ...]:
    return reasons_for(pair.improvements, str(pair.after.answers.get("shape", "")), *paths)


def _changed_keys(pair: RenderPair, path: str) -> tuple[str, ...]:
    old, new = (parse(render.files[path].content) or {} for render in (pair.before, pair.after))
    found = all_differences(old, new)
    return tuple(sorted({dotted(one.path) for one in found if one.requirement is None}))


def _renamed_files(pair: RenderPair) -> dict[str, str]:
    """Return old paths by new ones, for files that kept their owner and most of their lines."""
    old, new = pair.before.files, pair.after.files
    gone = sorted(old.keys() - new.keys())
    found: dict[str, str] = {}
    for path in sorted(new.keys() - old.keys()):
        owner = pair.after.ownership.owner_of(path)
        for other in gone:
            same_owner = pair.before.ownership.owner_of(other) is owner
            if same_owner and other not in found.values() and is_similar(old[other], new[path]):
                found[path] = other
                break
    return found


def _setting_notes(pair: RenderPair) -> Iterator[SettingNote]:
    old, new = variables_of(pair.before.files), variables_of(pair.after.files)
    renamed = _renamed_variables(old, new)
    for name in sorted(old.keys() | new.keys()):
        if name in renamed.values():
            continue
        if name not in new:
            yield _setting(old[name], NoteKind.REMOVED, pair.before)
        elif name in renamed:
            note = _setting(new[name], NoteKind.RENAMED, pair.after)
            yield note.model_copy(update={"before": renamed[name]})
        elif name not in old:
            yield _setting(new[name], NoteKind.ADDED, pair.after)
        elif old[name].default != new[name].default:
            note = _setting(new[name], NoteKind.CHANGED, pair.after)
            yield note.model_copy(update={"before": old[name].default})


def _setting(variable: Variable, kind: NoteKind, render: Render) -> SettingNote:
    return SettingNote(
        kind=kind,
        name=variable.name,
        default=variable.default,
        is_required=variable.is_required and kind is not NoteKind.REMOVED,
        is_seeded=render.ownership.owner_of(variable.path) is Owner.SEEDED,
    )


def _renamed_variables(old: Mapping[str, Variable], new: Mapping[str, Variable]) -> dict[str, str]:
    """Return old names by new ones.

    A variable was renamed if one old and one new variable have the same file and the same
    declaration, and no other variable has them.
    """
    gone = [old[name] for name in sorted(old.keys() - new.keys())]
    added = [new[name] for name in sorted(new.keys() - old.keys())]
    found: dict[str, str] = {}
    for variable in added:
        alike = [other for other in gone if _is_alike(other, variable)]
        rivals = [other for other in added if _is_alike(other, variable)]
        if len(alike) == len(rivals) == 1:
            found[variable.name] = alike[0].name
    return found


def _is_alike(one: Variable, other: Variable) -> bool:
    return (one.path, one.declaration) == (other.path, other.declaration)


def _dependency_notes(pair: RenderPair) -> Iterator[DependencyNote]:
    old, new = requirements_of(pair.before.files), requirements_of(pair.after.files)
    for name in sorted(old.keys() | new.keys()):
        before = [one for one in old.get(name, ()) if one not in new.get(name, ())]
        after = [one for one in new.get(name, ()) if one not in old.get(name, ())]
        yield from _one_dependency(name, before, after)


def _one_dependency(
    name: str, before: list[Required], after: list[Required]
) -> Iterator[DependencyNote]:
    if len(before) == len(after) == 1:
        (was,), (now,) = before, after
        has_moved = was.group != now.group
        yield DependencyNote(
            kind=NoteKind.MOVED if has_moved else NoteKind.CHANGED,
            name=name,
            group=now.group,
            before=was.group if has_moved else was.text,
            after=now.text,
        )
        return
    for was in before:
        yield DependencyNote(kind=NoteKind.REMOVED, name=name, group=was.group, before=was.text)
    for now in after:
        yield DependencyNote(kind=NoteKind.ADDED, name=name, group=now.group, after=now.text)


def _question_notes(pair: RenderPair) -> Iterator[QuestionNote]:
    old, new = pair.before.answers, pair.after.answers
    renamed = {now: was for now, was in pair.renamed.items() if now in new and was in old}
    for name in sorted((old.keys() | new.keys()) - set(renamed.values())):
        if name in renamed:
            yield QuestionNote(kind=NoteKind.RENAMED, name=name, before=renamed[name])
        elif name not in new:
            yield QuestionNote(kind=NoteKind.REMOVED, name=name)
        elif name not in old:
            yield QuestionNote(kind=NoteKind.ADDED, name=name, default=_written(new[name]))


def _written(answer: object) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _renamed_questions(old: TemplateCheckout, new: TemplateCheckout) -> dict[str, str]:
    """Return old names by new ones.

    A question was renamed if the default of the new one uses exactly one question that was removed.
    """
    before = read_template_config(old.folder).questions
    after = read_template_config(new.folder).questions
    found = {}
    for name in after.keys() - before.keys():
        default = str(after[name].get("default", ""))
        gone = [old for old in before.keys() - after.keys() if re.search(rf"\b{old}\b", default)]
        if len(gone) == 1:
            found[name] = gone[0]
    return found
