"""goldenpath release create: create a release of the commit that passed the gate."""

from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.release_options import released_template
from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.commands.templates import cache_folder
from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.model.release import ReleasePlan
from goldenpath.operations.release.create_release import make_release
from goldenpath.operations.release.gate.context import open_gate
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.next_release import Wanted, plan_release
from goldenpath.output.console import results
from goldenpath.output.release_created_text import print_release
from goldenpath.output.release_notes_markdown import release_notes_markdown


@Parameter(name="*")
class CreateOptions(BaseModel):
    """The options of `release create`."""

    model_config = ConfigDict(frozen=True)

    next: Annotated[bool, Parameter(negative=())] = False
    """Choose the next version from what has changed."""

    dry_run: Annotated[bool, Parameter(negative=())] = False
    """Print which version it would be, and write nothing."""


def create(
    version: str | None = None,
    /,
    *,
    options: CreateOptions | None = None,
    template: TemplateOptions | None = None,
) -> int:
    """Write the version and the changelog, commit, and tag. Nothing is pushed.

    Parameters
    ----------
    version
        The version, such as 1.2.0; or use --next instead.
    """
    chosen, where = options or CreateOptions(), template or TemplateOptions()
    if (version is None) is not chosen.next:
        raise BadInputError("Which version is it? Give either a version, such as 1.2.0, or --next.")
    context = open_gate(chosen_templates(where), released_template(where), version)
    known = GateResults(cache_folder(), context.candidate.commit)
    plan = plan_release(context, known, Wanted(version))
    made = None if chosen.dry_run else make_release(context.template, plan, _annotation(plan))
    print_release(plan, made, results())
    return ExitCode.OK


def _annotation(plan: ReleasePlan) -> str:
    """Return the message of the tag: the notes, in which the checked commit has the tag's name."""
    if plan.notes is None:
        return f"{plan.tag}\n\nThe first release.\n"
    notes = plan.notes.model_copy(update={"new": plan.tag})
    return "\n".join((plan.tag, "", *release_notes_markdown(notes), ""))
