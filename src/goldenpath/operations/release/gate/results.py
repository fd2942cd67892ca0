"""What is known about a commit already: each check is written down as soon as it has ended."""

from pathlib import Path

from pydantic import ValidationError

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.release_gate import GateCheck, GateState


class GateResults:
    """The results of one commit, in a file of one line for each check."""

    def __init__(self, cache: Path, commit: str) -> None:
        self._path = cache / "releases" / f"{commit}.jsonl"

    def read(self) -> dict[str, GateCheck]:
        """Every check that did not fail, by name: what failed runs again."""
        found = {}
        if not self._path.is_file():
            return {}
        for line in self._path.read_text(encoding="utf-8").splitlines():
            if not line:
                continue
            try:
                check = GateCheck.model_validate_json(line)
            except ValidationError:
                # The line that a killed run was writing.
                continue
            if check.state is GateState.REFUSED:
                found.pop(check.name, None)
            else:
                found[check.name] = check
        return found

    def add(self, check: GateCheck) -> None:
        """Write one down.

        Raises:
            EnvironmentProblemError: the cache cannot be written to.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                # On a line of its own, whatever a killed run has left half written.
                file.write(f"\n{check.model_dump_json()}\n")
        except OSError as error:
            raise EnvironmentProblemError(
                f"{self._path} cannot be written: {error.strerror}; name another folder with"
                " GOLDENPATH_CACHE."
            ) from error
