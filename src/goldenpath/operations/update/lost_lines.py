"""The ledger of an update: every line of the team is still there after the merge.

This module does not depend on how the merge works. It compares the team's files before and after
the update, and finds the files that lost a line which the template did not write.
"""

from collections import Counter
from collections.abc import Collection, Mapping

from goldenpath.model.rendered import RenderedFile
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_blobs

type Tree = Mapping[str, Entry]
type Lines = Counter[bytes]


def find_lost(
    git: Git, ours: Tree, after: Tree, rendered: Mapping[str, RenderedFile]
) -> tuple[str, ...]:
    """Return the paths of ``ours`` that lost a line of the team.

    A line is lost if none of the files that are new or changed in ``after`` has it. ``rendered``
    has the files that the template wrote: their lines do not belong to the team.
    """
    changed = [
        path for path in ours if after.get(path) != ours[path] and not ours[path].is_submodule
    ]
    contents = read_blobs(git, {ours[path] for path in changed})
    team = {
        path: _lines(contents[ours[path]]) - _of_the_template(path, rendered) for path in changed
    }
    if not any(team.values()):
        return ()
    arrived = [
        entry for path, entry in after.items() if ours.get(path) != entry and not entry.is_submodule
    ]
    kept: Lines = Counter()
    for content in read_blobs(git, set(arrived)).values():
        kept += _lines(content)
    return tuple(path for path, lines in team.items() if lines - kept)


def comments_by_hand(written: bytes, new: bytes) -> list[str]:
    """Return the comments of an answers file that its new version lacks: a person wrote them."""
    there = set(new.splitlines())
    lines = [line.decode("utf-8", "replace") for line in written.splitlines() if line not in there]
    return [line for line in lines if line.lstrip().startswith("#")]


def _of_the_template(path: str, rendered: Mapping[str, RenderedFile]) -> Lines:
    if path in rendered:
        return _lines(rendered[path].content)
    # The team may have renamed a rendered file, so the lines of every rendered file count.
    return _all_lines([file.content for file in rendered.values()])


def _all_lines(contents: Collection[bytes]) -> Lines:
    lines: Lines = Counter()
    for content in contents:
        lines += _lines(content)
    return lines


def _lines(content: bytes) -> Lines:
    return Counter(line.strip() for line in content.split(b"\n") if line.strip())
