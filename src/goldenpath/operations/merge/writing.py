"""Changes written into a TOML text, each in the first way that the ledger accepts."""

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
    """What of the team's a change may take."""

    NOTHING = "nothing"
    VALUES = "values"
    # The values, and the comments that stand with them.
    COMMENTS = "comments"


@dataclass
class Writer:
    """A text that takes changes, or refuses those that would cost a thing of the team's."""

    ledger: Ledger
    # Comments that stay when what they stand with goes.
    kept: frozenset[str]
    text: str
    # To merge lines with; None where there are only two versions.
    git: Git | None = None
    # In the order in which they were made.
    _made: dict[KeyChange, None] = field(default_factory=dict)
    # May take the team's values; may take the comments that stand with them.
    _taking: list[KeyChange] = field(default_factory=list)
    _silencing: list[KeyChange] = field(default_factory=list)

    def merge_all(self, changes: Sequence[KeyChange]) -> None:
        """Begin with git's merge of the whole text, when it has nothing but these changes."""
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
                # One of them is in the way: fewer at once, until it stands alone.
                most = len(batch) // 2
            else:
                refused.extend(batch)
                number += 1
        return tuple(refused)

    def _batch(self, changes: Sequence[KeyChange]) -> list[KeyChange]:
        """The changes of the first one's list of requirements, as far as they follow each other."""
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
        # Comments go for one change alone: the others may do without.
        if not is_made and force is Force.COMMENTS and len(batch) == 1:
            self._silencing.extend(batch)
            is_made = self._make(batch, changes)
        if not is_made:
            self._taking, self._silencing = taking, silencing
        return is_made

    def _make(self, batch: Sequence[KeyChange], changes: Sequence[KeyChange]) -> bool:
        """Make the changes of a batch, and with them those that come in the same lines."""
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
    # A text in an unusual form may break any way, tomlkit's above all. That costs a conflict, and
    # no more: the next way is tried, and in the end the team is asked.
    try:
        return way()
    except (TOMLKitError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
