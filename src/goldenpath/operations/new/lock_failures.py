"""Say in a few words why uv cannot lock a new repository. uv and git say it in a page."""

import re

from goldenpath.operations.locking.uv import reason

# The most characters of uv's own words, for a failure that is not known here.
_MOST = 120
_KNOWN = (
    (
        # The second part is git's: the repository was reached.
        r"failed to (?:fetch|find) [\w, ]+ `(?P<what>[^`]+)`"
        r"(?=[\s\S]*(?:couldn't find remote ref|not our ref|failed to find))",
        "the llm package has no tag, branch or commit '{what}' (llm_package_ref)",
    ),
    (
        r"Git operation failed[\s\S]*? fetch [^\n]*?'(?P<what>https?://[^']+)'",
        "git cannot fetch {what}",
    ),
    (r"Git operation failed", "git cannot fetch a dependency"),
    (r"Failed to fetch: `?(?P<what>https?://[^/`\s]+)", "uv cannot reach the package index {what}"),
    (r"because the network was disabled", "uv may not use the network here"),
    (
        r"No interpreter found for Python|resolved to Python [\d.]+, which",
        "uv finds no Python that fits (.python-version names it)",
    ),
    (r"No solution found", "no versions of the dependencies fit together"),
)


def why_not_locked(errors: str) -> str:
    """Return the end of a sentence that begins with "because", from uv's output."""
    for pattern, words in _KNOWN:
        if found := re.search(pattern, errors):
            return words.format(**{name: value or "" for name, value in found.groupdict().items()})
    said = reason(errors)
    return f"uv says '{said if len(said) <= _MOST else said[:_MOST] + '…'}'"
