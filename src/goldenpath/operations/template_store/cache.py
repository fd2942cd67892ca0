"""The folder in which goldenpath keeps what it has fetched."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError


@contextmanager
def writing_to_cache(folder: Path) -> Generator[None]:
    """Make the folder. If the block cannot write to it, say why in one sentence.

    Raises:
        EnvironmentProblemError: the system refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise EnvironmentProblemError(
            f"The cache {folder} cannot be written to: {error.strerror}; name another folder with"
            " GOLDENPATH_CACHE."
        ) from error
