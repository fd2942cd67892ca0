"""The environment of child processes, without variables that tie them to another repository."""

import os

# These variables that start with GIT_ are kept. They say how to reach a remote, how git is
# configured and who commits. The others say where a repository is.
_KEPT = ("GIT_CONFIG_", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_SSH", "GIT_SSL_", "GIT_PROXY_")
_ALSO_KEPT = frozenset({"GIT_ASKPASS", "GIT_TERMINAL_PROMPT"})


def clean_environment() -> dict[str, str]:
    """Return this process's environment, without variables that tie git and uv to another folder.

    A git hook or an editor exports where its own repository and virtual environment are.
    goldenpath, uv, and copier (which runs inside goldenpath) work on other repositories. Relative
    folders are removed from PATH, so that no program is taken from the current folder, which is
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
    """Clean the environment of this process itself, because copier runs inside it."""
    kept = clean_environment()
    for name in set(os.environ) - set(kept):
        del os.environ[name]
    os.environ["PATH"] = kept["PATH"]


def processors() -> int:
    """Return how many processors this process may use. macOS cannot say, so all of them count."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
