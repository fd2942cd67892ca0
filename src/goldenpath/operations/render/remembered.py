"""Remember renders from one process to the next, since most checks render what the last one did.

A render depends on the checkout of the template, on the answers, and on the programs that render.
All of them are in the name of the file that remembers it, so another render has another name.
"""

import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path

import goldenpath
from goldenpath.model.ownership import Ownership
from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.template_store.sealed_files import SealedFiles

# The folders of goldenpath whose code decides what is rendered.
_PROGRAM = ("model", "operations/render", "operations/template_store")
# Latin-1 gives every byte its own character, so that any content fits into JSON.
_BYTES = "latin-1"


class RememberedRenders:
    """Renders that earlier processes have made."""

    def __init__(self, files: SealedFiles) -> None:
        self._files = files

    def find(self, checkout: TemplateCheckout, recorded: Answers) -> Render | None:
        """Return the render of a version with these answers, if an earlier process has made it."""
        content = self._files.read(_name(checkout, recorded))
        return _render(content) if content else None

    def keep(self, checkout: TemplateCheckout, recorded: Answers, render: Render) -> None:
        """Remember a render for later processes."""
        self._files.write(_name(checkout, recorded), _text(render).encode())


def _name(checkout: TemplateCheckout, recorded: Answers) -> str:
    inputs = [
        _program(),
        [checkout.location, checkout.version, checkout.commit],
        _state_of(checkout.folder),
        # The order of the answers, and the type of each, may change the render.
        [[key, type(value).__name__, str(value)] for key, value in recorded.items()],
    ]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


@cache
def _state_of(checkout: Path) -> list[str]:
    """Return what changes if a file of the checkout is changed, even with its old size and time."""
    found: list[str] = []
    for folder, folders, names in os.walk(checkout):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            found.append(f"{path} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}")
    return found


@cache
def _program() -> list[str]:
    """Return what identifies the programs that render: Python, its packages and goldenpath."""
    packages = [
        name
        for folder in dict.fromkeys(sys.path)
        if os.path.isdir(folder) and folder.endswith("-packages")
        for name in sorted(os.listdir(folder))
        if name.endswith(".dist-info")
    ]
    own = Path(goldenpath.__file__).parent
    modules = [
        f"{entry.name} {status.st_size} {status.st_mtime_ns}"
        for folder in _PROGRAM
        for entry in sorted(os.scandir(own / folder), key=lambda entry: entry.name)
        if entry.name.endswith(".py") and (status := entry.stat())
    ]
    return [sys.version, *packages, *modules]


def _text(render: Render) -> str:
    return json.dumps(
        {
            "files": [
                [path, file.kind, file.content.decode(_BYTES)]
                for path, file in render.files.items()
            ],
            "answers": dict(render.answers),
            "defaulted": render.defaulted,
            "ownership": render.ownership.model_dump(),
        }
    )


def _render(content: bytes) -> Render:
    found = json.loads(content)
    return Render(
        files={
            path: RenderedFile(text.encode(_BYTES), FileKind(kind))
            for path, kind, text in found["files"]
        },
        answers=found["answers"],
        defaulted=tuple(found["defaulted"]),
        ownership=Ownership.model_validate(found["ownership"]),
    )
