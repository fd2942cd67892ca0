"""Read the settings of pytest and coverage from INI files, which they also read."""

from goldenpath.rules.evidence.documents import Table
from goldenpath.rules.evidence.folder import Folder

PYTEST_SECTIONS = (
    ("pytest.ini", "pytest"),
    (".pytest.ini", "pytest"),
    ("tox.ini", "pytest"),
    ("setup.cfg", "tool:pytest"),
)
COVERAGE_SECTIONS = (
    (".coveragerc", "report"),
    ("setup.cfg", "coverage:report"),
    ("tox.ini", "coverage:report"),
)


def first_section(folder: Folder, places: tuple[tuple[str, str], ...]) -> Table:
    """Return the values of the first of these sections that exists; {} if no section exists."""
    written = {path: text for path, _ in places if (text := folder.text(path))}
    if not written:
        return {}
    # Imported here: hardly any repository has such a file.
    from configparser import Error, RawConfigParser

    for path, name in places:
        parser = RawConfigParser(strict=False)
        try:
            parser.read_string(written.get(path, ""))
        except Error:
            continue
        if parser.has_section(name):
            return {key: value for key, value in parser.items(name) if value is not None}
    return {}
