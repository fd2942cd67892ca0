"""A program on the screen of a terminal, as a person sees it."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pexpect
import pyte

ROWS = 40
ENTER = "\r"
DOWN = "\x1b[B"
# Ctrl-U clears what is typed.
CLEAR = "\x15"
# Seconds.
_PATIENCE = 60.0
# A program asks with this where the cursor is, and waits for the answer.
_WHERE = "\x1b[6n"


class Terminal:
    """A terminal of so many columns, on which a program runs."""

    def __init__(
        self, command: Sequence[str], folder: Path, columns: int, environment: Mapping[str, str]
    ) -> None:
        self._screen = pyte.Screen(columns, ROWS)
        self._stream = pyte.Stream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            cwd=folder,
            env={**environment, "TERM": "xterm"},
            encoding="utf-8",
            dimensions=(ROWS, columns),
        )

    @property
    def rows(self) -> list[str]:
        """What the screen shows."""
        return [row.rstrip() for row in self._screen.display]

    def type(self, keys: str) -> None:
        """Press keys."""
        self._child.send(keys)

    def wait_for(self, is_there: Callable[[str], bool]) -> None:
        """Wait until the screen shows what is expected."""
        end = time.monotonic() + _PATIENCE
        while not is_there("\n".join(self.rows)):
            assert time.monotonic() < end, "\n".join(self.rows)
            try:
                printed = self._child.read_nonblocking(size=65536, timeout=1)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                assert is_there("\n".join(self.rows)), "\n".join(self.rows)
                return
            self._stream.feed(printed)
            if _WHERE in printed:
                cursor = self._screen.cursor
                self._child.send(f"\x1b[{cursor.y + 1};{cursor.x + 1}R")

    def close(self) -> None:
        """End the program."""
        self._child.close(force=True)
