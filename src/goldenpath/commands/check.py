"""goldenpath check: how repositories differ from their template, and which rules they break."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.check_paths import CheckOutput, Format, check_paths
from goldenpath.commands.check_version import VersionCheck
from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.model.errors import BadInputError
from goldenpath.model.ruleset import Tier
from goldenpath.model.standards import StandardsRequest
from goldenpath.operations.check.check_repository import CheckRequest
from goldenpath.operations.files.named_path import chosen_folder


@Parameter(name="*")
class CheckOptions(BaseModel):
    """The options of `check`."""

    model_config = ConfigDict(frozen=True)

    format: Format = Format.TEXT
    """How to report: text, json, sarif, github (annotations) or markdown."""

    quiet: Annotated[bool, Parameter(negative=())] = False
    """Print nothing; only set the exit code."""

    allow_behind: Annotated[bool, Parameter(negative=())] = False
    """Succeed if the only finding is a newer release."""

    version_only: Annotated[bool, Parameter(negative=())] = False
    """Compare only versions, not files."""

    lock: Annotated[bool, Parameter(name="--lock", negative="--no-lock")] = True
    """Check uv.lock too."""

    drift: Annotated[bool, Parameter(negative=())] = False
    """Only compare with the template; check no rules."""

    rules: Annotated[bool, Parameter(negative=())] = False
    """Only check the rules of the standard; do not compare with the template."""

    select: Annotated[tuple[str, ...], Parameter(negative=())] = ()
    """Check only these rules or families, such as PK01 or CI."""

    ignore: Annotated[tuple[str, ...], Parameter(negative=())] = ()
    """Check all rules except these."""

    repository: Path | None = None
    """The folder of the repository, as in the other commands; another way to give PATHS."""

    organisation: str | None = None
    """The organisation whose rules apply, if the repository does not name one."""

    tier: Tier | None = None
    """The tier whose rules apply, if the repository does not name one."""


def check(
    *paths: Path, options: CheckOptions | None = None, template: TemplateOptions | None = None
) -> int:
    """Compare repositories with what their template renders, and with the rules of the standard.

    Parameters
    ----------
    paths
        Folders of rendered repositories; the current folder, if none is given.
    """
    chosen = options or CheckOptions()
    if chosen.drift and (chosen.rules or chosen.select or chosen.ignore):
        raise BadInputError(
            "--drift checks no rules: leave it out, or leave out --rules, --select and --ignore."
        )
    if chosen.repository is not None:
        paths = tuple(chosen_folder(path, chosen.repository) for path in paths or (None,))
    if chosen.version_only:
        _require_only_versions(chosen, template)
        return VersionCheck(paths, chosen.quiet, chosen.allow_behind).run()
    output = CheckOutput(
        format=chosen.format, is_quiet=chosen.quiet, allow_behind=chosen.allow_behind
    )
    return check_paths(
        paths,
        _request(chosen),
        output,
        chosen_templates(template or TemplateOptions(), remember=True),
    )


def _require_only_versions(options: CheckOptions, template: TemplateOptions | None) -> None:
    given = {*options.model_fields_set, *(template.model_fields_set if template else ())}
    if others := sorted(given - {"version_only", "quiet", "allow_behind", "repository"}):
        name = "no-lock" if others[0] == "lock" and not options.lock else others[0]
        raise BadInputError(
            f"--version-only compares no files, so --{name.replace('_', '-')} has no meaning with"
            " it: leave out one of them."
        )


def _request(options: CheckOptions) -> CheckRequest:
    standards = StandardsRequest(
        organisation=options.organisation,
        tier=options.tier,
        select=options.select,
        ignore=options.ignore,
    )
    return CheckRequest(
        drift=not options.rules,
        lock=options.lock,
        standards=None if options.drift else standards,
    )
