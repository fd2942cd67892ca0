"""Write changes into a TOML text, each in the first way that the ledger accepts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import takewhile

from tomlkit.exceptions import TOMLKitError

from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.regions import Sources, Way, joint, ways
from goldenpath.operations.merge.text_merge import merge_text
from goldenpath.operations.merge.three_way import KeyChange
from goldenpath.operations.merge.toml_ledger import Ledger, keeps_the_rest


class Force(Enum):
    """What a change may remove from the team's text."""

    NOTHING = "nothing"
    VALUES = "values"
    # The values, and the comments of their keys.
    COMMENTS = "comments"


@dataclass
class Writer:
    """Writes changes into a text, and refuses those that would lose something of the team's."""

    ledger: Ledger
    # Comments that stay although their key or element is removed.
    kept: frozenset[str]
    text: str
    # Merges lines; None if there are only two versions.
    git: Git | None = None
    # The changes that the text contains, in order. A dict is used as an ordered set.
    _made: dict[KeyChange, None] = field(default_factory=dict)
    # The changes that may replace the team's values, and those that may remove their comments too.
    _taking: list[KeyChange] = field(default_factory=list)
    _silencing: list[KeyChange] = field(default_factory=list)

    def merge_all(self, changes: Sequence[KeyChange]) -> None:
        """Begin with git's merge of the whole text, if it contains only these changes."""
        if self.git is None:
            return
        texts = (self.ledger.base, self.ledger.ours, self.ledger.theirs)
        merged = merge_text(self.git, texts, team_wins=True)
        if merged is None:
            return
        found = self.ledger.made(merged.text, changes)
        if found is not None:
            self.text = merged.text
            self._made = {change: None for change in changes if change in found}

    def make(
        self, changes: Sequence[KeyChange], force: Force = Force.NOTHING
    ) -> tuple[KeyChange, ...]:
        """Make changes, and return those that could not be made."""
        refused: list[KeyChange] = []
        number, most = 0, len(changes)
        while number < len(changes):
            if changes[number] in self._made:
                number += 1
                continue
            batch = self._batch(changes[number : number + most])
            if self._make_batch(batch, changes[number:], force):
                most *= 2
                number += len(batch)
            elif len(batch) > 1:
                # One of them cannot be made: try fewer at once, until it is found.
                most = len(batch) // 2
            else:
                refused.extend(batch)
                number += 1
        return tuple(refused)

    def _batch(self, changes: Sequence[KeyChange]) -> list[KeyChange]:
        """Return the first change, with those that follow it in the same list of dependencies."""
        first = changes[0]
        same = takewhile(lambda one: one.requirement and one.path == first.path, changes)
        return [one for one in same if one not in self._made] or [first]

    def _make_batch(
        self, batch: Sequence[KeyChange], changes: Sequence[KeyChange], force: Force
    ) -> bool:
        taking, silencing = list(self._taking), list(self._silencing)
        if force is not Force.NOTHING:
            self._taking.extend(batch)
        is_made = self._make(batch, changes)
        # Only a single change may remove comments: in a batch, the others may not need to.
        if not is_made and force is Force.COMMENTS and len(batch) == 1:
            self._silencing.extend(batch)
            is_made = self._make(batch, changes)
        if not is_made:
            self._taking, self._silencing = taking, silencing
        return is_made

    def _make(self, batch: Sequence[KeyChange], changes: Sequence[KeyChange]) -> bool:
        """Make the changes of a batch, and other changes that come with the same lines."""
        base = self.ledger.base if self.git else None
        sources = Sources(base, self.text, self.ledger.theirs, self.kept)
        known = dict.fromkeys([*self._made, *changes])
        for way in ways(self.git, sources, joint(batch)):
            text = _try(way)
            if text is None or not keeps_the_rest(self.text, text, batch[0].path):
                continue
            found = self.ledger.made(text, list(known), self._taking, self._silencing)
            if found is not None and found.issuperset([*self._made, *batch]):
                self.text = text
                self._made = {one: None for one in known if one in found}
                return True
        return False


def _try(way: Way) -> str | None:
    # Any way may fail on a text in an unusual form, above all the one that uses tomlkit. Then the
    # next way is tried. If all fail, the change becomes a conflict, and the team is asked.
    try:
        return way()
    except (TOMLKitError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
