"""Changes written into a TOML text, each in the first way that the ledger accepts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.ledger import Ledger, keeps_the_rest
from goldenpath.operations.merge.regions import Sources, Way, ways
from goldenpath.operations.merge.text_merge import merge_text
from goldenpath.operations.merge.three_way import KeyChange


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
    _made: list[KeyChange] = field(default_factory=list)
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
            self._made = [change for change in changes if change in found]

    def make(
        self, changes: Sequence[KeyChange], force: Force = Force.NOTHING
    ) -> tuple[KeyChange, ...]:
        """Make changes, and return those that could not be made."""
        refused: list[KeyChange] = []
        for number, change in enumerate(changes):
            if change in self._made:
                continue
            if force is not Force.NOTHING:
                self._taking.append(change)
            is_made = self._make(changes[number:])
            if not is_made and force is Force.COMMENTS:
                self._silencing.append(change)
                is_made = self._make(changes[number:])
            if not is_made:
                refused.append(change)
                self._taking = [one for one in self._taking if one is not change]
                self._silencing = [one for one in self._silencing if one is not change]
        return tuple(refused)

    def _make(self, changes: Sequence[KeyChange]) -> bool:
        """Make the first change, and with it those that come in the same lines."""
        base = self.ledger.base if self.git else None
        sources = Sources(base, self.text, self.ledger.theirs, self.kept)
        needed = [*self._made, changes[0]]
        for way in ways(self.git, sources, changes[0]):
            text = _try(way)
            if text is None or not keeps_the_rest(self.text, text, changes[0].path):
                continue
            known = [*self._made, *(one for one in changes if one not in self._made)]
            found = self.ledger.made(text, known, self._taking, self._silencing)
            if found is not None and found.issuperset(needed):
                self.text = text
                self._made = [one for one in known if one in found]
                return True
        return False


def _try(way: Way) -> str | None:
    # A text in an unusual form may break any way, tomlkit's above all. That costs a conflict, and
    # no more: the next way is tried, and in the end the team is asked.
    try:
        return way()
    except Exception:
        return None
