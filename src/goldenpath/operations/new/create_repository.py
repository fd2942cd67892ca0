"""Create a new repository: render, lock, commit, and move it into place."""

import os
from collections.abc import Callable
from pathlib import Path

from goldenpath.model.base import DataModel
from goldenpath.model.catalogue import Catalogue
from goldenpath.model.created import Created, RenderRecord
from goldenpath.operations.files.named_path import expanded
from goldenpath.operations.files.staging import (
    move_into_place,
    require_free,
    staging_folder,
)
from goldenpath.operations.locking.uv import command_of_uv, find_uv
from goldenpath.operations.new.access import AccessCheck, access_check
from goldenpath.operations.new.first_commit import (
    commit_everything,
    find_git,
    lock,
    require_outside_repository,
)
from goldenpath.operations.new.known_template import look_at
from goldenpath.operations.new.recorded_location import choose_location, record
from goldenpath.operations.render.copier_render import RenderRequest
from goldenpath.operations.render.new_render import render_new
from goldenpath.operations.template_store.checkouts import TemplateStore

# Called with a few words that say what happens next.
type Announce = Callable[[str], None]
# Adds the answers to questions that come before all others.
type AskFirst = Callable[[RenderRequest, Catalogue], RenderRequest]


class NewRepository(DataModel):
    """Where a new repository goes, and which steps are done."""

    destination: Path
    with_git: bool
    with_lock: bool
    # Goldenpath's own, which knows where the organisations' templates are.
    catalogue: Catalogue
    # Asks for shape and organisation before everything else; None if nobody is asked.
    ask_first: AskFirst | None


def create(
    new: NewRepository, request: RenderRequest, store: TemplateStore, announce: Announce
) -> Created:
    """Render, lock and commit in a hidden folder, then move that into place in one step.

    Raises:
        NotLockedError: the dependencies cannot be locked, and nothing was written.
        GoldenpathError: the repository cannot be created, and nothing was written.
    """
    destination = full_path(new.destination)
    require_free(destination)
    git = find_git() if new.with_git else None
    uv = find_uv() if new.with_lock else None
    if git:
        require_outside_repository(git, destination)
    template = look_at(request.template, store)
    template.require_offered(request.answers, request.defaults)
    if new.ask_first and template.begins_with_them():
        request = new.ask_first(request, template.catalogue)
    with access_check(template.catalogue) as access, staging_folder(destination) as built:
        if uv:
            _look_ahead(access, request)
        # copier asks questions while it renders, and a spinner would disturb them.
        if not request.ask:
            announce("Rendering")
        rendered = render_new(request, built, store)
        canonical = _canonical_template(new.catalogue, rendered)
        recorded = choose_location(request.template, rendered, canonical, store)
        if recorded.location != request.template.location:
            record(recorded.location, built)
        files = sum(path.is_file() for path in built.rglob("*"))
        if uv:
            access.require(rendered.answers, is_complete=True)
            announce("Locking the dependencies")
            lock(uv, built, rendered.answers)
        if git:
            announce("Committing")
            commit_everything(git, built, _first_message(rendered))
        move_into_place(built, destination)
    return Created(
        destination=destination,
        rendered=rendered,
        files=files,
        recorded=recorded,
        uv=command_of_uv(destination),
        is_committed=git is not None,
        is_locked=uv is not None,
    )


def _look_ahead(access: AccessCheck, request: RenderRequest) -> None:
    # A default is only likely to be the answer: it begins a search, and decides nothing.
    access.begin({**request.defaults, **request.answers})
    if request.ask:
        access.require(request.answers, is_complete=False)


def full_path(destination: Path) -> Path:
    """Return the absolute path, without `~` and `..`."""
    return Path(os.path.abspath(expanded(destination)))


def _canonical_template(catalogue: Catalogue, rendered: RenderRecord) -> str | None:
    """Return the URL of the organisation's template; None if goldenpath does not know it."""
    known = {each.name: str(each.template) for each in catalogue.organisations}
    return known.get(str(rendered.answers.get("organisation")))


def _first_message(rendered: RenderRecord) -> str:
    shape = rendered.answers.get("shape", "repository")
    version = f" {rendered.version}" if rendered.version else ""
    return f"feat: start from goldenpath{version} as {shape}"
