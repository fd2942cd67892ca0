"""goldenpath new: create a new repository from the template."""

import re
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.first_questions import ask_first
from goldenpath.commands.new_again import trial_of, with_commands
from goldenpath.commands.organisation_option import organisation_of
from goldenpath.commands.templates import cache_folder
from goldenpath.model.catalogue import Catalogue
from goldenpath.model.errors import BadInputError
from goldenpath.operations.new.create_repository import NewRepository, create, full_path
from goldenpath.operations.new.not_locked import NotLockedError
from goldenpath.operations.render.answers import Answers, parse_answers, read_answers_file
from goldenpath.operations.render.copier_render import RenderRequest
from goldenpath.operations.render.template_source import choose_template, own_catalogue
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.operations.trial.service_trial import TRIED_SHAPE
from goldenpath.output.console import messages, results
from goldenpath.output.created_text import print_created, print_warnings
from goldenpath.output.progress import progress
from goldenpath.settings import read_settings

# The valid project names. The name of a folder may have other characters.
_PROJECT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]{0,38}[A-Za-z0-9]")


@Parameter(name="*")
class NewOptions(BaseModel):
    """The options of `new`."""

    model_config = ConfigDict(frozen=True)

    shape: str | None = None
    """The shape of the repository; `goldenpath shapes` lists all shapes."""

    organisation: str | None = None
    """The organisation that the repository belongs to."""

    tier: str | None = None
    """The tier, which decides how strict the rules are: production, internal or prototype."""

    data: Annotated[tuple[str, ...], Parameter(name=("--data", "-d"), negative=())] = ()
    """An answer, as key=value; can be given more than once."""

    data_file: Path | None = None
    """A YAML file with answers; options override it."""

    defaults: Annotated[bool, Parameter(negative=())] = False
    """Ask no questions: a question without an answer takes its default."""

    template: str | None = None
    """URL or path of the template, instead of the default one."""

    vcs_ref: str | None = None
    """The version of the template: a tag, a branch or a commit."""

    git: Annotated[bool, Parameter(name="--git", negative="--no-git")] = True
    """Create a git repository with a first commit."""

    lock: Annotated[bool, Parameter(name="--lock", negative="--no-lock")] = True
    """Lock the dependencies in uv.lock."""


def new(destination: Path, /, *, options: NewOptions | None = None) -> None:
    """Render a new repository: ask questions, lock the dependencies and commit.

    If anything fails, nothing is created.

    Parameters
    ----------
    destination
        The folder to create. Its name is the project's name, unless an answer gives another one.
    """
    chosen = options or NewOptions()
    answers = _answers(chosen)
    catalogue = own_catalogue()
    request = _render_request(chosen, answers, destination, catalogue)
    where = NewRepository(
        destination=destination,
        with_git=chosen.git,
        with_lock=chosen.lock,
        catalogue=catalogue,
        ask_first=ask_first if request.ask else None,
    )
    console = messages()
    try:
        with progress(console) as announce:
            created = create(where, request, TemplateStore(cache_folder()), announce)
    except NotLockedError as error:
        raise with_commands(error, destination, chosen, answers) from error
    print_warnings(created, console)
    is_tried = not created.is_locked and created.rendered.answers["shape"] == TRIED_SHAPE
    print_created(created, results(), trial_of(destination) if is_tried else None)


def _answers(options: NewOptions) -> Answers:
    named = {
        name: value
        for name, value in (
            ("shape", options.shape),
            ("organisation", options.organisation),
            ("tier", options.tier),
        )
        if value is not None
    }
    given = parse_answers(options.data)
    for name, value in named.items():
        if given.get(name, value) != value:
            raise BadInputError(
                f"--{name} {value} and --data {name}={given[name]} disagree: give one of them."
            )
    from_file = read_answers_file(options.data_file) if options.data_file else {}
    return {**from_file, **given, **named}


def _render_request(
    options: NewOptions, answers: Answers, destination: Path, catalogue: Catalogue
) -> RenderRequest:
    settings = read_settings()
    # A template that is not goldenpath's own may have other organisations.
    named = str(answers.get("organisation", ""))
    is_known = named in {each.name for each in catalogue.organisations}
    organisation = organisation_of(catalogue, named if is_known else None)
    template = choose_template(options.template, settings.template, organisation)
    if options.vcs_ref:
        template = template.model_copy(update={"version": options.vcs_ref})
    if not options.defaults and not sys.stdin.isatty():
        raise BadInputError(
            "There is no terminal to ask questions on: use --defaults to take the defaults, and"
            " --data key=value to give other answers."
        )
    defaults = {"organisation": organisation.name}
    name = full_path(destination).name
    # An invalid default would stop the questions, and the person could not correct it.
    if options.defaults or _PROJECT_NAME.fullmatch(name):
        defaults["project_name"] = name
    return RenderRequest(
        template=template, answers=answers, defaults=defaults, ask=not options.defaults
    )
