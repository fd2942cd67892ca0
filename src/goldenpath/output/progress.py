"""Show the progress of a command: a spinner on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from goldenpath.output.console import Console

if TYPE_CHECKING:
    from rich.status import Status


@contextmanager
def progress(console: Console) -> Generator[Callable[[str], None]]:
    """Provide a function that announces the next step, and marks the step before it as done."""
    steps = _Steps(console)
    try:
        yield steps.begin
        steps.finish()
    finally:
        steps.stop()


class _Steps:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._current: str | None = None
        self._began = 0.0
        self._status: Status | None = None

    def begin(self, step: str) -> None:
        self.finish()
        self._current = step
        self._began = monotonic()
        if self._console.is_terminal:
            self._status = self._console.rich.status(step)
            self._status.start()

    def finish(self) -> None:
        self.stop()
        if self._current:
            seconds = monotonic() - self._began
            self._console.print(f"[green]✓[/] {self._current} [dim]({seconds:.1f} s)[/]")
            self._current = None

    def stop(self) -> None:
        if self._status:
            self._status.stop()
            self._status = None
