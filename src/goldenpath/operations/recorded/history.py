"""What a repository has recorded in the course of time: its answers files in git's history."""

import os
from contextlib import suppress
from dataclasses import dataclass

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.recorded_answers import BrokenAnswersError, RecordedAnswers, read_recorded
from goldenpath.operations.git.work_tree import WorkTree


@dataclass(frozen=True)
class History:
    """The answers files of a repository, oldest first, and whether earlier ones may be missing."""

    recorded: tuple[RecordedAnswers, ...]
    is_shallow: bool


def read_history(work: WorkTree) -> History:
    """Read each answers file that HEAD and the commits before it have had, where it can be read.

    Raises:
        EnvironmentProblemError: git cannot read the history.
    """
    git, path = work.git, f"{work.prefix}{ANSWERS_FILE}"
    listed = git.run(
        # Otherwise a star in the name of a folder would also match other folders.
        "--literal-pathspecs",
        *("rev-list", "--topo-order", "--reverse", work.head, "--", path),
    )
    found: dict[bytes, RecordedAnswers] = {}
    for content in _contents(work, [f"{commit}:{path}" for commit in listed.split()]):
        with suppress(BrokenAnswersError):
            if content not in found:
                found[content] = read_recorded(content, str(work.root))
    is_shallow = git.run("rev-parse", "--is-shallow-repository") == "true"
    return History(tuple(found.values()), is_shallow)


def _contents(work: WorkTree, names: list[str]) -> list[bytes]:
    """Return the contents of the objects that exist. A name must have no line break."""
    if not names or "\n" in work.prefix:
        return []
    asked = os.fsencode("".join(f"{name}\n" for name in names))
    read = work.git.try_run("cat-file", "--batch", stdin=asked)
    printed = work.git.require(read, "cat-file").output
    contents = []
    at = 0
    for _ in names:
        end = printed.find(b"\n", at)
        if end < 0:
            raise EnvironmentProblemError(f"git cannot read the history of {work.root}.")
        about = printed[at:end].rsplit(b" ", 2)
        at = end + 1
        # A commit that deletes the file, or a clone without it, has nothing to read.
        if about[-1].isdigit():
            size = int(about[-1])
            contents.append(printed[at : at + size])
            at += size + 1
    return contents
