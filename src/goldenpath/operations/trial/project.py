"""Let a pyproject.toml take a package from a folder beside it."""

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.toml_text import parse, value_at
from goldenpath.operations.merge.keys import KeyDifference, KeyState
from goldenpath.operations.merge.restore_keys import restore_keys


def with_source(content: bytes, distribution: str, folder: str) -> bytes:
    """Return a pyproject.toml in which uv's source of a distribution is a folder.

    Raises:
        BadInputError: it is not valid TOML, or has no place for the source.
    """
    path, source = ("tool", "uv", "sources", distribution), {"path": folder}
    found = parse(content)
    if found is None:
        raise BadInputError(f"{PROJECT_FILE} is not valid TOML: correct it first.")
    wanted = f'[tool.uv.sources]\n{distribution} = {{ path = "{folder}" }}\n'
    difference = KeyDifference(path, KeyState.CHANGED, source, value_at(found, path))
    changed = restore_keys(content.decode("utf-8"), wanted, [difference]).encode("utf-8")
    if value_at(parse(changed) or {}, path) != source:
        raise BadInputError(
            f"{PROJECT_FILE} has no place for {'.'.join(path[:-1])}: make it a table."
        )
    return changed
