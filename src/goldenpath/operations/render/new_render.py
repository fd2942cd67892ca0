"""Render a new repository: in memory if nobody is asked anything, and otherwise with copier.

Both write the same bytes; tests/integration/test_new_render.py compares them. What only copier can
render, it renders.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from goldenpath.model.created import RenderRecord
from goldenpath.model.errors import BadInputError
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.render.copier_render import (
    RenderRequest,
    render,
    require_always_asked,
    require_known_questions,
)
from goldenpath.operations.render.in_memory import InMemoryEngine
from goldenpath.operations.render.template_config import copier_may_refuse
from goldenpath.operations.render.template_plan import UnsupportedTemplateError
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import (
    TemplateCheckout,
    TemplateStore,
    UnknownVersionError,
)
from goldenpath.operations.template_store.locations import is_local

# What copier takes for the URL of a git repository. It would record any other URL in vain.
_GIT_URLS = ("git@", "https://github.com/", "https://gitlab.com/")
_GIT_SUFFIX = ".git"


def render_new(request: RenderRequest, into: Path, store: TemplateStore) -> RenderRecord:
    """Render the template into the folder ``into``, which is created.

    Raises:
        BadInputError: an answer, the template or the version is not valid.
        EnvironmentProblemError: the template cannot be reached.
        InterruptedByUserError: the person pressed Ctrl-C at a question.
    """
    checkout = None if request.ask else _checkout(request.template, store)
    if checkout is None:
        return render(request, into)
    try:
        rendered = InMemoryEngine().render(checkout, request.defaults, request.answers)
    except UnsupportedTemplateError:
        return render(request, into)
    require_always_asked(rendered.answers, request.template)
    require_known_questions(request.answers, rendered.answers)
    _write(rendered, into)
    return RenderRecord(
        answers=rendered.answers,
        version=checkout.version,
        commit=checkout.commit,
        has_uncommitted_template=False,
    )


def _checkout(template: TemplateSource, store: TemplateStore) -> TemplateCheckout | None:
    """Return the version to render; None if copier must render it, or say what is wrong."""
    location = template.location
    if is_local(location):
        if not (Path(location) / ".git").exists() or _has_changes(template):
            return None
    elif not location.startswith(_GIT_URLS) and not location.endswith(_GIT_SUFFIX):
        return None
    latest = None if template.version else store.releases(location).latest
    revision = template.version or (latest.tag if latest else None)
    if revision is None:
        return None
    try:
        checkout = store.checkout(location, revision)
    except UnknownVersionError:
        return None
    # goldenpath executes nothing, and copier refuses what it would have to execute.
    has_submodules = (checkout.folder / ".gitmodules").exists()
    return None if has_submodules or copier_may_refuse(checkout.folder) else checkout


def _has_changes(template: TemplateSource) -> bool:
    """Return whether the checkout has changes, which copier renders as well."""
    if template.version != "HEAD":
        return False
    asked = Git(Path(template.location)).try_run("status", "--porcelain")
    return asked.exit_code != 0 or asked.text != ""


def _write(rendered: Render, into: Path) -> None:
    files = _safe(rendered.files)
    into.mkdir()
    for path, file in files.items():
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = 0o777 if file.kind is FileKind.EXECUTABLE else 0o666
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as written:
            written.write(file.content)


def _safe(files: Mapping[str, RenderedFile]) -> Mapping[str, RenderedFile]:
    """Return the files, none of which is git's own: git would run a hook among them.

    Raises:
        BadInputError: a file is.
    """
    for path in files:
        if ".git" in path.lower().split("/"):
            raise BadInputError(
                f"The template renders {path}, which belongs to git: use another template."
            )
    return files
