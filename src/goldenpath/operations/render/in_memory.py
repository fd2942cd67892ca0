"""goldenpath's own engine: it compiles each version once, and writes no files.

Its results must be the same as those of copier's `run_copy`. tests/integration/test_engines.py
compares every byte.
"""

import os
from collections.abc import Iterator, Mapping

import jinja2

from goldenpath.model.errors import BadInputError
from goldenpath.model.ownership import Owner
from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import Render, RenderedFile
from goldenpath.operations.render.questionnaire import Answered, Values
from goldenpath.operations.render.template_plan import (
    PlannedFile,
    TemplatePlan,
    UnsupportedTemplateError,
    plan_of,
)
from goldenpath.operations.template_store.checkouts import TemplateCheckout

# The owners whose files a check compares with the render.
_COMPARED = (Owner.MANAGED, Owner.MERGED)
# What copier knows about the machine and the run.
_COPIERS_NAMES = ("_folder_name", "_copier_python", "_external_data")
# The errors that a template can raise when it is rendered: those of Jinja and of Python.
_FAILURES = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError)


class InMemoryEngine:
    """An engine that renders without copier.

    If it is ``lazy``, it renders a file of the team's or of a tool's only when its content is read,
    which a check does not do.
    """

    def __init__(self, *, lazy: bool = False) -> None:
        self._lazy = lazy

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render a checkout; see RenderEngine.

        Raises:
            UnsupportedTemplateError: only copier can render this template.
            BadInputError: an answer is not valid, or the template cannot be rendered.
        """
        plan = plan_of(checkout.folder)
        context = context_of(plan, checkout)
        known = {
            name: value for name, value in recorded.items() if name in plan.questionnaire.names
        }
        # Answers to questions that no longer exist. The default of a renamed question can use the
        # answer to the old question.
        retired = {name: value for name, value in recorded.items() if name not in known}
        try:
            answered = plan.questionnaire.answer(known, changed, {**retired, **context})
            files = _files(plan, checkout, answered, lazy=self._lazy)
        except BadInputError:
            raise
        except _FAILURES as error:
            raise _unrendered(checkout, error) from error
        return Render(
            files=files,
            answers=answered.recorded,
            defaulted=tuple(answered.defaulted),
            ownership=plan.ownership,
        )


class _CopierConf(dict[str, object]):
    """The values of `_copier_conf` that do not depend on the machine."""

    def __missing__(self, name: str) -> jinja2.StrictUndefined:
        return _only_copiers(f"_copier_conf.{name}")


def _only_copiers(name: str) -> jinja2.StrictUndefined:
    """Return a value that cannot be used: a template that uses it is rendered by copier."""
    return jinja2.StrictUndefined(
        f"The template uses {name}, which only copier knows.",
        exc=UnsupportedTemplateError,  # ty: ignore[invalid-argument-type] any error will do
    )


def _unrendered(checkout: TemplateCheckout, error: Exception) -> BadInputError:
    problem = " ".join(str(error).split())
    return BadInputError(
        f"The template {checkout.location} at {checkout.version} cannot be rendered with these"
        f" answers: {problem}."
    )


def context_of(plan: TemplatePlan, checkout: TemplateCheckout) -> Mapping[str, object]:
    """Return the values that templates can use in addition to the answers."""
    # copier offers more values. Those that differ between two runs (paths, the machine) are left to
    # copier, so that no text is missing where a template uses them.
    return {
        **{name: _only_copiers(name) for name in _COPIERS_NAMES},
        "_copier_conf": _CopierConf(
            answers_file=plan.answers_file,
            src_path=str(checkout.folder),
            vcs_ref=checkout.version,
            vcs_ref_hash=checkout.commit,
            sep=os.sep,
        ),
        "_copier_answers": {"_commit": checkout.version, "_src_path": checkout.location},
        "_copier_phase": "render",
        "_copier_operation": "copy",
    }


def _files(
    plan: TemplatePlan, checkout: TemplateCheckout, answered: Answered, *, lazy: bool
) -> Mapping[str, RenderedFile]:
    values = {
        **answered.values,
        "_copier_answers": {
            "_commit": checkout.version,
            "_src_path": checkout.location,
            **answered.recorded,
        },
    }
    is_excluded = plan.exclusion(values)
    parts: dict[str, str] = {}
    found: dict[str, PlannedFile] = {}
    for planned in plan.files_of(values, parts):
        path = plan.path_of(planned, values, parts)
        if path is None or (is_excluded and is_excluded(path)):
            continue
        if path in found:
            raise BadInputError(
                f"The template renders {path} twice with these answers: two of its layers overlap;"
                " report this to the owner of the template."
            )
        found[path] = planned
    files = _LazyFiles(found, values, checkout)
    if not lazy:
        return dict(files)
    # A failure to render a file that is compared must be noticed here.
    for path in found:
        if plan.ownership.owner_of(path) in _COMPARED:
            files[path]
    return files


class _LazyFiles(Mapping[str, RenderedFile]):
    """Files that are rendered when they are read."""

    def __init__(
        self, planned: Mapping[str, PlannedFile], values: Values, checkout: TemplateCheckout
    ) -> None:
        self._planned = planned
        self._values = values
        self._checkout = checkout
        self._rendered: dict[str, RenderedFile] = {}

    def __getitem__(self, path: str) -> RenderedFile:
        if path not in self._rendered:
            planned = self._planned[path]
            try:
                content = planned.content(self._values)
            except _FAILURES as error:
                raise _unrendered(self._checkout, error) from error
            self._rendered[path] = RenderedFile(content, planned.kind)
        return self._rendered[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._planned)

    def __len__(self) -> int:
        return len(self._planned)

    def __contains__(self, path: object) -> bool:
        return path in self._planned
