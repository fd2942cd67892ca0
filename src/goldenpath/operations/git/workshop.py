"""The workshop: a temporary git folder in which goldenpath works out trees and commits.

Its configuration is empty. It has no hooks, no attributes and no remotes, and git is told to read
no other configuration. So no setting of the repository or of the person can start a program or
change the result.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from goldenpath.operations.git.plumbing import Git

_CONFIGURATION = """\
[core]
	repositoryformatversion = {version}
	bare = true
	# Without these, git reads files in the person's home folder.
	attributesFile = {nothing}
	excludesFile = {nothing}
[extensions]
	{extension}
"""
_SHA_256 = "sha256"
_VARIABLES = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "0",
    "GIT_CONFIG_PARAMETERS": "",
    "GIT_ATTR_NOSYSTEM": "1",
}


@contextmanager
def workshop(git: Git, *, keep: bool) -> Generator[Git]:
    """Yield a git in a workshop that has the objects of the repository of ``git``.

    With ``keep``, new objects are written into the repository. Otherwise they are removed at the
    end, together with the workshop.

    Raises:
        EnvironmentProblemError: git fails.
    """
    asked = git.try_run("rev-parse", "--path-format=absolute", "--git-path", "objects")
    objects = git.require(asked, "rev-parse").path
    object_format = git.run("rev-parse", "--show-object-format")
    with workshop_on(objects, object_format, keep=keep) as inside:
        yield inside


@contextmanager
def workshop_on(objects: Path, object_format: str, *, keep: bool) -> Generator[Git]:
    """Yield a git in a workshop that has the objects of the folder ``objects``."""
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
        folder = Path(scratch)
        _fill(folder, object_format)
        variables = {**_VARIABLES, "GIT_DIR": scratch, "GIT_INDEX_FILE": f"{scratch}/index"}
        if keep:
            variables["GIT_OBJECT_DIRECTORY"] = str(objects)
        else:
            borrowed = folder / "objects/info/alternates"
            borrowed.write_bytes(_one_line(os.fsencode(objects)) + b"\n")
        yield Git(folder, variables)


def _one_line(path: bytes) -> bytes:
    """Return a path as git reads it from a list of paths: in quotes if it has a line break."""
    if b"\n" not in path:
        return path
    for plain, quoted in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n")):
        path = path.replace(plain, quoted)
    return b'"' + path + b'"'


def _fill(folder: Path, object_format: str) -> None:
    is_sha_256 = object_format == _SHA_256
    (folder / "objects/info").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    (folder / "config").write_text(
        _CONFIGURATION.format(
            version=1 if is_sha_256 else 0,
            nothing=os.devnull,
            extension=f"objectFormat = {_SHA_256}" if is_sha_256 else "",
        )
    )
