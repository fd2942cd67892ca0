"""A person at a machine of their own: a home, a cache, a terminal, and nothing of anyone else's."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from support.safety.running import environment

_CONFIGURATION = "[user]\n\tname = Team\n\temail = team@example.com\n[gc]\n\tauto = 0\n"


@contextmanager
def person(folder: Path) -> Generator[Path]:
    """Give a person a home below ``folder``, and let the environment point to it."""
    home = folder / "home"
    home.mkdir(parents=True)
    (home / ".gitconfig").write_text(_CONFIGURATION)
    variables = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GOLDENPATH_CACHE": str(folder / "cache"),
        "GOLDENPATH_TEMPLATE": "",
        "GOLDENPATH_ORGANISATION": "",
        "GIT_CONFIG_NOSYSTEM": "1",
        "COLUMNS": "200",
        "NO_COLOR": "1",
    }
    with environment(variables):
        yield home
