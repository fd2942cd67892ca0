"""The help of goldenpath and of its groups: which commands there are.

This module does not import cyclopts, because a person waits for this text. cyclopts writes the help
of each command.
"""

from collections.abc import Sequence

from goldenpath.commands.command_list import ABOUT, COMMANDS, GROUPS

_HELP = ("--help", "-h")


def overview(arguments: Sequence[str]) -> str | None:
    """Return the list of commands that a command line asks for; None if it asks for more."""
    words = list(arguments)
    if words and words[-1] in _HELP:
        words.pop()
    if not words:
        rows = {name: command.about for name, command in COMMANDS.items()}
        rows |= {name: group.about for name, group in GROUPS.items()}
        return _text("goldenpath", ABOUT, rows)
    if len(words) == 1 and (group := GROUPS.get(words[0])):
        rows = {name: command.about for name, command in group.commands.items()}
        return _text(f"goldenpath {words[0]}", group.about, rows)
    return None


def _text(name: str, about: str, rows: dict[str, str]) -> str:
    width = max(map(len, rows))
    listed = "".join(f"  {row:<{width}}  {line}\n" for row, line in rows.items())
    return (
        f"Usage: {name} COMMAND\n\n{about}\n\nCommands:\n{listed}\n"
        f"`{name} COMMAND --help` lists the options of a command."
    )
