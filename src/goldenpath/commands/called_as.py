"""How a person runs goldenpath here, for commands that goldenpath prints."""

from pathlib import Path

from goldenpath.operations.render.template_source import own_checkout


def called_as() -> tuple[str, ...]:
    """Return the words that stand for `goldenpath` in the current folder."""
    checkout = own_checkout()
    if checkout is None or not (checkout / "uvw").is_file():
        return ("goldenpath",)
    if checkout == Path.cwd():
        return ("./uvw", "run", "goldenpath")
    return (str(checkout / "uvw"), "run", "--project", str(checkout), "goldenpath")
