"""A path in a printed command."""

import os
from pathlib import Path

from goldenpath.model.shell_words import path_argument, word


def typed_path(path: Path) -> str:
    """Return how an absolute path is typed in a shell, as short as it can be."""
    try:
        short = min(str(path), os.path.relpath(path), key=len)
    except FileNotFoundError:
        # The current folder no longer exists, for example because the command was run inside its
        # destination, and replaced that empty folder by a new one.
        short = str(path)
    return word(path_argument(short))
