"""Render with stock copier on another day.

This module runs as a separate program, because it changes the clock of its process. Its arguments
are the number of days to move the clock by, the template, the commit, the destination, and the
answers as JSON.
"""

import datetime
import json
import sys
import time

_DAY = 86_400


def _move_clock(days: int) -> None:
    now, now_ns, local, universal = time.time, time.time_ns, time.localtime, time.gmtime
    vars(time).update(
        time=lambda: now() + days * _DAY,
        time_ns=lambda: now_ns() + days * _DAY * 1_000_000_000,
        localtime=lambda seconds=None: local(time.time() if seconds is None else seconds),
        gmtime=lambda seconds=None: universal(time.time() if seconds is None else seconds),
    )

    class OtherDay(datetime.datetime):
        """A datetime whose current time is moved."""

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "OtherDay":
            """Return the time on the other day."""
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def today(cls) -> "OtherDay":
            """Return the time on the other day."""
            return cls.fromtimestamp(time.time())

    class OtherDate(datetime.date):
        """A date whose current day is moved."""

        @classmethod
        def today(cls) -> "OtherDate":
            """Return the other day."""
            return cls.fromtimestamp(time.time())

    vars(datetime).update(datetime=OtherDay, date=OtherDate)


def main(arguments: list[str]) -> None:
    """Move the clock, then import copier and render."""
    days, template, commit, destination, answers = arguments
    _move_clock(int(days))
    import copier

    copier.run_copy(
        template,
        destination,
        data=json.loads(answers),
        vcs_ref=commit,
        defaults=True,
        quiet=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
