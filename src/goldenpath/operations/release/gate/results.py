"""Store the results of the gate: each result is written as soon as its check has ended."""

from pathlib import Path

from pydantic import ValidationError

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.release_gate import GateCheck, GateState


class GateResults:
    """The results for one commit, in a file with one line for each check."""

    def __init__(self, cache: Path, commit: str) -> None:
        self._path = cache / "releases" / f"{commit}.jsonl"

    def read(self) -> dict[str, GateCheck]:
        """Return the checks that did not refuse the commit, by name; the others run again."""
        found = {}
        if not self._path.is_file():
            return {}
        for line in self._path.read_text(encoding="utf-8").splitlines():
            if not line:
                continue
            try:
                check = GateCheck.model_validate_json(line)
            except ValidationError:
                # A killed run wrote only a part of this line.
                continue
            if check.state is GateState.REFUSED:
                found.pop(check.name, None)
            else:
                found[check.name] = check
        return found

    def add(self, check: GateCheck) -> None:
        """Write the result of one check.

        Raises:
            EnvironmentProblemError: the cache cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                # Begin a new line, because a killed run may have written only a part of a line.
                file.write(f"\n{check.model_dump_json()}\n")
        except OSError as error:
            raise EnvironmentProblemError(
                f"{self._path} cannot be written: {error.strerror}; name another folder with"
                " GOLDENPATH_CACHE."
            ) from error
