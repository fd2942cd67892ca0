"""Refuse TOML that takes longer to read than the TOML of any real project, before it is read."""

from goldenpath.model.errors import BadInputError
from goldenpath.model.toml_text import MOST_PARTS, has_deep_key

# Bytes. Python needs about a second to read a megabyte of TOML.
_MOST_BYTES = 200_000


def refuse_bomb(path: str, content: bytes) -> None:
    """Refuse a TOML file that is too large, or has a key with too many parts.

    Other files are accepted.

    Raises:
        BadInputError: the file is refused.
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
