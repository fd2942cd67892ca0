"""TOML that takes longer to read than any project's: refused by its looks."""

from goldenpath.model.errors import BadInputError
from goldenpath.model.toml_text import MOST_PARTS, has_deep_key

# Bytes. Python reads a megabyte in a second.
_MOST_BYTES = 200_000


def refuse_bomb(path: str, content: bytes) -> None:
    """Refuse a TOML file that is too large, or too deep; other files pass.

    Raises:
        BadInputError: it is.
    """
    if not path.endswith(".toml"):
        return
    if len(content) > _MOST_BYTES:
        raise BadInputError(
            f"{path} has {len(content)} bytes, and at most {_MOST_BYTES} are read: make it smaller."
        )
    if has_deep_key(content):
        raise BadInputError(
            f"{path} has a key of more than {MOST_PARTS} parts: give it fewer dots."
        )
