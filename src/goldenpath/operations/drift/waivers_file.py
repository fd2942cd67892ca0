"""goldenpath.toml: reading waivers, and adding one."""

import datetime
import os
import tomllib
from pathlib import Path

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from goldenpath.model.data_file import describe
from goldenpath.model.errors import BadInputError
from goldenpath.model.waivers import WAIVERS_FILE, Waiver, Waivers
from goldenpath.operations.drift.project_files import ProjectFiles

_HEADING = "# Where this repository differs from its template on purpose, why, and until when."


def read_waivers(files: ProjectFiles) -> Waivers:
    """Read the waivers of a repository; none, when it has no goldenpath.toml.

    Raises:
        BadInputError: the file is not TOML, or a waiver lacks something.
    """
    found = files.read(WAIVERS_FILE)
    if found is None:
        return Waivers()
    try:
        content = tomllib.loads(found.content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInputError(f"{WAIVERS_FILE} is not valid TOML: {error}.") from error
    try:
        return Waivers.model_validate(content)
    except ValidationError as error:
        raise BadInputError(
            f"{WAIVERS_FILE}: {describe(error)}; a waiver has path, reason and until, and key if it"
            " is about one key."
        ) from error


def add_waivers(content: str, waivers: tuple[Waiver, ...]) -> str:
    """The text of a goldenpath.toml with more waivers; one of the same path and key is replaced.

    Raises:
        BadInputError: the file is not TOML.
    """
    try:
        document = tomlkit.parse(content)
    except TOMLKitError as error:
        raise BadInputError(f"{WAIVERS_FILE} is not valid TOML: {error}.") from error
    if not content.strip():
        document.add(tomlkit.comment(_HEADING.removeprefix("# ")))
    existing = document.get("waivers")
    if existing is not None and not isinstance(existing, AoT):
        raise BadInputError(
            f"{WAIVERS_FILE} keeps its waivers in another form: write each as a [[waivers]] table."
        )
    tables = tomlkit.aot() if existing is None else existing
    for waiver in waivers:
        for number in reversed(range(len(tables))):
            old = tables[number]
            if (old.get("path"), old.get("key")) == (waiver.path, waiver.key):
                del tables[number]
        tables.append(_table(waiver))
    if existing is None:
        document.append("waivers", tables)
    return tomlkit.dumps(document)


def write_waiver(root: Path, waiver: Waiver) -> None:
    """Write a waiver into the goldenpath.toml of ``root``, all of it or nothing.

    Raises:
        BadInputError: the file is not TOML, or is a link.
    """
    path = root / WAIVERS_FILE
    if path.is_symlink():
        raise BadInputError(f"{path} is a link: make it a file of this repository.")
    content = path.read_text(encoding="utf-8") if path.exists() else ""
    scratch = path.with_name(f".{WAIVERS_FILE}.{os.getpid()}")
    scratch.write_text(add_waivers(content, (waiver,)), encoding="utf-8")
    scratch.replace(path)


def _table(waiver: Waiver) -> Table:
    table = tomlkit.table()
    table["path"] = waiver.path
    if waiver.key:
        table["key"] = waiver.key
    table["reason"] = waiver.reason
    table["until"] = datetime.date(waiver.until.year, waiver.until.month, waiver.until.day)
    return table
