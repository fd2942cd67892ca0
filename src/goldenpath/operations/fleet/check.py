"""Checking a fleet: many repositories in a few processes, each a row of the result."""

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.drift import DriftReport, VersionFinding, VersionState
from goldenpath.model.errors import GoldenpathError
from goldenpath.operations.drift.check import Checker
from goldenpath.operations.fleet.committed_files import committed_in, fetched_from

# Repositories that a process takes at once: often enough for a progress bar, seldom enough not to
# be what takes the time.
_CHUNK = 16


@dataclass(frozen=True)
class FleetCheck:
    """Checks repositories by their names: paths of folders, or URLs."""

    checker: Checker
    cache: Path

    def run(self, names: Sequence[str], processes: int) -> Iterator[DriftReport]:
        """Check every repository, in the order of their names.

        The first ones are checked in this process: the others inherit what it learns about the
        template, so that each version is read once.
        """
        if processes == 1 or len(names) <= _CHUNK:
            yield from map(self.check_one, names)
            return
        yield from map(self.check_one, names[:_CHUNK])
        context = multiprocessing.get_context("fork")
        with context.Pool(processes) as pool:
            yield from pool.imap(self.check_one, names[_CHUNK:], chunksize=_CHUNK)

    def check_one(self, name: str) -> DriftReport:
        """Check one repository, whatever state it is in: what is wrong with it is its row."""
        try:
            return self._check(name)
        except GoldenpathError as error:
            return _unreadable(name, str(error))
        # goldenpath: ignore[TY06] the edge of a fleet: what is unexpected becomes a row
        except Exception as error:  # noqa: BLE001
            # A fleet is hostile input, and one repository must not hide the other 599.
            return _unreadable(name, f"{type(error).__name__}: {error}")

    def _check(self, name: str) -> DriftReport:
        if not name.startswith("/"):
            return self.checker.check(name, fetched_from(name, self.cache))
        folder = Path(name)
        if (folder / "objects").is_dir() and (folder / "HEAD").is_file():
            return self.checker.check(name, committed_in(folder))
        return self.checker.check_folder(folder)


def _unreadable(name: str, problem: str) -> DriftReport:
    finding = VersionFinding(state=VersionState.UNREADABLE, message=problem)
    return DriftReport(repository=name, version=finding)
