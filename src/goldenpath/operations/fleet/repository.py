"""Open a repository of a fleet by its name: a folder, a bare repository, or a URL."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from goldenpath.model.errors import BadInputError
from goldenpath.operations.files.project_files import ProjectFiles
from goldenpath.operations.fleet.bare_repository import is_bare
from goldenpath.operations.fleet.committed_files import committed_in, fetched_from
from goldenpath.operations.fleet.folder_files import FleetFolder
from goldenpath.operations.fleet.sources import is_name

_FILE = "file://"


@contextmanager
def open_repository(name: str, cache: Path) -> Generator[ProjectFiles]:
    """Open the files of a repository that anybody may have made. None of its code is run.

    Raises:
        BadInputError: it is not a repository that goldenpath can read.
        EnvironmentProblemError: it cannot be reached.
    """
    if name.startswith(_FILE):
        opened = committed_in(_git_folder(name))
    elif not is_name(name):
        raise BadInputError(
            f"'{name}' is not a path or a URL of a repository: correct the list that contains it."
        )
    elif not name.startswith("/"):
        opened = fetched_from(name, cache)
    else:
        folder = Path(name)
        opened = committed_in(folder) if is_bare(folder) else FleetFolder(folder)
    with opened as files:
        yield files


def _git_folder(url: str) -> Path:
    """Return the git folder that a file:// URL names, which is read without git's transport."""
    place = urlsplit(url)
    path = unquote(place.path, errors="surrogateescape")
    if place.netloc not in ("", "localhost") or "\0" in path or not path.startswith("/"):
        raise BadInputError(
            f"'{url}' does not name a folder of this machine: write it as file:///folder."
        )
    folder = Path(path)
    if is_bare(folder):
        return folder
    if not (folder / ".git").is_dir() or (folder / ".git").is_symlink():
        raise BadInputError(
            f"'{url}' is not a git repository: name a git repository, or give the folder as a path."
        )
    return folder / ".git"
