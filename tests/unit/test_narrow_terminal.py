"""What is asked fits into a narrow terminal, which cuts every line at its end."""

import re
from collections.abc import Iterator

import pytest
import yaml
from rich.cells import cell_len

from goldenpath.operations.render.in_memory import context_of
from goldenpath.operations.render.template_plan import TemplatePlan, plan_of
from goldenpath.operations.template_store.checkouts import TemplateCheckout

from support.template import COPIER_YML, ROOT, catalogue

# Questions and choices fit here. Copier's words before a validation message need the other width.
NARROW = 60
USUAL = 80
ASKED = {
    name: question
    for name, question in COPIER_YML.items()
    if not name.startswith("_") and question.get("when") is not False
}
SENTENCE = re.compile(r"^    (?!\{[%#])(.+)$", re.M)
MACRO = re.compile(r"macro (\w+)\(.+?endmacro", re.S)


def problems() -> Iterator[tuple[str, str]]:
    """Every question with each sentence that its validator can say."""
    text = (ROOT / "questions/validators.jinja").read_text()
    for macro in MACRO.finditer(text):
        for name, question in ASKED.items():
            if f"{macro[1]}(" in question.get("validator", ""):
                yield from ((name, sentence) for sentence in SENTENCE.findall(macro[0]))


@pytest.mark.parametrize("name", ASKED)
def test_a_question_fits(name: str) -> None:
    first, *others = ASKED[name]["help"].splitlines()
    # The first line has copier's symbol before it; the others are below its text.
    assert all(line.startswith("   ") for line in others)
    assert [line for line in (f"🎤 {first}", *others) if cell_len(line) > NARROW] == []


@pytest.mark.parametrize("shape", [shape.name for shape in catalogue().shapes])
def test_a_choice_fits(shape: str) -> None:
    plan = plan_of(ROOT)
    checkout = TemplateCheckout(location=str(ROOT), version="v1", commit="0" * 40, folder=ROOT)
    answered = plan.questionnaire.answer({}, {"shape": shape}, context_of(plan, checkout))
    shown = list(lines_of_choices(plan, answered.values))
    assert any(shape in line for line in shown)
    assert [line for line in shown if cell_len(line) > NARROW] == []


def lines_of_choices(plan: TemplatePlan, values: dict[str, object]) -> Iterator[str]:
    for question in plan.questionnaire.questions:
        asked = ASKED.get(question.name, {}).get("choices", {})
        if question.choices:
            asked = yaml.safe_load(str(question.choices.render(values)))
        for title, choice in asked.items():
            refusal = choice["validator"] if isinstance(choice, dict) else ""
            yield f"   - {title} ({refusal})" if refusal else f" » {title}"


def test_every_validator_says_something() -> None:
    checked = {name for name, question in ASKED.items() if "validator" in question}
    assert {name for name, _ in problems()} == checked


@pytest.mark.parametrize(("name", "sentence"), [*problems()])
def test_the_way_out_fits_before_the_value(name: str, sentence: str) -> None:
    way_out = re.split("[,:]", sentence)[0]
    assert "{{" not in way_out
    assert cell_len(f"Validation error for question '{name}': {way_out}") <= USUAL


@pytest.mark.parametrize(("name", "sentence"), [*problems()])
def test_the_value_comes_last(name: str, sentence: str) -> None:
    shown = sentence.find("{{ value|to_json }}")
    assert shown == -1 or "{{" not in sentence[shown + 2 :]
