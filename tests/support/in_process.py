"""Commands of goldenpath called in this process, which takes a tenth of the time of a new one."""

import datetime
from pathlib import Path

import pytest

from goldenpath.commands.restore import restore
from goldenpath.commands.waive import WaiveOptions, waive

from support.small_template import Repository

SOON = datetime.date.today() + datetime.timedelta(days=30)


class Commands:
    """What a person types, and what is printed."""

    def __init__(
        self, repository: Repository, capsys: pytest.CaptureFixture[str], cache: pytest.MonkeyPatch
    ) -> None:
        self._root = repository.root
        self._capsys = capsys
        cache.setenv("GOLDENPATH_CACHE", str(repository.cache))
        cache.setenv("GOLDENPATH_TEMPLATE", "")
        cache.setenv("COLUMNS", "200")

    def restore(self, *files: str, force: bool = False, root: Path | None = None) -> str:
        """Put files back; what is printed."""
        restore(*files, repository=root or self._root, force=force)
        return self._capsys.readouterr().out

    def waive(self, path: str, reason: str = "a spike", root: Path | None = None) -> str:
        """Record a waiver; what is printed."""
        asked = WaiveOptions(reason=reason, until=SOON, repository=root or self._root)
        waive(path, options=asked)
        return self._capsys.readouterr().out
