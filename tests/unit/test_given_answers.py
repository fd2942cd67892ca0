"""Answers that a person gives: as key=value, and in a file."""

from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.operations.render.answers import parse_answers, read_answers_file


def test_pairs_are_answers() -> None:
    assert parse_answers([]) == {}
    assert parse_answers(["a=1", "b_c=x=y", "d="]) == {"a": "1", "b_c": "x=y", "d": ""}


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        (["a"], "'a' is not an answer: write --data key=value"),
        (["=a"], "'=a' is not an answer"),
        (["a-b=c"], "'a-b=c' is not an answer"),
        (["a=1", "b=1", "a=2"], "--data a=… is given twice"),
    ],
)
def test_what_is_no_pair_is_one_sentence(pairs: list[str], problem: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_answers(pairs)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: x\nc: true\nd: 1.5\n", {"a": 1, "b": "x", "c": True, "d": 1.5}),
        ("", {}),
        ("# nothing\n", {}),
        # Copier's own entries, as in a copy of the answers of another repository.
        ("_commit: v1\n_src_path: x\na: 1\n", {"a": 1}),
    ],
)
def test_a_file_is_answers(tmp_path: Path, text: str, expected: object) -> None:
    (tmp_path / "data.yml").write_text(text)
    assert read_answers_file(tmp_path / "data.yml") == expected


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "does not exist: --data-file needs a YAML file."),
        (b"- a\n", "is not a data file"),
        (b"words", "is not a data file"),
        (b"a: [\n", "is not valid YAML"),
        (b"\xff", "cannot be read as a data file"),
        (b"a: [1]\n", "the answer to 'a' is [1], and an answer must be a plain value"),
        (b"a: null\n", "the answer to 'a' is None"),
        (b"1: a\n", "the answer to 1 is 'a'"),
    ],
)
def test_a_file_of_another_form_is_one_sentence(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    path = tmp_path / "data.yml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        read_answers_file(path)
    assert str(path) in str(caught.value)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
