"""Keep the form of a team's file: byte-order mark, line ends, and the end of the last line."""

from difflib import SequenceMatcher

_MARK = "\ufeff"


def plain(text: str) -> str:
    """Return the text without a byte-order mark, and with a line feed at the end of each line."""
    text = text.removeprefix(_MARK).replace("\r\n", "\n")
    return text if not text or text.endswith("\n") else f"{text}\n"


def in_form_of(example: str, text: str) -> str:
    """Return a plain text in the form of ``example``.

    A line that is in both texts keeps its line end. A new line gets that of the line above it.
    """
    if text == plain(example):
        return example
    mark = _MARK if example.startswith(_MARK) else ""
    written = example.removeprefix(_MARK)
    # Not `splitlines`: it also splits at characters that TOML allows inside a comment.
    lines = text.split("\n")[:-1]
    formed = "".join(
        line + end for line, end in zip(lines, _line_ends(written, lines), strict=True)
    )
    if not written.endswith("\n") and lines and lines[-1] == written.rsplit("\n", 1)[-1]:
        formed = formed.removesuffix("\n").removesuffix("\r")
    return mark + formed


def _line_ends(written: str, lines: list[str]) -> list[str]:
    if "\r\n" not in written:
        return ["\n"] * len(lines)
    old = plain(written).split("\n")[:-1]
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in written.split("\n")]
    if not written.endswith("\n"):
        # The last line has no line end. It needs one if another line now follows it.
        ends[-1] = ends[0]
    kept: dict[int, str] = {}
    for block in SequenceMatcher(None, old, lines, autojunk=False).get_matching_blocks():
        for number in range(block.size):
            kept[block.b + number] = ends[block.a + number]
    found: list[str] = []
    for number in range(len(lines)):
        above = found[-1] if found else ends[0]
        found.append(kept.get(number, above))
    return found
