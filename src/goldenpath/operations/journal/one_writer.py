"""Keep a second goldenpath from writing into a repository at the same time."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree
from goldenpath.operations.journal.journal import require_no_interrupted_update
from goldenpath.operations.journal.lock import locked


@contextmanager
def only_writer(work: WorkTree) -> Generator[None]:
    """Keep every other goldenpath from writing into a repository.

    Raises:
        BadInputError: another goldenpath is running, or an update was interrupted.
        EnvironmentProblemError: the git folder cannot be written to.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(work.git_folder))
        except OSError as error:
            raise EnvironmentProblemError(
                f"{work.git_folder} cannot be written to: {error.strerror}."
            ) from error
        require_no_interrupted_update(work.root, holds_lock=True)
        yield


def work_tree_if_any(root: Path) -> WorkTree | None:
    """Return the work tree that a folder is in, or None if there is none with a commit."""
    try:
        return open_work_tree(root)
    except BadInputError:
        return None
