"""Keys put back to the template's values, with every comment of the file left in it."""

from collections.abc import Sequence

from goldenpath.model.errors import BadInputError
from goldenpath.operations.merge.keys import KeyDifference, parse_text, value_at
from goldenpath.operations.merge.layout import comments, is_readable
from goldenpath.operations.merge.line_ends import in_form_of, plain
from goldenpath.operations.merge.requirements import by_name, exchange
from goldenpath.operations.merge.three_way import KeyChange
from goldenpath.operations.merge.toml_ledger import Ledger
from goldenpath.operations.merge.writing import Force, Writer


def restore_keys(actual: str, expected: str, different: Sequence[KeyDifference]) -> str:
    """Give the keys that differ the values that they have in ``expected``.

    Both may have a byte-order mark, and line ends of any kind; those of ``actual`` stay.

    Raises:
        BadInputError: a key cannot be put back without something else being lost.
    """
    ours, theirs = plain(actual), plain(expected)
    if not is_readable(ours):
        raise BadInputError("The file has a form that its keys cannot be put back in: edit it.")
    writer = Writer(Ledger(theirs, ours, theirs), frozenset(comments(ours)), ours)
    changes = [_change(ours, difference) for difference in different]
    refused = writer.make(changes, Force.VALUES)
    if refused:
        raise BadInputError(
            f"{refused[0].name} cannot be put back without a comment or a key beside it being lost:"
            " edit it by hand. `goldenpath diff` shows what it must be."
        )
    return in_form_of(actual, writer.text)


def _change(actual: str, difference: KeyDifference) -> KeyChange:
    path, expected, name = difference.path, difference.expected, difference.requirement
    if not name:
        return KeyChange(path, expected)
    items = value_at(parse_text(actual) or {}, path)
    group = by_name(items).get(name, []) if isinstance(items, list) else []
    wanted = expected if isinstance(expected, list) else [expected]
    return KeyChange(path, requirement=name, edits=tuple(exchange(group, wanted, wanted)))
