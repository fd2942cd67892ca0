"""What goldenpath asks before copier asks the rest."""

from goldenpath.commands import first_questions

from support.template import COPIER_YML


def test_they_are_the_first_of_copier_yml_in_its_words() -> None:
    asked = [
        (name, question["help"])
        for name, question in COPIER_YML.items()
        if not name.startswith("_") and question.get("when") is not False
    ]
    assert asked[:2] == [
        ("shape", first_questions.SHAPE),
        ("organisation", first_questions.ORGANISATION),
    ]
