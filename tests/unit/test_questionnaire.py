"""Questions answered without copier: types, defaults, choices, and what is refused."""

from collections.abc import Mapping

import jinja2
import pytest
import yaml
from jinja2.sandbox import SandboxedEnvironment

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answer
from goldenpath.operations.render.questionnaire import (
    Answered,
    InvalidAnswerError,
    compile_questionnaire,
)

type Given = Mapping[str, Answer]

CHOICES = """\
size:
  type: str
  default: small
  choices:
    A small one: small
    A large one:
      value: large
      validator: "{% if cheap %}Large ones are not cheap.{% endif %}"
"""
RENDERED_CHOICES = """\
size:
  type: str
  default: small
  choices: |
    {% for name in sizes %}
    The {{ name }} one: {value: {{ name }}, validator: "{{ 'too big' if name == 'huge' else '' }}"}
    {% endfor %}
"""


def answered(
    questions: str,
    recorded: Given | None = None,
    changed: Given | None = None,
    context: Mapping[str, object] | None = None,
) -> Answered:
    environment = SandboxedEnvironment(undefined=jinja2.StrictUndefined)
    questionnaire = compile_questionnaire(yaml.safe_load(questions), environment)
    return questionnaire.answer(recorded or {}, changed or {}, context or {})


@pytest.mark.parametrize(
    ("type_name", "given", "expected"),
    [
        ("str", "text", "text"),
        ("str", 3, "3"),
        ("str", True, "True"),
        ("int", "12", 12),
        ("int", 12, 12),
        ("int", 1.9, 1),
        ("float", "1.5", 1.5),
        ("float", 2, 2.0),
        ("bool", "yes", True),
        ("bool", "y", True),
        ("bool", "t", True),
        ("bool", "true", True),
        ("bool", " On ", True),
        ("bool", "on", True),
        ("bool", "YES", True),
        ("bool", "1", True),
        ("bool", "2", True),
        ("bool", "0.5", True),
        ("bool", 1, True),
        ("bool", "no", False),
        ("bool", "n", False),
        ("bool", "", False),
        ("bool", "f", False),
        ("bool", "F", False),
        ("bool", "false", False),
        ("bool", "off", False),
        ("bool", "~", False),
        ("bool", "null", False),
        ("bool", "None", False),
        ("bool", "  ", False),
        ("bool", "0", False),
        ("bool", "0.0", False),
        ("bool", 0, False),
        ("bool", "some other word", True),
        ("json", '{"a": [1]}', {"a": [1]}),
        ("json", 5, 5),
        ("yaml", "a: [1, b]", {"a": [1, "b"]}),
        ("yaml", '{"a": true}', {"a": True}),
        ("yaml", 5, 5),
        ("path", "a/b", "a/b"),
    ],
)
def test_an_answer_takes_the_type_of_its_question(
    type_name: str, given: Answer, expected: object
) -> None:
    found = answered(f"q: {{type: {type_name}, default: ''}}", {"q": given}).values["q"]
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize(
    ("type_name", "given"),
    [
        ("int", "many"),
        ("int", ""),
        ("int", "1.5"),
        ("float", "wide"),
        ("json", "{not json"),
        ("yaml", "a: ]"),
    ],
)
def test_an_answer_of_another_type_is_refused(type_name: str, given: Answer) -> None:
    with pytest.raises(InvalidAnswerError) as caught:
        answered(f"q: {{type: {type_name}, default: 1}}", {"q": given})
    assert str(caught.value) == (
        f"q: {given!r} has the wrong type. (Give an answer with --data q=….)"
    )
    assert caught.value.question == "q"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("q: {default: word}", "word"),
        ("q: {default: 3}", 3),
        ("q: {default: 0.5}", 0.5),
        ("q: {default: true}", True),
        ("q: {type: int, default: '{{ 20 + 3 }}'}", 23),
        ("q: {type: bool, default: '{{ 1 > 2 }}'}", False),
        ("q: {type: str, default: '{# a comment #}x'}", "x"),
        ("q: {type: str, default: '{% if true %}x{% endif %}'}", "x"),
        # A brace of its own is no expression.
        ("q: {type: str, default: '{x}'}", "{x}"),
    ],
)
def test_a_question_without_an_answer_has_its_default(question: str, expected: object) -> None:
    found = answered(question)
    assert (type(found.values["q"]), found.values["q"]) == (type(expected), expected)
    assert found.recorded == {"q": expected}
    assert found.defaulted == ["q"]


