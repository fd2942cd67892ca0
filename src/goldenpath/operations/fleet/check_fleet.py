"""Check a fleet: many repositories in a few processes, with one report for each repository."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath.model.drift import DriftReport, VersionFinding, VersionState
from goldenpath.model.errors import GoldenpathError
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.fleet.repository import open_repository
from goldenpath.operations.fleet.workers import Limits, NoResult, Workers


@dataclass(frozen=True)
class FleetCheck:
    """Checks repositories by their names: paths of folders, or URLs."""

    checker: DriftChecker
    cache: Path
    limits: Limits = field(default_factory=Limits)

    def run(self, names: Sequence[str], processes: int) -> Generator[DriftReport]:
        """Check every repository in other processes. Yield reports in the order of the names."""
        workers = Workers(self.check_one, processes, self.limits)
        with closing(workers.run(names)) as results:
            for name, result in zip(names, results, strict=True):
                if isinstance(result, NoResult):
                    yield _unreadable(name, f"It could not be read: {result.why}.")
                else:
                    yield result

    def check_one(self, name: str) -> DriftReport:
        """Check one repository. An error becomes its report, and is not raised."""
        try:
            with open_repository(name, self.cache) as files:
                return self.checker.check(name, files)
        except GoldenpathError as error:
            return _unreadable(name, str(error))
        except MemoryError:
            return _unreadable(name, f"It takes more than {self.limits.memory} bytes of memory.")
        # goldenpath: ignore[TY06] the edge of a fleet: an unexpected error becomes a report
        except Exception as error:  # noqa: BLE001
            # A fleet is hostile input: one repository must not prevent the reports of the others.
            return _unreadable(name, f"It cannot be read ({type(error).__name__}: {error}).")


def _unreadable(name: str, problem: str) -> DriftReport:
    finding = VersionFinding(state=VersionState.UNREADABLE, message=problem)
    return DriftReport(repository=name, version=finding)
