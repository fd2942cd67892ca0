"""The form of the team's file: byte-order mark, line ends, and the end of the last line."""

import pytest

from goldenpath.operations.merge.line_ends import in_form_of, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a", "a\n"),
        ("a\n", "a\n"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("a\r\nb\nc", "a\nb\nc\n"),
        ("\ufeffa\n", "a\n"),
        ("\ufeff", ""),
        ("a\rb\n", "a\rb\n"),
    ],
)
def test_a_plain_text_has_a_line_feed_behind_each_line(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("example", "text", "expected"),
    [
        # Nothing changed, whatever the form is.
        ("a\r\nb\nc", "a\nb\nc\n", "a\r\nb\nc"),
        ("\ufeffa\r\n", "a\n", "\ufeffa\r\n"),
        ("", "", ""),
        # Line feeds alone.
        ("a\nb\n", "a\nx\nb\n", "a\nx\nb\n"),
        ("a\nb\n", "", ""),
        ("", "a\n", "a\n"),
        # A new line ends like the one above it; the first one like the first there was.
        ("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"),
        ("a\r\nb\n", "a\nx\nb\ny\n", "a\r\nx\r\nb\ny\n"),
        ("a\r\nb\n", "x\na\nb\n", "x\r\na\r\nb\n"),
        ("a\nb\r\n", "x\na\nb\n", "x\na\nb\r\n"),
        ("a\nb\r\n", "b\n", "b\r\n"),
        # The last line stays without an end, as long as it is the last one.
        ("a\nb", "x\nb\n", "x\nb"),
        ("a\nb", "b\na\n", "b\na\n"),
        ("a\r\nb", "x\nb\n", "x\r\nb"),
        ("a\r\nb", "a\nb\nc\n", "a\r\nb\r\nc\r\n"),
        ("a\nb", "a\nb\nc\n", "a\nb\nc\n"),
        ("b", "", ""),
        # The mark stays.
        ("\ufeffa\r\n", "b\n", "\ufeffb\r\n"),
        ("\ufeffa\n", "a\nb\n", "\ufeffa\nb\n"),
        # What Python takes for the end of a line, and TOML does not.
        ("a \u2028 b\n", "a \u2028 b\nc\n", "a \u2028 b\nc\n"),
        ("# \x0c x\r\ny\r\n", "# \x0c x\nz\n", "# \x0c x\r\nz\r\n"),
    ],
)
def test_a_text_gets_the_form_of_the_file(example: str, text: str, expected: str) -> None:
    assert in_form_of(example, text) == expected
