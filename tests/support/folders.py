"""A folder of a few files, for tests of what rules see."""

from collections.abc import Mapping
from pathlib import Path

from goldenpath.rules.evidence.folder import Folder


def written(root: Path, files: Mapping[str, str | bytes]) -> Folder:
    """The folder with these files, beside those that are there."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Folder(root)