@pytest.mark.parametrize(
    ("recorded", "changed", "expected", "defaulted"),
    [
        ({}, {}, "default", ["q"]),
        ({"q": "recorded"}, {}, "recorded", []),
        ({}, {"q": "changed"}, "changed", []),
        ({"q": "recorded"}, {"q": "changed"}, "changed", []),
        ({"q": "recorded"}, {"q": ""}, "", []),
    ],
)
def test_what_is_changed_wins_over_what_is_recorded_and_that_over_the_default(
    recorded: Given, changed: Given, expected: str, defaulted: list[str]
) -> None:
    found = answered("q: {type: str, default: default}", recorded, changed)
    assert found.values["q"] == expected
    assert found.recorded == {"q": expected}
    assert found.defaulted == defaulted


def test_a_default_and_a_condition_know_the_answers_before_them() -> None:
    questions = """\
first: {type: str, default: a}
second: {type: str, default: '{{ first }}b'}
third: {type: str, default: '{{ second }}c', when: "{{ second == 'xb' }}"}
"""
    found = answered(questions, {"first": "x"})
    assert found.values == {"first": "x", "second": "xb", "third": "xbc"}
    assert found.recorded == found.values
    assert found.defaulted == ["second", "third"]


@pytest.mark.parametrize("when", ["false", "'{{ 1 == 2 }}'", "'no'", "''"])
def test_a_question_that_does_not_apply_has_its_default_and_is_not_recorded(when: str) -> None:
    questions = f"q: {{type: str, default: default, when: {when}}}"
    found = answered(questions, {"q": "from when it did"}, {"q": "given all the same"})
    assert found.values == {"q": "default"}
    assert found.recorded == {}
    assert found.defaulted == []


@pytest.mark.parametrize("when", ["true", "'{{ 1 == 1 }}'", "'yes'", "1"])
def test_a_question_that_applies_is_recorded(when: str) -> None:
    found = answered(f"q: {{type: str, default: default, when: {when}}}", {"q": "mine"})
    assert found.recorded == {"q": "mine"}


def test_a_computed_answer_is_known_to_the_next_question_and_not_recorded() -> None:
    questions = """\
shapes: {type: yaml, default: [{name: a}, {name: b}], when: false}
shape: {type: str, default: '{{ shapes[1].name }}'}
"""
    found = answered(questions)
    assert found.values == {"shapes": [{"name": "a"}, {"name": "b"}], "shape": "b"}
    assert found.recorded == {"shape": "b"}
    assert found.defaulted == ["shape"]


def test_an_answer_that_is_no_plain_value_is_not_recorded() -> None:
    found = answered("q: {type: yaml, default: [1, 2]}")
    assert found.values == {"q": [1, 2]}
    assert found.recorded == {}


def test_a_question_with_a_new_name_takes_the_answer_to_the_old_one() -> None:
    questions = "team: {type: str, default: \"{{ owner|default('nobody') }}\"}"
    # What is recorded of a question that is gone comes with the context.
    assert answered(questions, context={"owner": "us"}).recorded == {"team": "us"}
    assert answered(questions).recorded == {"team": "nobody"}


def test_what_the_context_says_wins_over_an_answer_of_its_name() -> None:
    questions = "q: {type: str, default: '{{ version }}'}"
    found = answered(questions, {"version": "x"}, {"version": "y"}, {"version": "v2"})
    assert found.recorded == {"q": "v2"}


@pytest.mark.parametrize("given", ["small", "large"])
def test_a_choice_is_accepted(given: str) -> None:
    found = answered(CHOICES, {"size": given}, context={"cheap": False})
    assert found.recorded == {"size": given}


@pytest.mark.parametrize(
    ("questions", "context", "given", "message"),
    [
        (CHOICES, {"cheap": True}, "large", "Large ones are not cheap."),
        (
            CHOICES,
            {"cheap": True},
            "tiny",
            "'tiny' is not a choice: it must be one of small.",
        ),
        (
            CHOICES,
            {"cheap": False},
            "tiny",
            "'tiny' is not a choice: it must be one of small, large.",
        ),
        # The words that a person chooses by are no answers.
        (
            CHOICES,
            {"cheap": False},
            "A small one",
            "'A small one' is not a choice: it must be one of small, large.",
        ),
        (RENDERED_CHOICES, {"sizes": ["small", "huge"]}, "huge", "too big"),
        (
            RENDERED_CHOICES,
            {"sizes": ["small", "huge", "mid"]},
            "x",
            "'x' is not a choice: it must be one of small, mid.",
        ),
    ],
)
def test_what_is_no_choice_is_refused_with_those_that_are(
    questions: str, context: Mapping[str, object], given: str, message: str
) -> None:
    with pytest.raises(InvalidAnswerError) as caught:
        answered(questions, {"size": given}, context=context)
    assert str(caught.value) == f"size: {message} (Give an answer with --data size=….)"


