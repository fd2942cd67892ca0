"""Rules of the gate about the files of the template, before anything is rendered."""

import re
from collections.abc import Iterator

from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.expressions import varying_expressions
from goldenpath.operations.release.new_rules import rules_of
from goldenpath.operations.render.template_config import read_settings, read_template_config

_TRUSTED = {
    "_tasks": "tasks",
    "_migrations": "migrations",
    "_jinja_extensions": "Jinja extensions",
}


def executes_nothing(context: GateContext) -> Iterator[str]:
    """The template executes nothing: otherwise copier needs --trust for every later update."""
    settings = read_settings(context.candidate.folder)
    for name, what in _TRUSTED.items():
        if settings.get(name):
            yield (
                f"copier.yml has {name}: a template with {what} needs --trust, and so does every"
                " update from it; remove them, and render their results instead."
            )


def every_question_has_a_default(context: GateContext) -> Iterator[str]:
    """Every question has a default: without one, no bot can update a repository."""
    questions = read_template_config(context.candidate.folder).questions
    for name, details in questions.items():
        if "default" not in details:
            yield (
                f"The question {name} has no default, so `copier update --defaults` stops at it:"
                " give it a default that changes nothing in existing repositories."
            )


def line_ends_are_unix(context: GateContext) -> Iterator[str]:
    """No template has CRLF line ends: Jinja writes \\n, so the render would mix both."""
    folder = context.candidate.folder
    for path in sorted(folder.rglob("*.jinja")):
        if path.is_file() and b"\r\n" in path.read_bytes():
            yield (
                f"{path.relative_to(folder)} has Windows line ends (CRLF), and its renders would"
                " mix them with Unix line ends: save it with LF."
            )


def every_render_is_the_same(context: GateContext) -> Iterator[str]:
    """No template reads the time, a random value or the machine: two renders would differ."""
    folder = context.candidate.folder
    texts = {
        f"copier.yml, {name}": text
        for name, details in read_settings(folder).items()
        for text in _texts(details)
    }
    root = folder / read_template_config(folder).subdirectory
    texts |= {
        f"the path {path}": path
        for path in (found.relative_to(root).as_posix() for found in sorted(root.rglob("*")))
        if "{" in path
    }
    for where, expression in varying_expressions(folder, texts):
        yield (
            f"{where} reads {expression}, so two renders differ: write a fixed value, or make it a"
            " question."
        )


def _texts(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for value in found.values():
            yield from _texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)


def every_rule_has_a_mutation(context: GateContext) -> Iterator[str]:
    """Every rule has a test that breaks it: a rule that no test breaks may check nothing."""
    folder = context.candidate.folder
    tests = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((folder / "tests").rglob("mutations*.py"))
    )
    for rule in sorted(rules_of(folder)):
        if not re.search(rf"['\"]{rule}['\"]", tests):
            yield (
                f"The rule {rule} has no mutation, so no test shows that it finds a problem: add a"
                " change that breaks only this rule to tests/support/mutations.py."
            )
