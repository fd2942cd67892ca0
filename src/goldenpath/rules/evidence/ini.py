"""Settings in INI files, which pytest and coverage read beside pyproject.toml."""

from configparser import Error, RawConfigParser

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
    """The first of some sections that is there, all of its values text; empty if none is."""
    for path, name in places:
        parser = RawConfigParser(strict=False)
        try:
            parser.read_string(folder.text(path) or "")
        except Error:
            continue
        if parser.has_section(name):
            return {key: value for key, value in parser.items(name) if value is not None}
    return {}
