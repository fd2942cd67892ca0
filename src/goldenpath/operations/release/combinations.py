"""The combinations of answers with which a release is rendered and checked."""

import itertools
from collections.abc import Iterator

from goldenpath.model.base import DataModel
from goldenpath.model.recorded_answers import Answer, Answers
from goldenpath.operations.render.in_memory import context_of
from goldenpath.operations.render.questionnaire import Question
from goldenpath.operations.render.template_plan import TemplatePlan, plan_of
from goldenpath.operations.template_store.checkouts import TemplateCheckout

_AXES = ("shape", "organisation", "tier")


class Combination(DataModel):
    """Answers for one kind of repository: shape, organisation, tier and at most one option.

    An answer is empty if the template does not have that question. The option is one more answer,
    which differs from its default.
    """

    shape: str = ""
    organisation: str = ""
    tier: str = ""
    option: tuple[str, Answer] | None = None

    @property
    def answers(self) -> Answers:
        """The answers, as a person would give them."""
        axes = {name: getattr(self, name) for name in _AXES if getattr(self, name)}
        return {**axes, **({self.option[0]: self.option[1]} if self.option else {})}

    @property
    def name(self) -> str:
        """The answers in one word, separated by slashes."""
        parts = [self.shape, self.organisation, self.tier]
        if self.option:
            parts.append(f"{self.option[0]}={self.option[1]}")
        return "/".join(part for part in parts if part) or "default"


def combinations_of(checkout: TemplateCheckout) -> tuple[Combination, ...]:
    """Return all combinations of shape, organisation and tier that a version offers.

    Raises:
        BadInputError: the questions cannot be answered by their defaults.
    """
    plan = plan_of(checkout.folder)
    values = [
        [str(value) for value in _offered(plan, checkout, {}, name)]
        if name in plan.questionnaire.names
        else [""]
        for name in _AXES
    ]
    return tuple(
        Combination(shape=shape, organisation=organisation, tier=tier)
        for shape, organisation, tier in itertools.product(*values)
    )


def options_of(checkout: TemplateCheckout, *, yes_or_no: bool) -> tuple[Combination, ...]:
    """Return the combinations with an option: one for each answer that is not the default.

    They are repeated for every shape and organisation, with the first tier only. With
    ``yes_or_no``, only questions with a boolean answer count.

    Raises:
        BadInputError: the questions cannot be answered by their defaults.
    """
    every = combinations_of(checkout)
    bases = [one for one in every if one.tier == every[0].tier]
    return tuple(
        base.model_copy(update={"option": option})
        for base in bases
        for option in _options(checkout, base, yes_or_no)
    )


def _options(
    checkout: TemplateCheckout, base: Combination, yes_or_no: bool
) -> Iterator[tuple[str, Answer]]:
    plan = plan_of(checkout.folder)
    answered = plan.questionnaire.answer({}, base.answers, context_of(plan, checkout))
    for question in plan.questionnaire.questions:
        default = answered.recorded.get(question.name)
        if question.name in _AXES or default is None:
            continue
        if isinstance(default, bool):
            yield question.name, not default
        elif not yes_or_no:
            others = _offered(plan, checkout, base.answers, question.name)
            yield from ((question.name, other) for other in others if other != default)


def _offered(
    plan: TemplatePlan, checkout: TemplateCheckout, given: Answers, name: str
) -> tuple[Answer, ...]:
    """Return the possible answers: the allowed choices, or the default if there are no choices."""
    answered = plan.questionnaire.answer({}, given, context_of(plan, checkout))
    question = _question(plan, name)
    choices = [choice for choice in question.offered(answered.values) if not choice.refusal]
    values = [question.cast(choice.value) for choice in choices] or [answered.values[name]]
    return tuple(value for value in values if isinstance(value, str | int | float | bool))


def _question(plan: TemplatePlan, name: str) -> Question:
    return next(question for question in plan.questionnaire.questions if question.name == name)
