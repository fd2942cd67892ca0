"""The form that a team gave its file: byte-order mark, line ends, and the end of the last line."""

from difflib import SequenceMatcher

_MARK = "\ufeff"


def plain(text: str) -> str:
    """The text without a byte-order mark, and with a line feed behind each line."""
    text = text.removeprefix(_MARK).replace("\r\n", "\n")
    return text if not text or text.endswith("\n") else f"{text}\n"


def in_form_of(example: str, text: str) -> str:
    """A plain text in the form of ``example``.

    A line that both have keeps its line end; a new one has the line end of the line above it.
    """
    if text == plain(example):
        return example
    mark = _MARK if example.startswith(_MARK) else ""
    written = example.removeprefix(_MARK)
    # By line feeds alone: Python knows other line ends, which TOML has inside of comments.
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
        # Its last line has none; another one may follow it now.
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
