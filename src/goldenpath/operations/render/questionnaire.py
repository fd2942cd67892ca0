"""The questions of a template, which are answered as copier answers them.

There is one difference. If a recorded answer is no longer valid, copier takes the default. Here
that is an error, because the repository would change without notice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from jinja2 import Template, TemplateError
from jinja2.environment import Environment

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answer, Answers
from goldenpath.model.yaml_text import read_yaml
from goldenpath.operations.render.answer_types import CASTS, as_bool

type Values = Mapping[str, object]

# What begins an expression, a statement or a comment of Jinja.
_MARKS = ("{{", "{%", "{#")


class InvalidAnswerError(BadInputError):
    """The question does not accept the answer."""

    def __init__(self, question: str, problem: str) -> None:
        super().__init__(f"{question}: {problem} (Give an answer with --data {question}=….)")
        self.question = question


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices of a question."""

    value: object
    # Why the choice is refused; empty if it is allowed.
    refusal: str


class Expression:
    """A setting of copier.yml that may depend on the answers.

    It is compiled when it is first rendered: most settings are about shapes that a repository does
    not have.
    """

    __slots__ = ("_environment", "_setting", "_template", "_varies")

    def __init__(self, setting: object, environment: Environment) -> None:
        self._setting = setting
        self._environment = environment
        self._template: Template | None = None
        self._varies = isinstance(setting, str) and any(mark in setting for mark in _MARKS)

    def render(self, values: Values) -> object:
        """Return the value of the setting with these answers."""
        if not self._varies:
            return self._setting
        if self._template is None:
            self._template = self._environment.from_string(str(self._setting))
        return self._template.render(values)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of copier.yml."""

    name: str
    cast: Callable[[object], object]
    default: Expression | None
    when: Expression
    validator: Expression
    choices: Expression | None
    # Choices that copier.yml lists, each as a pair of value and refusal.
    listed: tuple[tuple[Expression, Expression], ...]

    def is_asked(self, values: Values) -> bool:
        """Return whether the question applies; if not, its default is used and not recorded."""
        return as_bool(self.when.render(values))

    def parse(self, given: object, values: Values) -> object:
        """Return an answer as a value of the question's type.

        Raises:
            InvalidAnswerError: the answer does not have that type, or is not one of the choices.
        """
        try:
            answer = self.cast(given)
        except (TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
            raise InvalidAnswerError(self.name, f"{given!r} has the wrong type.") from error
        choices = self.offered(values)
        if not choices:
            return answer
        refused = ""
        for choice in choices:
            if self.cast(choice.value) == answer:
                if not choice.refusal:
                    return answer
                refused = refused or choice.refusal
        known = ", ".join(str(choice.value) for choice in choices if not choice.refusal)
        raise InvalidAnswerError(
            self.name, refused or f"{answer!r} is not a choice: it must be one of {known}."
        )

    def validate(self, answer: object, values: Values) -> None:
        """Check an answer with the question's validator.

        Raises:
            InvalidAnswerError: the validator refuses the answer.
        """
        try:
            problem = str(self.validator.render({**values, self.name: answer})).strip()
        except TemplateError as error:
            problem = str(error)
        if problem:
            raise InvalidAnswerError(self.name, problem)

    def default_answer(self, values: Values) -> object:
        """Return the answer that is used if none is given.

        Raises:
            InvalidAnswerError: there is no default.
        """
        if self.default is None:
            raise InvalidAnswerError(self.name, "The question has no default and needs an answer.")
        return self.parse(self.default.render(values), values)

    def offered(self, values: Values) -> tuple[Choice, ...]:
        """Return the choices with the answers so far; () if every answer is accepted."""
        if self.choices is not None:
            return _parse_choices(str(self.choices.render(values)))
        return tuple(
            Choice(value.render(values), str(refusal.render(values)))
            for value, refusal in self.listed
        )


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a template, in the order in which they are asked."""

    questions: tuple[Question, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of all questions."""
        return frozenset(question.name for question in self.questions)

    def answer(self, recorded: Answers, changed: Answers, context: Values) -> "Answered":
        """Answer every question: with the changed answer, the recorded answer or the default.

        ``context`` has the values that templates can use in addition to the answers.

        Raises:
            InvalidAnswerError: an answer is not accepted.
        """
        answered = Answered(values={**recorded, **changed, **context})
        for question in self.questions:
            _answer_one(question, recorded, changed, answered)
        return answered


@dataclass
class Answered:
    """The answers so far, while the questions are answered one after the other."""

    # goldenpath: ignore[TY01] the template decides which questions there are
    values: dict[str, object]
    recorded: dict[str, Answer] = field(default_factory=dict)
    # The questions that apply and that were answered by their default.
    defaulted: list[str] = field(default_factory=list)


def _answer_one(
    question: Question, recorded: Answers, changed: Answers, answered: Answered
) -> None:
    values, name = answered.values, question.name
    if not question.is_asked(values):
        # An answer that was recorded when the question still applied is no longer used.
        values.pop(name, None)
        values[name] = question.default_answer(values)
        return
    given = changed if name in changed else recorded
    if name in given:
        answer = question.parse(given[name], values)
    else:
        answer = question.default_answer(values)
        answered.defaulted.append(name)
    question.validate(answer, values)
    values[name] = answer
    if isinstance(answer, str | int | float | bool):
        answered.recorded[name] = answer


def compile_questionnaire(
    questions: Mapping[str, Mapping[str, object]], environment: Environment
) -> Questionnaire:
    """Compile the questions of a copier.yml.

    Raises:
        BadInputError: a question has an unknown type.
    """
    return Questionnaire(
        tuple(_compile(name, details, environment) for name, details in questions.items())
    )


def _compile(name: str, details: Mapping[str, object], environment: Environment) -> Question:
    type_name = str(details.get("type", type(details.get("default")).__name__))
    if type_name not in CASTS:
        raise BadInputError(
            f"The question {name} of the template has the unknown type {type_name!r}: use one of"
            f" {', '.join(sorted(CASTS))}."
        )
    choices = details.get("choices", ())
    items = list(choices.items()) if isinstance(choices, dict) else choices
    return Question(
        name=name,
        cast=CASTS[type_name],
        default=Expression(details["default"], environment) if "default" in details else None,
        when=Expression(details.get("when", True), environment),
        validator=Expression(details.get("validator", ""), environment),
        choices=Expression(choices, environment) if isinstance(choices, str) else None,
        listed=()
        if isinstance(items, str) or not isinstance(items, list | tuple)
        else tuple(
            (Expression(value, environment), Expression(refusal, environment))
            for value, refusal in map(_value_and_refusal, items)
        ),
    )


def _value_and_refusal(item: object) -> tuple[object, str]:
    value = item[1] if isinstance(item, tuple | list) else item
    if isinstance(value, dict):
        return value["value"], str(value.get("validator", ""))
    return value, ""


@lru_cache(maxsize=1024)
def _parse_choices(rendered: str) -> tuple[Choice, ...]:
    parsed = read_yaml(rendered)
    if isinstance(parsed, dict):
        parsed = list(parsed.items())
    items = parsed if isinstance(parsed, list) else [parsed]
    return tuple(Choice(value, refusal) for value, refusal in map(_value_and_refusal, items))
