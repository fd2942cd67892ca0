"""The differences of a repository from its template, as a unified diff."""

import difflib
import io
from collections.abc import Iterator

from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.repair.differences import Differences


def unified_diff(differences: Differences) -> Iterator[str]:
    """Yield the lines of a diff from what the template renders to what the repository has."""
    for item in differences.replacements():
        yield from diff_of(item.path, item.wanted, item.found)


def diff_of(path: str, before: RenderedFile | None, after: RenderedFile | None) -> Iterator[str]:
    """Yield the lines of one file's diff, in git's format."""
    if before == after:
        return
    yield f"diff --git a/{path} b/{path}"
    old_mode, new_mode = before and before.kind, after and after.kind
    if before is None:
        yield f"new file mode {new_mode}"
    elif after is None:
        yield f"deleted file mode {old_mode}"
    elif old_mode != new_mode:
        yield f"old mode {old_mode}"
        yield f"new mode {new_mode}"
    old, new = _lines(before), _lines(after)
    if old is None or new is None:
        yield f"Binary files a/{path} and b/{path} differ"
        return
    names = (f"a/{path}" if before else "/dev/null", f"b/{path}" if after else "/dev/null")
    for number, line in enumerate(difflib.unified_diff(old, new, *names, lineterm="")):
        yield line.rstrip("\n")
        # The first two lines name the files, and a hunk begins with @@.
        if number > 1 and not line.startswith("@@") and not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(file: RenderedFile | None) -> list[str] | None:
    if file is None:
        return []
    if file.kind is FileKind.LINK:
        return [f"link to {file.content.decode('utf-8', 'replace')}\n"]
    try:
        # Only a line feed ends a line of a diff. `splitlines` would also split at a form feed.
        return list(io.StringIO(file.content.decode(), newline="\n"))
    except UnicodeDecodeError:
        return None
