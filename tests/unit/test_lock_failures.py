"""Why a new repository cannot be locked is said in a few words, whatever uv and git print."""

import pytest

from goldenpath.operations.new.lock_failures import why_not_locked

GIT = """\
error: Failed to download and build `palindrom-ai-llm @ git+https://github.com/palindrom-ai/llm@v9`
  cause: Git operation failed
  cause: failed to fetch into: /home/me/.cache/uv/git-v1/db/c7d6ab39974e6b16
  cause: failed to fetch branch or tag `v9`
  cause: process didn't exit successfully: `/usr/bin/git fetch --force \
'https://github.com/palindrom-ai/llm' '+refs/tags/v9:refs/remotes/origin/tags/v9'` (exit 128)
         --- stderr
         fatal: {git}
"""


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (
            GIT.format(git="couldn't find remote ref refs/tags/v9"),
            "the llm package has no tag, branch or commit 'v9' (llm_package_ref)",
        ),
        (
            GIT.format(git="unable to access: Could not resolve host: github.com"),
            "git cannot fetch https://github.com/palindrom-ai/llm",
        ),
        ("error: x\n  cause: Git operation failed\n", "git cannot fetch a dependency"),
        (
            "error: Failed to fetch: https://index.example/simple/vulture/\n  cause: refused\n",
            "uv cannot reach the package index https://index.example",
        ),
        (
            "error: No interpreter found for Python 3.13 in managed installations\n",
            "uv finds no Python that fits (.python-version names it)",
        ),
        (
            "error: No solution found when resolving dependencies\n  cause: Because a and b …\n",
            "no versions of the dependencies fit together",
        ),
        ("error: Something new\n  cause: deep down\n", "uv says 'Something new: deep down'"),
    ],
)
def test_a_failure_is_a_few_words(printed: str, told: str) -> None:
    assert why_not_locked(printed) == told


def test_an_unknown_failure_is_no_page() -> None:
    assert len(why_not_locked("error: " + "many words " * 100)) < 140
