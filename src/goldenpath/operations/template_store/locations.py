"""Which locations of a template are reached: what an answers file says is not to be trusted."""

import re

from goldenpath.model.errors import BadInputError

_REACHABLE = re.compile(r"^(https://|ssh://|file:///|/|git@[\w.-]+:)[^\s\x00-\x1f]+$")


def require_reachable(location: str) -> str:
    """Refuse a location that is relative, that runs a program, or that travels in the clear.

    Raises:
        BadInputError: it is none of https, ssh, file and an absolute path.
    """
    plain = location.removeprefix("git+")
    if not _REACHABLE.match(plain) or "::" in plain.split("/")[0] or plain.startswith("ssh://-"):
        raise BadInputError(
            f"'{location}' is no place that a template is fetched from: _src_path must be an https"
            " or ssh URL, or an absolute path; pass --template with the right one."
        )
    return plain


def is_local(location: str) -> bool:
    """Whether the location is a folder of this machine."""
    return location.startswith("/")
