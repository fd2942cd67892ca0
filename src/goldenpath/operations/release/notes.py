"""Find the notes of a release: render both versions for every shape, and compare the renders."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from goldenpath.model.errors import BadInputError
from goldenpath.model.note import NoteKind, RuleNote
from goldenpath.model.release_notes import ReleaseNotes, RepositoryNotes, ShapeNotes
from goldenpath.operations.comparison.repository_notes import notes_between
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.release.combinations import (
    Combination,
    combinations_of,
    options_of,
)
from goldenpath.operations.release.fleet_share import Fleet
from goldenpath.operations.release.new_rules import new_rules
from goldenpath.operations.release.rule_changes import rule_changes
from goldenpath.operations.release.scopes import scoped
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.template_store.versions import version_of


@dataclass(frozen=True)
class Step:
    """Two versions of a template, the older one first."""

    old: TemplateCheckout
    new: TemplateCheckout


def find_step(templates: Templates, location: str, versions: tuple[str | None, str | None]) -> Step:
    """Return the checkouts of the two named versions.

    The newer version is HEAD if it is not given. The older version is the newest release before the
    newer version if it is not given.

    Raises:
        BadInputError: a version does not exist, or there is no earlier release.
    """
    old, new = versions
    after = templates.store.checkout(location, new or "HEAD")
    if old:
        return Step(templates.store.checkout(location, old), after)
    releases = templates.store.releases(location).releases
    newest = version_of(after.version)
    usable = [
        release
        for release in releases
        if release.commit != after.commit
        and (newest is None or (version := version_of(release.tag)) is None or version < newest)
    ]
    if not usable:
        raise BadInputError(
            f"{location} has no release before {after.version}: give the older version as the"
            " first argument, or run `git fetch --tags`."
        )
    return Step(templates.store.checkout(location, usable[-1].tag), after)


def release_notes(step: Step, templates: Templates, fleet: Fleet | None = None) -> ReleaseNotes:
    """Render both versions with every combination of answers, and return what differs.

    Raises:
        BadInputError: a version cannot be rendered.
    """
    old, new = (_shapes(combinations_of(version)) for version in (step.old, step.new))
    shapes = []
    for shape in dict.fromkeys([*old, *new]):
        if shape in old and shape in new:
            shapes.append(_shape_notes(shape, step, templates))
        else:
            kind = NoteKind.ADDED if shape in new else NoteKind.REMOVED
            shapes.append(ShapeNotes(shape=shape, kind=kind))
    return ReleaseNotes(
        old=step.old.version,
        new=step.new.version,
        shapes=tuple(shapes),
        rules=tuple(_rule_notes(step, fleet)),
    )


def _rule_notes(step: Step, fleet: Fleet | None) -> Iterator[RuleNote]:
    for change in rule_changes(step.old, step.new):
        yield fleet.with_share(change) if fleet else change.note
    rules = tuple(new_rules(step.old, step.new))
    yield from fleet.with_failures(rules) if fleet else rules


def _shapes(combinations: Iterable[Combination]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(combination.shape for combination in combinations))


def _shape_notes(shape: str, step: Step, templates: Templates) -> ShapeNotes:
    both = _in_both(combinations_of(step.old), combinations_of(step.new), shape)
    options = _in_both(
        options_of(step.old, yes_or_no=True), options_of(step.new, yes_or_no=True), shape
    )
    every = [(one, _notes(one, step, templates)) for one in (*both, *options)]
    return ShapeNotes(
        shape=shape,
        notes=RepositoryNotes(
            files=scoped([(one, notes.files) for one, notes in every]),
            settings=scoped([(one, notes.settings) for one, notes in every]),
            dependencies=scoped([(one, notes.dependencies) for one, notes in every]),
            questions=scoped([(one, notes.questions) for one, notes in every]),
        ),
    )


def _in_both(
    old: Sequence[Combination], new: Sequence[Combination], shape: str
) -> Iterator[Combination]:
    return (one for one in old if one in new and one.shape == shape)


def _notes(combination: Combination, step: Step, templates: Templates) -> RepositoryNotes:
    before = templates.engine.render(step.old, {}, combination.answers)
    after = templates.engine.render(step.new, before.answers, {})
    return notes_between((step.old, before), (step.new, after))
