"""Which files git tracks, by its index. Git is not run: its settings may run something else."""

from pathlib import Path

_SIGNATURE = b"DIRC"
_MAX_BYTES = 50_000_000
_HEADER = 12
# Of an entry, before its flags: times, mode, owner, size and hash.
_FLAGS_AT = 60
_EXTENDED = 0x4000
_PADDED_TO = 8
_COMPRESSED_VERSION = 4
_KNOWN_VERSIONS = (2, 3, _COMPRESSED_VERSION)


def tracked_paths(root: Path) -> frozenset[str]:
    """The files in the index; none when there is no index that can be read."""
    file = root / ".git" / "index"
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > _MAX_BYTES:
            return frozenset()
        return frozenset(_paths(file.read_bytes()))
    except (OSError, ValueError, IndexError):
        return frozenset()


def _paths(content: bytes) -> list[str]:
    version = int.from_bytes(content[4:8])
    count = int.from_bytes(content[8:_HEADER])
    if content[:4] != _SIGNATURE or version not in _KNOWN_VERSIONS:
        return []
    found: list[str] = []
    at, path = _HEADER, b""
    for _ in range(count):
        begin = at
        flags = int.from_bytes(content[at + _FLAGS_AT : at + _FLAGS_AT + 2])
        at += _FLAGS_AT + (4 if flags & _EXTENDED else 2)
        if version == _COMPRESSED_VERSION:
            dropped, at = _variable_number(content, at)
            end = content.index(b"\0", at)
            path = path[: len(path) - dropped] + content[at:end]
            at = end + 1
        else:
            end = content.index(b"\0", at)
            path = content[at:end]
            at = end + _PADDED_TO - (end - begin) % _PADDED_TO
        found.append(path.decode("utf-8", "surrogateescape"))
    return found


def _variable_number(content: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, as pack files have them, and where it ends."""
    value = content[at] & 0x7F
    while content[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (content[at] & 0x7F)
    return value, at + 1
