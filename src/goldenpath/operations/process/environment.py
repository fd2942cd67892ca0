"""The environment of children, without what ties them to some other folder."""

import os

# Of the variables that start with GIT_, those that say how to reach a remote, how git is
# configured and who commits. The others say where a repository is.
_KEPT = ("GIT_CONFIG_", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_SSH", "GIT_SSL_", "GIT_PROXY_")
_ALSO_KEPT = frozenset({"GIT_ASKPASS", "GIT_TERMINAL_PROMPT"})


def clean_environment() -> dict[str, str]:
    """This process's environment, without what ties git and uv to some other folder.

    A git hook and an editor export where *their* repository and environment are; goldenpath, copier
    inside it, and uv work on others. Programs are not looked for in the current folder, which is
    often a repository.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "VIRTUAL_ENV"
        and (not name.startswith("GIT_") or name.startswith(_KEPT) or name in _ALSO_KEPT)
    }
    folders = kept.get("PATH", os.defpath).split(os.pathsep)
    return kept | {"PATH": os.pathsep.join(filter(os.path.isabs, folders))}


def forget_other_repositories() -> None:
    """Clean the environment of this process itself, for copier, which runs in it."""
    kept = clean_environment()
    for name in set(os.environ) - set(kept):
        del os.environ[name]
    os.environ["PATH"] = kept["PATH"]


def processors() -> int:
    """How many processors this process may use; macOS does not say which."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
