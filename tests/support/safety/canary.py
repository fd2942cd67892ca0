"""Programs that write a file when they run, in every place where git or Python may look.

Each trap says which settings of the repository's own and which files it takes, and a command of
plain git or Python that falls into it: a trap that catches nobody proves nothing.
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Stands for the trap's program, wherever it is.
P = "{program}"
_HOOKS = (
    *("applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout"),
    *("post-commit", "post-index-change", "post-merge", "post-rewrite", "post-update"),
    *("pre-applypatch", "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase"),
    *("pre-receive", "prepare-commit-msg", "proc-receive", "push-to-checkout"),
    *("reference-transaction", "sendemail-validate", "update"),
)
_COMMIT = "git commit --quiet --allow-empty --message=x"
_TOUCH = "touch ci/build.yml; git status"
_PAGERS = ("status", "log", "diff", "show", "branch", "tag", "config", "merge", "grep", "stash")
_ALIASES = ("status", "merge", "rev-parse", "ls-files", "diff", "log", "show", "commit-tree")
_MODULES = ("yaml", "tomllib", "tomlkit", "copier", "jinja2", "pydantic", "rich", "json", "re")
_PROGRAMS = ("git", "uv", "python", "python3", "sh", "less", "keyring", "ssh", "gpg", "ruff")


@dataclass(frozen=True)
class Trap:
    """One way to have a program run."""

    settings: Mapping[str, str] = field(default_factory=dict)
    # Below the repository's root; what is executable begins with #!.
    files: Mapping[str, str] = field(default_factory=dict)
    # What falls into it; None where this git is too old, or a terminal or a network is needed.
    alive: str | None = None


_SCRIPT = "#!/bin/sh\nexec {program}\n"
# Without an import that one of the traps could catch.
_PYTHON = "import posix\nposix.close(posix.open({marker!r}, posix.O_CREAT))\n"


_PROJECT = """\
[project]
name = "demo"
dynamic = ["version"]
requires-python = ">=3.12"

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[tool.ruff]
line-length = 100
"""


def _hooks(folder: str) -> dict[str, str]:
    return {f"{folder}/{name}": _SCRIPT for name in _HOOKS}


def _attributes(text: str) -> dict[str, str]:
    return {".git/info/attributes": f"* {text}\n", ".gitattributes": f"* {text}\n"}


TRAPS: dict[str, Trap] = {
    "hooks": Trap(files=_hooks(".git/hooks"), alive=_COMMIT),
    "hooks of husky": Trap({"core.hooksPath": ".husky"}, _hooks(".husky"), _COMMIT),
    "a filter": Trap(
        {"filter.evil.clean": P, "filter.evil.smudge": P, "filter.evil.required": "true"},
        _attributes("filter=evil"),
        _TOUCH,
    ),
    "a filter's process": Trap({"filter.evil.process": P}, _attributes("filter=evil"), _TOUCH),
    "a merge driver": Trap(
        {"merge.evil.driver": f"{P} %O %A %B", "merge.default": "evil"},
        _attributes("merge=evil"),
        "git checkout --quiet -b a; echo 1 >> ci/build.yml; git commit --quiet -am 1;"
        " git checkout --quiet -b b HEAD~; echo 2 >> ci/build.yml; git commit --quiet -am 2;"
        " git merge --quiet a",
    ),
    "a diff": Trap({"diff.external": P}, alive="echo >> ci/build.yml; git diff"),
    "a diff driver": Trap(
        {"diff.evil.command": P}, _attributes("diff=evil"), "echo >> ci/build.yml; git diff"
    ),
    "a text conversion": Trap(
        {"diff.evil.textconv": P}, _attributes("diff=evil"), "echo >> ci/build.yml; git diff"
    ),
    "a monitor": Trap({"core.fsmonitor": P}, alive="git status"),
    "a pager": Trap({"core.pager": P, **{f"pager.{name}": P for name in _PAGERS}}),
    "an editor": Trap(
        {"core.editor": P, "sequence.editor": P}, alive="git commit --allow-empty --quiet"
    ),
    "ssh": Trap(
        {"core.sshCommand": P, "remote.origin.url": "ssh://127.0.0.1:1/x"}, alive="git fetch"
    ),
    "questions": Trap({"core.askPass": P, "credential.helper": f"!{P}"}),
    "other objects": Trap({"core.alternateRefsCommand": P}),
    "signatures": Trap(
        {
            "gpg.program": P,
            "gpg.ssh.program": P,
            "gpg.x509.program": P,
            "commit.gpgSign": "true",
            "tag.gpgSign": "true",
            "log.showSignature": "true",
            "merge.verifySignatures": "true",
        },
        alive=_COMMIT,
    ),
    "a remote": Trap(
        {"remote.origin.url": ".", "remote.origin.uploadpack": P, "remote.origin.receivepack": P},
        alive="git fetch origin",
    ),
    "a remote's helper": Trap({"remote.origin.vcs": "ext", "remote.origin.url": f"ext::{P}"}),
    "a promise": Trap(
        {
            "core.repositoryFormatVersion": "1",
            "extensions.partialClone": "evil",
            "remote.evil.promisor": "true",
            "remote.evil.url": ".",
            "remote.evil.uploadpack": P,
        },
        alive=f"git cat-file -e {'1' * 40}",
    ),
    "packs": Trap({"uploadpack.packObjectsHook": P}),
    "an include": Trap(
        {"include.path": "more", "includeIf.gitdir:/.path": "more"},
        {".git/more": "[core]\n\tfsmonitor = {program}\n"},
        "git status",
    ),
    "a work tree's settings": Trap(
        {"core.repositoryFormatVersion": "1", "extensions.worktreeConfig": "true"},
        {".git/config.worktree": "[core]\n\tfsmonitor = {program}\n"},
        "git status",
    ),
    "another URL": Trap(
        {f"url.ext::{P} .insteadOf": "https://", "protocol.ext.allow": "always"},
        alive="git ls-remote https://127.0.0.1:1/x",
    ),
    "another URL for paths": Trap(
        {f"url.ext::{P} .insteadOf": "/", "protocol.ext.allow": "always"},
        alive="git ls-remote /nowhere",
    ),
    "a submodule": Trap(
        {"submodule.x.update": f"!{P}", "submodule.recurse": "true", "submodule.x.url": "/x"},
        {".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = /x\n\tupdate = !{P}\n'},
    ),
    "aliases": Trap({f"alias.{name}": f"!{P}" for name in _ALIASES}),
    "a template of git's": Trap(
        {"init.templateDir": ".evil"}, {".evil/hooks/post-checkout": _SCRIPT}
    ),
    "a proxy": Trap(
        {"core.gitProxy": P, "remote.origin.url": "git://127.0.0.1:1/x"}, alive="git fetch"
    ),
    "maintenance": Trap({"gc.auto": "1", "gc.recentObjectsHook": P, "maintenance.auto": "true"}),
    "trailers": Trap({"trailer.goldenpath-update.command": P, "trailer.x.cmd": P}),
    "tools": Trap(
        {
            "merge.tool": "evil",
            "mergetool.evil.cmd": P,
            "diff.tool": "evil",
            "difftool.evil.cmd": P,
            "interactive.diffFilter": P,
        }
    ),
    "a build back end": Trap(
        files={
            **dict.fromkeys(("backend.py", "setup.py", "conftest.py"), _PYTHON),
            "pyproject.toml": _PROJECT,
        }
    ),
    "start-up files of Python": Trap(
        files={
            "sitecustomize.py": _PYTHON,
            "usercustomize.py": _PYTHON,
            "evil.pth": _PYTHON.replace("\n", ";"),
            "__init__.py": _PYTHON,
        },
        alive="python3 -c 'import sitecustomize'",
    ),
    "modules": Trap(
        files={
            f"{name}.py": _PYTHON
            for name in [
                "yaml",
                "tomllib",
                "tomlkit",
                "copier",
                "jinja2",
                "pydantic",
                "rich",
                "git",
                "json",
                "re",
            ]
        },
        alive="python3 -c 'import yaml'",
    ),
    "an environment": Trap(
        files={
            **{f".venv/bin/{name}": _SCRIPT for name in ("python", "python3", "uv", "git")},
            ".venv/pyvenv.cfg": "home = {folder}\n",
            "python-evil": _SCRIPT,
            ".python-version": "./python-evil\n",
        }
    ),
    "programs": Trap(
        files=dict.fromkeys(
            _PROGRAMS,
            _SCRIPT,
        )
    ),
    "settings of tools": Trap(
        files={
            "uv.toml": 'keyring-provider = "subprocess"\n',
            "noxfile.py": _PYTHON,
            "Makefile": "all:\n\t{program}\n",
            ".envrc": "{program}\n",
            ".editorconfig": "root = true\n",
            "ruff.toml": 'extend = "{program}"\n',
            "ty.toml": "[environment]\npython = '{program}'\n",
        }
    ),
}


def plant(trap: Trap, root: Path, marker: Path) -> None:
    """Set a trap in a repository: ``marker`` is there once somebody has fallen into it."""
    marker.parent.mkdir(parents=True, exist_ok=True)
    program = marker.with_suffix(".program")
    program.write_text(f"#!/bin/sh\n: > {marker}\nexit 0\n")
    program.chmod(0o755)
    for path, text in trap.files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        filled = text.replace("{marker!r}", repr(str(marker)))
        filled = filled.replace(P, str(program)).replace("{folder}", str(root))
        target.write_text(filled)
        if filled.startswith("#!") or "/hooks/" in path:
            target.chmod(0o755)
    for name, value in trap.settings.items():
        words = [word.replace(P, str(program)) for word in (name, value)]
        subprocess.run(["git", "config", "--add", *words], cwd=root, check=True)


def fall_into(trap: Trap, root: Path) -> None:
    """Do what triggers the trap."""
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0"}
    subprocess.run(
        ["sh", "-c", str(trap.alive)],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=30,
    )
