"""Which locations of a template are reached: what an answers file says is not to be trusted."""

import re
from urllib.parse import unquote, urlsplit

from goldenpath.model.errors import BadInputError

_REACHABLE = re.compile(r"^(https://|ssh://|file:///|/|git@[\w.-]+:)[^\s\x00-\x1f]+$")


def require_reachable(location: str) -> str:
    """Refuse a location that is relative, that runs a program, or that travels in the clear.

    Raises:
        BadInputError: it is none of https, ssh, file and an absolute path.
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
            f"'{location}' is no place that a template is fetched from: _src_path must be an https"
            " or ssh URL, or an absolute path; pass --template with the right one."
        )
    return plain


def is_local(location: str) -> bool:
    """Whether the location is a folder of this machine."""
    return location.startswith("/")


# `git@host:path`, which is ssh in another form.
_SCP = re.compile(r"(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?P<path>[^/].*)")
_PORTS = {"https": 443, "ssh": 22}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
# What no honest URL has in its path: a percent sign that is left after one decoding may be decoded
# again by the server, a backslash is a slash to some.
_STRANGE = re.compile(r"[\x00-\x20\x7f\\%?#]")


def canonical_url(location: str) -> str | None:
    """The one spelling of a URL that is shared by all that lead to the same place.

    None for a path, and for a URL that can be understood in two ways: with dot segments, a query,
    a password, or percent signs within percent signs.
    """
    if scp := _SCP.fullmatch(location):
        location = f"ssh://{scp['user']}@{scp['host']}/{scp['path']}"
    try:
        place = urlsplit(location)
        host, port, path = place.hostname, place.port, unquote(place.path, errors="strict")
    except ValueError:
        return None
    # `git` is the user of every ssh URL of a code host; any other is somebody's trick or account.
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
    """The path on this machine that a location names; None when it is elsewhere."""
    if is_local(location):
        return location
    if not location[: len(_FILE)].lower().startswith(_FILE):
        return None
    rest = location[len(_FILE) :]
    # Git decodes percent signs, and ignores the host.
    return unquote(rest[rest.find("/") :], errors="surrogateescape") if "/" in rest else "/"


_FILE = "file://"
