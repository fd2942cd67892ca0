"""When a file is another one under a new name: at half of the lines, and not below."""

import pytest

from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.comparison.similarity import is_similar


def lines(common: int, own: int, name: str) -> str:
    """A text of some lines that others have too, and some that only it has."""
    both = "".join(f"common {number}\n" for number in range(common))
    return both + "".join(f"{name} {number}\n" for number in range(own))


def found(old: str | bytes, new: str | bytes) -> bool:
    files = (
        RenderedFile(text if isinstance(text, bytes) else text.encode(), FileKind.PLAIN)
        for text in (old, new)
    )
    return is_similar(*files)


@pytest.mark.parametrize(
    ("common", "old", "new", "is_same"),
    [
        (10, 0, 0, True),
        (9, 1, 1, True),
        (6, 4, 4, True),
        # The share is twice what both have, of what there is in all.
        (5, 5, 5, True),
        (49, 51, 51, False),
        (51, 49, 49, True),
        (50, 50, 50, True),
        (4, 6, 6, False),
        (1, 9, 9, False),
        (0, 10, 10, False),
        # All of a short file is in a long one.
        (5, 0, 10, True),
        (5, 0, 11, False),
        (5, 11, 0, False),
    ],
)
def test_half_of_the_lines_make_it_the_same_file(
    common: int, old: int, new: int, is_same: bool
) -> None:
    assert found(lines(common, old, "old"), lines(common, new, "new")) is is_same


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("", "", False),
        ("", "a\n", False),
        ("a\n", "", False),
        ("a\n", "a\n", True),
        ("a\n", "a", True),
        ("a\n", "b\n", False),
        # The order counts: of lines turned round, one is where it was.
        ("a\nb\nc\nd\n", "d\nc\nb\na\n", False),
        (b"\xff\x00", b"\xff\x00", True),
        (b"\xff\x00", b"\xfe\x00", False),
    ],
)
def test_small_files(old: str | bytes, new: str | bytes, is_same: bool) -> None:
    assert found(old, new) is is_same


def test_a_line_that_is_there_again_and_again_counts_each_time() -> None:
    # Python's matcher leaves out what makes up most of a long text, unless it is told not to.
    repeated = "    pass\n" * 300
    assert found(f"old\n{repeated}", f"new\n{repeated}")


def test_whether_a_file_can_be_run_does_not_matter() -> None:
    plain = RenderedFile(b"a\nb\n", FileKind.PLAIN)
    program = RenderedFile(b"a\nb\n", FileKind.EXECUTABLE)
    assert is_similar(plain, program)
