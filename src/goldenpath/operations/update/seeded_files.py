"""Find what the template has changed in a repository's seeded files."""

import shlex
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from goldenpath.model.errors import BadInputError
from goldenpath.model.note import NoteKind
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import Render
from goldenpath.model.seeded import SeededChange, TakenVersion
from goldenpath.operations.comparison.improvements import (
    Improvements,
    known_improvements,
    new_improvements,
    reasons_for,
)
from goldenpath.operations.comparison.similarity import is_similar
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, edit_tree, write_entries
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.update.seeded_choice import Files, SeededFiles, TakenVersions
from goldenpath.operations.update.seeded_past import SeededPast, is_same

type Tree = Mapping[str, Entry]


@dataclass(frozen=True)
class SeededFinder:
    """Compares the seeded files of a repository's past with those of a new version."""

    git: Git
    past: SeededPast
    new: tuple[TemplateCheckout, Render]
    ours: Tree

    def find(self, paths: tuple[str, ...] | None) -> SeededFiles:
        """Return what the template has changed. None of it is taken if ``paths`` is None.

        An empty ``paths`` takes everything. A file that the team deleted is taken only if it is
        named.

        Raises:
            BadInputError: a path is not that of a seeded file, or of a folder with one.
        """
        base = self._base()
        missing = {path: file for path, file in base.items() if path not in self.ours}
        deleted = missing.keys() - self._moved(missing, base)
        theirs, renamed = self._theirs(base, deleted)
        # The repository has never had them under their new names.
        deleted = deleted - renamed.keys()
        named = self._named(paths or (), frozenset(base) | frozenset(theirs))
        back = {path for path in paths or () if path in deleted and path in theirs}
        differing = {
            path
            for path in base.keys() | theirs.keys()
            if path in back or (base.get(path) != theirs.get(path) and self._is_open(path, theirs))
        }
        # The team may have moved what the template renames: then git must see the old name.
        differing |= {old for new, old in renamed.items() if new in differing}
        chosen = differing if paths == () else differing & named
        chosen = _with_renamed(chosen, renamed, differing)
        left = chosen & deleted - back
        changes = tuple(self._changes(differing, renamed, theirs))
        hidden = [change for change in changes if change.path in deleted - back]
        return SeededFiles(
            changes=tuple(
                change.model_copy(update={"is_taken": change.path in chosen})
                for change in changes
                if change not in hidden
            ),
            base=base,
            theirs=theirs,
            taken=frozenset(chosen - left),
            back=frozenset(back),
            left_alone=tuple(sorted(left)),
            versions=self._versions(differing, is_all=paths == ()),
            notes=(*self.past.notes, *_told(hidden)),
        )

    def _seeded(self) -> Files:
        """Return the seeded files of the new version."""
        after = self.new[1]
        return {
            path: file
            for path, file in after.files.items()
            if after.ownership.owner_of(path) is Owner.SEEDED
        }

    def _base(self) -> Files:
        """Return the seeded files as the repository last took them."""
        seeded, after = self._seeded(), self.new[1]
        base: Files = {}
        for path in self.past.paths():
            origin = self.past.origin(path)
            file = origin.seeded(path) if origin else None
            # What is not seeded any more is merged as managed, or key by key.
            if file and (path in seeded or path not in after.files):
                base[path] = file
        return base

    def _theirs(self, base: Files, deleted: Set[str]) -> tuple[Files, dict[str, str]]:
        """Return the files as the new version has them, and the old names of renamed ones."""
        seeded = self._seeded()
        renamed: dict[str, str] = {}
        gone = sorted(path for path in base if path not in seeded and path not in deleted)
        for path, file in sorted(seeded.items()):
            if path in self.ours:
                continue
            was = base.get(path, file)
            old = next((other for other in gone if is_similar(base[other], was)), None)
            if old and old not in renamed.values():
                # An update without --seeded has left the old name, and not written the new one.
                renamed[path] = old
                base.pop(path, None)
        theirs = {path: file for path, file in seeded.items() if path in base or path in renamed}
        return theirs, renamed

    def _is_open(self, path: str, theirs: Files) -> bool:
        """Return whether the repository does not have the new content already."""
        entry, file = self.ours.get(path), theirs.get(path)
        if file is None:
            return entry is not None
        return entry is None or not is_same(file, entry)

    def _moved(self, missing: Files, base: Files) -> frozenset[str]:
        """Return those of the missing files that the team has moved, as git sees it."""
        if not missing:
            return frozenset()
        # A file that the template has rendered is not another one under a new name.
        rendered = base.keys() | self.new[1].files.keys()
        own = {path: entry for path, entry in self.ours.items() if path not in rendered}
        before = edit_tree(self.git, None, dict(write_entries(self.git, missing)))
        after = edit_tree(self.git, None, own)
        told = self.git.lines(
            *("diff-tree", "-r", "-z", "-M", "-l0", "--diff-filter=R", "--name-status"),
            *(before, after),
        )
        return frozenset(told[1::3])

    def _named(self, paths: tuple[str, ...], changed: frozenset[str]) -> frozenset[str]:
        """Return the seeded files that ``paths`` name, each of which must name one.

        Raises:
            BadInputError: a path names none.
        """
        known = changed | self._seeded().keys() | self.past.paths()
        found: set[str] = set()
        for path in paths:
            below = {one for one in known if one == path or one.startswith(f"{path}/")}
            if not below:
                raise _not_seeded(path, self.new[1])
            found |= below
        return frozenset(found)

    def _changes(
        self, differing: set[str], renamed: Mapping[str, str], theirs: Files
    ) -> Iterator[SeededChange]:
        checkout, after = self.new
        improvements = known_improvements(checkout)
        # The improvements since each version, which are the same for many files.
        newer: dict[str, Improvements] = {}
        shape = str(after.answers.get("shape", ""))
        for path in sorted(differing - set(renamed.values())):
            before = renamed.get(path)
            origin = self.past.origin(before or path)
            since = origin.checkout if origin else checkout
            if since.commit not in newer:
                newer[since.commit] = new_improvements(known_improvements(since), improvements)
            kind = NoteKind.CHANGED if path in theirs else NoteKind.REMOVED
            yield SeededChange(
                path=path,
                kind=NoteKind.RENAMED if before else kind,
                before=before,
                since=since.version,
                reasons=reasons_for(newer[since.commit], shape, before or path, path),
            )

    def _versions(self, differing: set[str], *, is_all: bool) -> TakenVersions:
        origins = {path: self.past.origin(path) for path in sorted(differing)}
        return TakenVersions(
            now=_taken(self.new[0]),
            before=self.past.taken,
            origins={path: _taken(past.checkout) for path, past in origins.items() if past},
            is_all=is_all,
        )