@pytest.mark.parametrize(
    ("choices", "given", "expected"),
    [
        ("[1, 2]", "2", 2),
        ("[[One, 1], [Two, 2]]", 2, 2),
        ("[[One, 1], [Two, 2]]", "Two", None),
        ("'[1, 2]'", 2, 2),
        ("'{One: 1, Two: 2}'", 1, 1),
        ("'{One: 1, Two: 2}'", 3, None),
        ("'{{ 7 }}'", 7, 7),
        ("[]", 9, 9),
    ],
)
def test_choices_are_written_in_any_form(choices: str, given: Answer, expected: int | None) -> None:
    questions = f"q: {{type: int, default: 1, choices: {choices}}}"
    if expected is None:
        with pytest.raises(InvalidAnswerError):
            answered(questions, {"q": given})
    else:
        assert answered(questions, {"q": given}).recorded == {"q": expected}


def test_of_two_choices_of_one_value_the_one_that_is_open_counts() -> None:
    questions = """\
q:
  type: str
  default: a
  choices:
    Not this way: {value: a, validator: closed}
    But this way: a
"""
    assert answered(questions, {"q": "a"}).recorded == {"q": "a"}


def test_the_first_refusal_is_the_one_that_is_told() -> None:
    questions = """\
q:
  type: str
  default: b
  choices:
    One: {value: a, validator: first}
    Two: {value: a, validator: second}
    Three: b
"""
    with pytest.raises(InvalidAnswerError, match=r"^q: first "):
        answered(questions, {"q": "a"})


@pytest.mark.parametrize(
    ("questions", "given", "problem"),
    [
        ("q: {type: str, default: a, validator: \"{% if q != 'a' %}only a{% endif %}\"}", {}, None),
        (
            "q: {type: str, default: a, validator: \"{% if q != 'a' %} only a {% endif %}\"}",
            {"q": "b"},
            "only a",
        ),
        # The default is not exempt.
        ("q: {type: str, default: b, validator: \"{% if q != 'a' %}no{% endif %}\"}", {}, "no"),
        ("q: {type: str, default: a, validator: '{{ gone }}'}", {}, "'gone' is undefined"),
        # The validator sees the answer in its type, and not what was recorded.
        ("q: {type: int, default: 1, validator: '{% if q + 1 > 5 %}big{% endif %}'}", {}, None),
        (
            "q: {type: int, default: 1, validator: '{% if q + 1 > 5 %}big{% endif %}'}",
            {"q": "5"},
            "big",
        ),
        # What is not asked is not judged.
        ("q: {type: str, default: a, when: false, validator: never}", {}, None),
    ],
)
def test_a_validator_has_the_last_word(questions: str, given: Given, problem: str | None) -> None:
    if problem is None:
        answered(questions, given)
        return
    with pytest.raises(InvalidAnswerError) as caught:
        answered(questions, given)
    assert str(caught.value) == f"q: {problem} (Give an answer with --data q=….)"


def test_a_question_without_a_default_needs_an_answer() -> None:
    with pytest.raises(
        InvalidAnswerError, match=r"^q: The question has no default and needs an answer"
    ):
        answered("q: {type: str}")
    assert answered("q: {type: str}", {"q": "x"}).recorded == {"q": "x"}


def test_a_default_that_is_no_choice_is_refused_like_any_answer() -> None:
    with pytest.raises(InvalidAnswerError, match=r"^q: 'c' is not a choice"):
        answered("q: {type: str, default: c, choices: [a, b]}")


def test_a_type_that_nobody_knows_is_a_fault_of_the_template() -> None:
    with pytest.raises(
        BadInputError, match=r"^The question q of the template has the unknown type 'date'"
    ):
        answered("q: {type: date, default: x}")


def test_the_names_of_all_questions_are_known_whether_they_are_asked_or_not() -> None:
    environment = SandboxedEnvironment()
    questions = {"a": {"default": 1}, "b": {"default": 2, "when": False}}
    assert compile_questionnaire(questions, environment).names == {"a", "b"}
