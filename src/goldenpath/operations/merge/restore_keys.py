"""Put keys back to the template's values, without removing any comment of the file."""

from collections.abc import Sequence

from goldenpath.model.errors import BadInputError
from goldenpath.model.toml_text import parse_text, value_at
from goldenpath.operations.merge.keys import KeyDifference
from goldenpath.operations.merge.layout import comments, is_readable
from goldenpath.operations.merge.line_ends import in_form_of, plain
from goldenpath.operations.merge.requirements import by_name, exchange
from goldenpath.operations.merge.three_way import KeyChange
from goldenpath.operations.merge.toml_ledger import Ledger
from goldenpath.operations.merge.writing import Force, Writer


def restore_keys(actual: str, expected: str, different: Sequence[KeyDifference]) -> str:
    """Return ``actual`` with the differing keys set to their values in ``expected``.

    Both texts may have a byte-order mark and any line ends. The result has those of ``actual``.

    Raises:
        BadInputError: a key cannot be put back without losing something else.
    """
    ours, theirs = plain(actual), plain(expected)
    if not is_readable(ours):
        raise BadInputError(
            "goldenpath cannot find the lines of single keys in this file: edit it by hand."
        )
    writer = Writer(Ledger(theirs, ours, theirs), frozenset(comments(ours)), ours)
    changes = [_change(ours, difference) for difference in different]
    refused = writer.make(changes, Force.VALUES)
    if refused:
        raise BadInputError(
            f"{refused[0].name} cannot be put back without losing a comment or another key: edit it"
            " by hand. `goldenpath diff` shows the expected value."
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