def _taken(checkout: TemplateCheckout) -> TakenVersion:
    return TakenVersion(version=checkout.version, commit=checkout.commit)


def _told(hidden: list[SeededChange]) -> Iterator[str]:
    """Yield a sentence for each important change of a file that is not there."""
    for change in hidden:
        if change.is_important:
            yield (
                f"{change.path} is deleted or moved here, so no update brings this change of it:"
                f" {change.why} If you have the code elsewhere, look at the change with"
                f" `{_command('diff', change.path)}`. `{_command('update', change.path)}` brings"
                " the file back."
            )


def _command(name: str, path: str) -> str:
    return shlex.join(("goldenpath", name, "--seeded", path))


def _with_renamed(chosen: set[str], renamed: Mapping[str, str], differing: set[str]) -> set[str]:
    """Return the chosen paths; of a renamed file, both names are chosen, or none."""
    pairs = {new: old for new, old in renamed.items() if {new, old} & chosen}
    return chosen | ({*pairs, *pairs.values()} & differing)


def _not_seeded(path: str, after: Render) -> BadInputError:
    owner = after.ownership.owner_of(path) if path in after.files else None
    if owner in (Owner.MANAGED, Owner.MERGED, Owner.GENERATED):
        return BadInputError(
            f"'{path}' is a {owner} file, and --seeded takes only seeded files: `goldenpath update`"
            " without it changes the others."
        )
    return BadInputError(
        f"The template has no seeded file '{path}' here: `goldenpath diff --seeded` lists those"
        " that it has changed. A file that you moved has its old path there."
    )
