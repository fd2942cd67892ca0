"""Decide which locations a template may be fetched from, since answers files are not trusted."""

import re
from urllib.parse import unquote, urlsplit

from goldenpath.model.errors import BadInputError

_REACHABLE = re.compile(r"^((https://|ssh://|file:///|git@[\w.-]+:)\S+|/[^\r\n]+)$")


def require_reachable(location: str) -> str:
    """Return a location without its `git+`, if a template may be fetched from it.

    A relative path, a location that runs a program, and a URL without encryption are refused.

    Raises:
        BadInputError: it is not an https, ssh or file URL, and not an absolute path.
    """
    plain = location.removeprefix("git+")
    is_text = plain.isprintable()
    if (
        not is_text
        or not _REACHABLE.match(plain)
        or "::" in plain.split("/")[0]
        or plain.startswith("ssh://-")
    ):
        raise BadInputError(
            f"goldenpath does not fetch a template from '{location}': _src_path must be an https or"
            " ssh URL, or an absolute path; pass --template with the right location."
        )
    return plain


def is_local(location: str) -> bool:
    """Return whether the location is written as a path on this machine."""
    return location.startswith("/")


# `git@host:path`, which is another form of an ssh URL.
_SCP = re.compile(r"(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?P<path>[^/].*)")
_PORTS = {"https": 443, "ssh": 22}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
# Characters that an honest URL does not have in its path. If a percent sign is left after one
# decoding, the server may decode it again. Some servers read a backslash as a slash.
_STRANGE = re.compile(r"[\x00-\x20\x7f\\%?#]")


def canonical_url(location: str) -> str | None:
    """Return the one spelling that all URLs of the same place share.

    None for a path, and for a URL that can be read in two ways: one with dot segments, a query, a
    password, or a percent sign that is itself encoded.
    """
    if scp := _SCP.fullmatch(location):
        location = f"ssh://{scp['user']}@{scp['host']}/{scp['path']}"
    try:
        place = urlsplit(location)
        host, port, path = place.hostname, place.port, unquote(place.path, errors="strict")
    except ValueError:
        return None
    # The ssh URLs of a code host have the user `git`. Another user may be a trick, or a person.
    has_user = place.username not in (None, "git" if place.scheme == "ssh" else None)
    if place.scheme not in _PORTS or has_user or place.password is not None or not host:
        return None
    if port == _PORTS[place.scheme]:
        port = None
    parts = [part for part in path.split("/") if part]
    is_strange = bool(_STRANGE.search(location.replace("%", "")) or _STRANGE.search(path))
    if is_strange or not _HOST.fullmatch(host) or {".", ".."} & set(parts):
        return None
    if parts:
        parts[-1] = parts[-1].removesuffix(".git")
    return "/".join([f"{place.scheme}://{host}{f':{port}' if port else ''}", *filter(None, parts)])


def local_path(location: str) -> str | None:
    """Return the path on this machine that a location names; None if it is elsewhere."""
    if is_local(location):
        return location
    if not location[: len(_FILE)].lower().startswith(_FILE):
        return None
    rest = location[len(_FILE) :]
    # git decodes percent signs, and ignores the host.
    return unquote(rest[rest.find("/") :], errors="surrogateescape") if "/" in rest else "/"


_FILE = "file://"
