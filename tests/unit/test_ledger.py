"""The ledger of an update, on files as they are before and after."""

import pytest

from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, write_blobs
from goldenpath.operations.update.lost_lines import find_lost

type Files = dict[str, bytes]


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Git:
    git = Git(tmp_path_factory.mktemp("ledger"))
    git.run("init", "--quiet")
    return git


@pytest.mark.parametrize(
    ("files", "rendered", "expected"),
    [
        # Nothing has changed.
        (({"a": b"ours\n"}, {"a": b"ours\n"}), {}, ()),
        # The template's own lines may go.
        (({"a": b"one\n"}, {"a": b"two\n"}), {"a": b"one\n"}, ()),
        (({"a": b"one\n"}, {}), {"a": b"one\n"}, ()),
        # A line of the team's may not.
        (({"a": b"one\nours\n"}, {"a": b"one\n"}), {"a": b"one\n"}, ("a",)),
        (({"a": b"one\nours\n"}, {}), {"a": b"one\n"}, ("a",)),
        # A second one of the same is a line of its own.
        (({"a": b"ours\nours\n"}, {"a": b"ours\n"}), {}, ("a",)),
        # It has moved to another file that the update writes.
        (({"a": b"one\nours\n"}, {"b": b"two\nours\n"}), {"a": b"one\n"}, ()),
        # It stands in another file that the update does not write: that is another line.
        (({"a": b"ours\n", "b": b"ours\n"}, {"b": b"ours\n"}), {}, ("a",)),
        # Line ends and blank lines are no work of anybody's.
        (({"a": b"ours\r\n\n"}, {"a": b"new\nours\n"}), {}, ()),
        (({"a": b"ours"}, {"a": b"ours\n"}), {}, ()),
        # The team has given a rendered file another name.
        (({"mine": b"one\nours\n"}, {"mine": b"two\nours\n"}), {"a": b"one\n"}, ()),
        (({"mine": b"one\nours\n"}, {"mine": b"two\n"}), {"a": b"one\n"}, ("mine",)),
        # A file of no text is lines as well.
        (({"a": b"\x00\xff"}, {"a": b"\x00\xfe"}), {"a": b"\x00"}, ("a",)),
        # Two files, of which one loses something.
        (({"a": b"ours a\n", "b": b"ours b\n"}, {"a": b"ours a\nx\n"}), {}, ("b",)),
    ],
)
def test_what_is_lost(
    git: Git, files: tuple[Files, Files], rendered: Files, expected: tuple[str, ...]
) -> None:
    trees = [
        {path: Entry("100644", blob) for path, blob in write_blobs(git, side).items()}
        for side in files
    ]
    template = {path: RenderedFile(text, FileKind.PLAIN) for path, text in rendered.items()}
    assert find_lost(git, trees[0], trees[1], template) == expected


def test_a_submodule_is_no_file(git: Git) -> None:
    entry = Entry("160000", "0" * 40)
    assert find_lost(git, {"sub": entry}, {}, {}) == ()
    assert find_lost(git, {}, {"sub": entry}, {}) == ()
