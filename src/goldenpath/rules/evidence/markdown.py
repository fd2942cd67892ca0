"""Read Markdown: the headings and lists of a page, and the commands that people should type."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.+)$")
_NUMBERED = re.compile(r"^(\d{1,6})[.)]\s")
_FENCE = re.compile(r"^\s*(```|~~~)")
_INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page."""

    text: str
    # Counted from 1.
    number: int


class Page:
    """One page. reStructuredText is read as if it were Markdown, so only parts are understood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.prose: list[Line] = []
        self.code: list[Line] = []
        is_code = False
        for number, content in enumerate(text.splitlines(), start=1):
            if _FENCE.match(content):
                is_code = not is_code
                continue
            (self.code if is_code else self.prose).append(Line(content, number))

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, without `#`."""
        return tuple(found[1] for line in self.prose if (found := _HEADING.match(line.text)))

    @property
    def opening(self) -> str:
        """The first line of text that is not a heading, a badge, a comment or a horizontal rule."""
        for line in self.prose:
            text = line.text.strip()
            if (text and text[0].isalnum()) or text.startswith(("**", "_", "*", "`", '"')):
                return text
        return ""

    @property
    def signposts(self) -> tuple[str, ...]:
        """The texts that help to find something: headings, list items and comments in code."""
        items = [found[1] for line in self.prose if (found := _ITEM.match(line.text))]
        comments = [line.text.partition("#")[2] for line in self.code if "#" in line.text]
        return (*self.headings, *items, *comments)

    @property
    def longest_numbered_list(self) -> int:
        """The highest number of a list item that is not indented."""
        numbers = [int(found[1]) for line in self.prose if (found := _NUMBERED.match(line.text))]
        return max(numbers, default=0)

    @property
    def commands(self) -> Iterator[Line]:
        """The text that is marked as code, in blocks and between backticks."""
        yield from self.code
        for line in self.prose:
            for found in _INLINE.findall(line.text):
                yield Line(found, line.number)
