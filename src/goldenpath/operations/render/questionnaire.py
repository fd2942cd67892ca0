"""The questions of a template, answered as copier answers them: recorded, changed or by default.

Copier falls back to the default when a recorded answer is not valid any more; here that is an
error, since the repository would silently become another one.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from jinja2 import Template, TemplateError
from jinja2.environment import Environment

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answer, Answers
from goldenpath.model.yaml_text import read_yaml

type Values = Mapping[str, object]

_TRUE = frozenset({"y", "yes", "t", "true", "on"})
_FALSE = frozenset({"", "n", "no", "f", "false", "off", "~", "null", "none"})

# What begins an expression, a statement or a comment of Jinja.
_MARKS = ("{{", "{%", "{#")


class InvalidAnswerError(BadInputError):
    """An answer that the question does not accept."""

    def __init__(self, question: str, problem: str) -> None:
        super().__init__(f"{question}: {problem} (Give another with --data {question}=….)")
        self.question = question


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that can be chosen, and why it cannot be after all."""

    value: object
    refusal: str


class Expression:
    """A setting of a question that may vary with the answers.

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
        """The setting, given the answers so far."""
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
    # Choices that are written out, each a pair of value and refusal.
    listed: tuple[tuple[Expression, Expression], ...]

    def is_asked(self, values: Values) -> bool:
        """Whether the question applies; if not, its default counts and is not recorded."""
        return _as_bool(self.when.render(values))

    def parse(self, given: object, values: Values) -> object:
        """Turn an answer into the question's type.

        Raises:
            InvalidAnswerError: it cannot be, or is none of the choices.
        """
        try:
            answer = self.cast(given)
        except (TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
            raise InvalidAnswerError(self.name, f"{given!r} is not of its type.") from error
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
        """Ask the question's validator.

        Raises:
            InvalidAnswerError: it objects.
        """
        try:
            problem = str(self.validator.render({**values, self.name: answer})).strip()
        except TemplateError as error:
            problem = str(error)
        if problem:
            raise InvalidAnswerError(self.name, problem)

    def default_answer(self, values: Values) -> object:
        """The answer that counts when none is given.

        Raises:
            InvalidAnswerError: there is no default.
        """
        if self.default is None:
            raise InvalidAnswerError(self.name, "It has no default, and needs an answer.")
        return self.parse(self.default.render(values), values)

    def offered(self, values: Values) -> tuple[Choice, ...]:
        """What can be chosen from, given the answers so far; nothing when any answer will do."""
        if self.choices is not None:
            return _parse_choices(str(self.choices.render(values)))
        return tuple(
            Choice(value.render(values), str(refusal.render(values)))
            for value, refusal in self.listed
        )


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a template, in their order."""

    questions: tuple[Question, ...]

    @property
    def names(self) -> frozenset[str]:
        """What can be answered."""
        return frozenset(question.name for question in self.questions)

    def answer(self, recorded: Answers, changed: Answers, context: Values) -> "Answered":
        """Answer every question: changed, else recorded, else by default.

        ``context`` is what templates know beside the answers.

        Raises:
            InvalidAnswerError: an answer is not accepted.
        """
        answered = Answered(values={**recorded, **changed, **context})
        for question in self.questions:
            _answer_one(question, recorded, changed, answered)
        return answered


@dataclass
class Answered:
    """The answers, on their way to being complete."""

    # goldenpath: ignore[TY01] which questions there are is the template's to say
    values: dict[str, object]
    recorded: dict[str, Answer] = field(default_factory=dict)
    # Asked, and answered by the default.
    defaulted: list[str] = field(default_factory=list)


def _answer_one(
    question: Question, recorded: Answers, changed: Answers, answered: Answered
) -> None:
    values, name = answered.values, question.name
    if not question.is_asked(values):
        # What was recorded when the question still applied counts no more.
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
        BadInputError: a question has a type that is not known here.
    """
    return Questionnaire(
        tuple(_compile(name, details, environment) for name, details in questions.items())
    )


def _compile(name: str, details: Mapping[str, object], environment: Environment) -> Question:
    type_name = str(details.get("type", type(details.get("default")).__name__))
    if type_name not in _CASTS:
        raise BadInputError(f"The question {name} of the template has the type {type_name!r}.")
    choices = details.get("choices", ())
    items = list(choices.items()) if isinstance(choices, dict) else choices
    return Question(
        name=name,
        cast=_CASTS[type_name],
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


@lru_cache(maxsize=1024)
def _parse_yaml(text: str) -> object:
    # JSON is YAML, and many times faster to read; a computed answer is mostly `|to_json`.
    with suppress(json.JSONDecodeError):
        return json.loads(text)
    return read_yaml(text)


def _as_yaml(value: object) -> object:
    return _parse_yaml(value) if isinstance(value, str) else value


def _as_json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _as_bool(value: object) -> bool:
    with suppress(TypeError, ValueError):
        return bool(float(value))  # ty: ignore[invalid-argument-type]
    if isinstance(value, str):
        lower = value.strip().lower()
        if lower in _TRUE | _FALSE:
            return lower in _TRUE
    return bool(value)


def _as_str(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode()
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError(f"{value!r} is no text")


def _as_number[T: (int, float)](kind: type[T]) -> Callable[[object], T]:
    def cast(value: object) -> T:
        if isinstance(value, str | int | float):
            return kind(value)
        raise TypeError(f"{value!r} is no number")

    return cast


_CASTS: Mapping[str, Callable[[object], object]] = {
    "bool": _as_bool,
    "float": _as_number(float),
    "int": _as_number(int),
    "json": _as_json,
    "path": str,
    "str": _as_str,
    "yaml": _as_yaml,
}
