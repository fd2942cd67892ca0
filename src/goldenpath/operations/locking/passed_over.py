"""Find packages that uv passes over when it may not build, since they exist only as sources.

uv does not fail for such a package. If an older version has a wheel, uv locks the older version,
and does not report it.
"""

import re
from collections.abc import Iterator, Mapping

from goldenpath.model.toml_text import Document
from goldenpath.operations.locking.settings import table

# The tags in a wheel's file name, for Python and for the binary interface (ABI).
_TAGS = re.compile(r"-(?P<python>[^-/]+)-(?P<abi>[^-/]+)-[^-/]+\.whl$")
_MINOR = re.compile(r"3\.(\d+)")


def passed_over(old: Document, new: Document) -> tuple[str, ...]:
    """Return the packages that must be built, and of which the new lock has another version."""
    oldest = _MINOR.search(str(new.get("requires-python", "")))
    minor = int(oldest[1]) if oldest else 0
    now = {(package.get("name"), package.get("version")) for package in _packages(new)}
    names = {name for name, _ in now}
    return tuple(
        f"{package['name']} {package['version']}"
        for package in _packages(old)
        if package.get("name") in names
        and (package.get("name"), package.get("version")) not in now
        and "registry" in table(package, "source")
        and not any(_fits(wheel, minor) for wheel in _tables(package.get("wheels")))
    )


def _packages(lock: Document) -> Iterator[Mapping[str, object]]:
    return (
        package for package in _tables(lock.get("package")) if {"name", "version"} <= package.keys()
    )


def _fits(wheel: Mapping[str, object], minor: int) -> bool:
    """Return whether a wheel fits any version of Python from 3.``minor`` on."""
    found = _TAGS.search(str(wheel.get("url") or wheel.get("filename") or ""))
    if found is None:
        return False
    if found["abi"] == "abi3":
        return True
    numbers = re.findall(r"(?:py|cp|pp)3(\d*)", found["python"])
    return any(found["abi"] == "none" or not digits or int(digits) >= minor for digits in numbers)


def _tables(value: object) -> Iterator[Mapping[str, object]]:
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, Mapping):
            yield entry
