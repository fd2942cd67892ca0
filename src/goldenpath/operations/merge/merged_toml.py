"""Merge three versions of a TOML file: values key by key, text line by line.

Decision 0013 explains why.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from goldenpath.model.toml_text import parse
from goldenpath.model.update import ManagedChoice
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.excerpts import excerpt, with_markers
from goldenpath.operations.merge.keys import is_owned
from goldenpath.operations.merge.layout import comments, is_readable
from goldenpath.operations.merge.line_ends import in_form_of, plain
from goldenpath.operations.merge.three_way import KeyChange, decide
from goldenpath.operations.merge.toml_ledger import Ledger
from goldenpath.operations.merge.writing import Force, Writer


@dataclass(frozen=True, slots=True)
class TomlVersions:
    """The three versions of a file: the render before, the team's file, and the render now."""

    base: bytes
    ours: bytes
    theirs: bytes


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """A key that both sides changed, with the lines of each side; None if a side has none."""

    name: str
    team: str | None
    template: str | None


@dataclass(frozen=True, slots=True)
class MergedToml:
    """The result of a merge. In ``content``, a key with a conflict has the team's text."""

    content: bytes
    conflicts: tuple[KeyConflict, ...] = ()
    # The content with conflict markers; None if there are no conflicts.
    marked: bytes | None = None
    # Keys where the template's text replaced the team's.
    replaced: tuple[str, ...] = ()
    # Keys that the template owns, but where the team's text stays. Each needs a waiver.
    kept: tuple[str, ...] = ()
    # New comments of the template, for which there is no place between the team's lines.
    left_out: tuple[str, ...] = ()


def merge(
    git: Git, versions: TomlVersions, owned: Sequence[str], choice: ManagedChoice | None
) -> MergedToml | None:
    """Merge the template's change into the team's version; None if a version is unreadable.

    Raises:
        EnvironmentProblemError: git cannot be run.
    """
    contents = (versions.base, versions.ours, versions.theirs)
    base, ours, theirs = (parse(content) for content in contents)
    if base is None or ours is None or theirs is None:
        return None
    if versions.ours == versions.base:
        return MergedToml(versions.theirs)
    example = versions.ours.decode()
    ledger = Ledger(*(plain(content.decode()) for content in contents))
    if not all(is_readable(text) for text in (ledger.base, ledger.ours, ledger.theirs)):
        return None
    decision = decide((base, ours, theirs), owned)
    writer = Writer(ledger, frozenset(comments(ledger.theirs)), ledger.ours, git)
    writer.merge_all(decision.changes)
    open_ = (*decision.conflicts, *writer.make(decision.changes))
    replaced: tuple[str, ...] = ()
    if choice is ManagedChoice.TEMPLATE:
        refused = writer.make(open_, Force.COMMENTS)
        replaced = _names(change for change in open_ if change not in refused)
        open_ = refused
    if choice is ManagedChoice.TEAM:
        kept = _names(one for one in open_ if is_owned(one.path, owned))
        content = in_form_of(example, writer.text).encode()
        return MergedToml(content, kept=kept, left_out=_left_out(ledger, writer.text))
    return replace(_with_conflicts(writer, open_, example), replaced=replaced)


def _with_conflicts(writer: Writer, open_: Sequence[KeyChange], example: str) -> MergedToml:
    """Return what was merged, with the changes that are left as conflicts."""
    ledger = writer.ledger
    conflicts = tuple(
        KeyConflict(one.name, excerpt(ledger.ours, one), excerpt(ledger.theirs, one))
        for one in open_
    )
    marked = with_markers(writer.text, ledger.theirs, [change.path for change in open_])
    shown = "\n".join(one.template or "" for one in conflicts)
    return MergedToml(
        in_form_of(example, writer.text).encode(),
        conflicts=conflicts,
        marked=in_form_of(example, marked).encode() if open_ else None,
        # A conflict shows the template's comments too.
        left_out=tuple(one for one in _left_out(ledger, writer.text) if one not in shown),
    )


def _left_out(ledger: Ledger, merged: str) -> tuple[str, ...]:
    """Return the comments that the template added or changed, and the merged text lacks."""
    old, new, found = (Counter(comments(text)) for text in (ledger.base, ledger.theirs, merged))
    return tuple((new - old - found).elements())


def _names(changes: Iterable[KeyChange]) -> tuple[str, ...]:
    return tuple(change.name for change in changes)
