"""Read the waivers in goldenpath.toml, and add waivers to it."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import WAIVERS_FILE
from goldenpath.model.rendered import RenderedFile
from goldenpath.model.toml_text import Document, NotTomlError, read_toml
from goldenpath.model.validation import describe
from goldenpath.model.waivers import Waiver, Waivers
from goldenpath.operations.files.project_files import ProjectFiles

_HEADING = "# Where this repository differs from its template on purpose, why, and until when.\n"
# Bytes. Even thousands of waivers take less.
_LARGEST = 1_000_000
_BYTE_ORDER_MARK = "\ufeff"


def read_waivers(files: ProjectFiles) -> Waivers:
    """Read the waivers of a repository. A repository without goldenpath.toml has none.

    Raises:
        BadInputError: the file is not TOML, or a waiver lacks something.
    """
    found = files.read(WAIVERS_FILE)
    return _validated(_document(text_of(found))) if found else Waivers()


def text_of(found: RenderedFile) -> str:
    """Return the text of a goldenpath.toml.

    Raises:
        BadInputError: the file is too large, or is not UTF-8.
    """
    if len(found.content) > _LARGEST:
        raise BadInputError(
            f"{WAIVERS_FILE} has {len(found.content)} bytes, and at most {_LARGEST} are read:"
            " remove everything that is not a waiver."
        )
    try:
        return found.content.decode()
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"{WAIVERS_FILE} is not valid TOML: {error}; write it in UTF-8."
        ) from error


def _document(text: str) -> Document:
    try:
        return read_toml(text.encode())
    except NotTomlError as error:
        raise BadInputError(f"{WAIVERS_FILE} is not valid TOML: {error}.") from error


def _validated(document: Document) -> Waivers:
    try:
        return Waivers.model_validate(document)
    except ValidationError as error:
        raise BadInputError(
            f"{WAIVERS_FILE}: {describe(error)}; a waiver needs path, reason and until, and key if"
            " it waives one key."
        ) from error


def add_waivers(content: str, waivers: tuple[Waiver, ...]) -> str:
    """Return the text of a goldenpath.toml with more waivers.

    A waiver replaces one with the same path and key. Everything else stays as it is written: other
    tables, comments, line ends.

    Raises:
        BadInputError: the file is not TOML, or keeps its waivers in a form that cannot be added to.
    """
    mark = _BYTE_ORDER_MARK if content.startswith(_BYTE_ORDER_MARK) else ""
    text = content.removeprefix(mark)
    before = _document(text)
    wanted: dict[_Name, Waiver] = {(waiver.path, waiver.key): waiver for waiver in waivers}
    expected = _expected(before, wanted)
    known = {_name(table) for table in _tables(before)}
    text = _replaced(text, {name: wanted[name] for name in wanted if name in known})
    text = _appended(text, [wanted[name] for name in wanted if name not in known])
    try:
        is_as_expected = read_toml(text.encode()) == expected
    except NotTomlError:
        is_as_expected = False
    if not is_as_expected:
        raise _other_form()
    return mark + text


type _Name = tuple[object, object]
type _Tables = list[dict[str, object]]
type _Wanted = Mapping[_Name, Waiver]


def _tables(document: Document) -> _Tables:
    tables = document.get("waivers", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _other_form()
    return tables


def _other_form() -> BadInputError:
    return BadInputError(
        f"{WAIVERS_FILE} has waivers that are not [[waivers]] tables: write each one as such a"
        " table."
    )


def _name(table: Mapping[str, object]) -> _Name:
    return (table.get("path"), table.get("key"))


def _expected(before: Document, wanted: _Wanted) -> Document:
    """Return what the file must contain in the end. The written text is compared with it."""
    kept = [{**table, **_changes(wanted.get(_name(table)))} for table in _tables(before)]
    known = {_name(table) for table in kept}
    added = [_values(waiver) for name, waiver in wanted.items() if name not in known]
    return {**before, "waivers": [*kept, *added]}


def _changes(waiver: Waiver | None) -> dict[str, object]:
    return {"reason": waiver.reason, "until": waiver.until} if waiver else {}


def _values(waiver: Waiver) -> dict[str, object]:
    about = {"path": waiver.path, **({"key": waiver.key} if waiver.key else {})}
    return {**about, **_changes(waiver)}


def _replaced(text: str, wanted: _Wanted) -> str:
    """Change the values of existing waivers in place, so that comments keep their places."""
    if not wanted:
        return text
    # Imported here and below: reading waivers, as every check does, must not wait for it.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        for table in document["waivers"]:
            for key, value in _changes(wanted.get(_name(table.unwrap()))).items():
                table[key] = value
        return tomlkit.dumps(document)
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise BadInputError(f"{WAIVERS_FILE} is not valid TOML: {error}.") from error


def _appended(text: str, waivers: Sequence[Waiver]) -> str:
    """Write waivers at the end of the text, whose other parts stay as they are."""
    import tomlkit

    newline = "\r\n" if "\r\n" in text else "\n"
    text = text if text.strip() else _HEADING
    for waiver in waivers:
        table = tomlkit.table()
        table.update(_values(waiver))
        written = tomlkit.dumps({"waivers": [table]})
        between = newline if text.endswith("\n") else newline * 2
        text += between + written.replace("\n", newline)
    return text
