"""Whatever a person writes as the description reads back as the same text, in every language."""

import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from support.fast_render import FastRender
from support.template import ROOT, render

pytestmark = pytest.mark.slow

# What people really type, and what breaks quoting.
AWKWARD = [
    "says \"hello\" and 'bye'",
    'ends with a quote"',
    'three """ quotes',
    "C:\\new\\table and a last backslash\\",
    "{{ 7 * 7 }} and {% raw %} and {# note #}",
    "two\nlines\r\nand\ttabs",
    "emoji 🚀 and a family 👩‍👩‍👧 and é",
    "# not a heading",
    "- not a list",
    "1. not a list either",
    "1) nor this",
    "*bold* _it_ `code` ~~gone~~ [link](x) <b>html</b> &amp; &lt; R&D",
    "snake_case __dunder__ _a_b_",
    "yes",
    "null",
    "key: value # comment",
    "%TAG ! & * | >",
    "> quote",
    "---",
    "===",
    "+ plus",
    ":colon: first",
    "![image](x)",
    "a | b | c",
    "costs $5 and $6",
    "https://example.com/a_b_c",
    "'",
    "=1+1",
    "\\",
    "\\\\",
    "\\n",
    "ends in dots...",
    "!important",
    "<!-- comment -->",
    "@team",
]
# What the question refuses: marks that cannot be seen, and noncharacters.
INVISIBLE = (
    *(0x200B, 0x200E, 0x200F, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF9, 0x10000),
    *range(0xE0000, 0xE0080),
)
VISIBLE = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"),
    exclude_characters=list(map(chr, INVISIBLE)),
)
PUNCTUATION = st.sampled_from(list("\"'\\{}%#`*_[]<>&|~!$:-+=.()1a \n\t"))
DESCRIPTIONS = (
    st.text(VISIBLE | PUNCTUATION, min_size=1, max_size=60)
    .filter(lambda text: text.split())
    .filter(lambda text: len(" ".join(text.split())) <= 200)
)
BASE = "template/{{base}}"
LAMBDA = "template/{{lambda_pipeline}}"
KINDS = ("pyproject.toml", "repo-metadata.yaml", "README.md", "template.yaml")


@pytest.fixture(scope="module")
def fast() -> FastRender:
    return FastRender(ROOT)


def text_of(tokens: list[Token] | None) -> str:
    """What a reader sees of Markdown, without the markup."""
    return "".join(
        token.content if token.type in {"text", "code_inline"} else text_of(token.children)
        for token in tokens or []
    )


def read_back(fast: FastRender, description: str) -> dict[str, str]:
    """The description as each kind of file gives it back."""
    context = fast.context({"description": description, "project_name": "Orders"})
    pyproject = tomllib.loads(fast.file(f"{BASE}/pyproject.toml.jinja", context))
    metadata = yaml.safe_load(
        fast.file("template/{{repo_metadata}}/repo-metadata.yaml.jinja", context)
    )
    readme = MarkdownIt("gfm-like", {"linkify": False}).parse(
        fast.file(f"{LAMBDA}/README.md.jinja", context)
    )
    infrastructure = fast.file(f"{LAMBDA}/template.yaml.jinja", context)
    described = infrastructure.split("\nDescription: ", 1)[1].split("\n", 1)[0]
    return {
        "pyproject.toml": pyproject["project"]["description"],
        "repo-metadata.yaml": metadata["description"],
        "README.md": text_of([readme[4]]),
        "template.yaml": yaml.safe_load(described),
    }


@settings(max_examples=3000, deadline=None)
@given(description=DESCRIPTIONS)
@example(description="plain")
def test_a_description_reads_back_from_every_file(fast: FastRender, description: str) -> None:
    sentence = " ".join(description.split())
    assert read_back(fast, description) == dict.fromkeys(KINDS, sentence)


@pytest.mark.parametrize("description", AWKWARD)
def test_an_awkward_description_reads_back_from_every_file(
    fast: FastRender, description: str
) -> None:
    sentence = " ".join(description.split())
    assert read_back(fast, description) == dict.fromkeys(KINDS, sentence)


@settings(max_examples=1000, deadline=None)
@given(description=DESCRIPTIONS)
def test_the_answers_file_keeps_a_description_as_it_was_typed(
    fast: FastRender, description: str
) -> None:
    context = fast.context({"description": description})
    context["_copier_conf"] = {"src_path": "/template"}
    answers = yaml.safe_load(fast.file("template/{{_copier_conf.answers_file}}.jinja", context))
    assert answers["description"] == description


@pytest.mark.parametrize("description", AWKWARD[:6])
def test_copier_renders_what_the_fast_renderer_does(
    template: Path, fast: FastRender, tmp_path: Path, description: str
) -> None:
    answers = {"description": description, "project_name": "Orders"}
    repository = render(template, tmp_path / "repo", answers)
    context = fast.context(answers)
    for path, source in {
        "pyproject.toml": f"{BASE}/pyproject.toml.jinja",
        "README.md": f"{LAMBDA}/README.md.jinja",
    }.items():
        assert (repository / path).read_text() == fast.file(source, context)
    recorded = yaml.safe_load((repository / ".copier-answers.yml").read_text())
    assert recorded["description"] == description
