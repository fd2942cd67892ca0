"""Choose the settings of a repository that uv is given: those that influence the lock.

Only settings of pyproject.toml and uv.toml that are named here are copied for uv. A setting could
run a program, or read or write a file elsewhere. Such a setting is left out if it does not
influence the lock. If it does, goldenpath refuses to lock. It also refuses a setting that this
module does not know.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

import tomlkit

from goldenpath.model.toml_text import Document

# Settings that do not influence the lock. Some choose programs and places: the folder of the cache,
# the Python that is run, and the place that a Python is downloaded from.
_WITHOUT_INFLUENCE = frozenset(
    """
    add-bounds audit build-backend cache-dir cache-keys check-url compile-bytecode
    concurrent-builds concurrent-downloads concurrent-installs config-settings
    config-settings-package extra-build-dependencies extra-build-variables link-mode no-build
    no-build-isolation no-build-isolation-package no-build-package no-cache
    no-require-build-hashes offline pip publish-url pypy-install-mirror python-downloads
    python-downloads-json-url python-install-mirror python-preference reinstall
    reinstall-package require-build-hashes trusted-publishing
    """.split()  # noqa: SIM905 (a list without quotation marks is easier to read)
)
# Settings that influence the lock, and are copied for uv.
_DECIDING = frozenset(
    """
    build-constraint-dependencies conflicts constraint-dependencies default-groups
    dependency-groups dependency-metadata dev-dependencies environments exclude-dependencies
    exclude-newer exclude-newer-package extra-index-url find-links fork-strategy index
    index-strategy index-url managed no-index no-sources no-sources-package
    override-dependencies package prerelease prerelease-package required-environments
    required-version resolution sources upgrade upgrade-package workspace
    """.split()  # noqa: SIM905 (a list without quotation marks is easier to read)
)
_PROJECT = ("name", "version", "requires-python", "dependencies", "optional-dependencies")
# uv must see that the project has a build back end. This one cannot build anything.
_BACKEND = {"requires": [], "build-backend": "goldenpath_builds_nothing"}
# URLs that uv fetches over the network, and never from this machine. A `$` is not allowed: uv
# replaces ${NAME} with an environment variable, whose value the server would receive.
_REMOTE = re.compile(r"(https?|ssh|git\+https?|git\+ssh)://[^$]*", re.IGNORECASE)


class NotStaticError(Exception):
    """The lock cannot be made without running or reading something that goldenpath must not.

    The message is a clause that says why. It can stand after the word "since".
    """


def kept_project(document: Document, where: str) -> Document:
    """Return the part of a pyproject.toml that uv is given. Messages call the file ``where``.

    Raises:
        NotStaticError: it has a setting that goldenpath does not accept for a lock.
    """
    kept: dict[str, object] = {}
    if project := table(document, "project"):
        kept["project"] = {key: project[key] for key in _PROJECT if key in project}
    if "build-system" in document:
        kept["build-system"] = _BACKEND
    if "dependency-groups" in document:
        kept["dependency-groups"] = document["dependency-groups"]
    for text in _texts(kept):
        _refuse_local_dependency(text, where)
    kept["tool"] = {"uv": kept_settings(table(table(document, "tool"), "uv"), where)}
    return kept


def kept_settings(settings: Document, where: str) -> Document:
    """Return the part of uv's settings that uv is given. Messages call the file ``where``.

    Raises:
        NotStaticError: there is a setting that goldenpath does not accept for a lock.
    """
    kept = {key: value for key, value in settings.items() if key not in _WITHOUT_INFLUENCE}
    for key, value in kept.items():
        if key not in _DECIDING:
            raise NotStaticError(
                f"{where} sets uv's {key}, and goldenpath does not lock with that setting"
            )
        if key in ("index", "index-url", "extra-index-url", "find-links"):
            _require_indexes(value, where)
        elif key not in ("sources", "workspace"):
            for text in _texts(value):
                _refuse_local_dependency(text, where)
    return kept


def is_remote(text: object) -> bool:
    """Return whether a value is a URL that uv fetches over the network."""
    return isinstance(text, str) and bool(_REMOTE.fullmatch(text))


def table(document: Document, key: str) -> Document:
    """Return a table of a document; an empty table if there is none."""
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def written(document: Document) -> bytes:
    """Return a document as TOML.

    Raises:
        NotStaticError: it cannot be written as TOML that has the same values.
    """
    try:
        text = tomlkit.dumps(document)
        is_same = tomllib.loads(text) == document
    except (ValueError, RecursionError):
        is_same = False
    if not is_same:
        raise NotStaticError("the settings cannot be copied exactly")
    return text.encode()


def _require_indexes(value: object, where: str) -> None:
    for entry in value if isinstance(value, list) else [value]:
        url = entry.get("url") if isinstance(entry, Mapping) else entry
        if not is_remote(url):
            raise NotStaticError(f"{where} names an index on this machine, {url}")


def _refuse_local_dependency(text: str, where: str) -> None:
    """Refuse a dependency such as `x @ file:///…` or `x @ https://…/${NAME}`."""
    _, has_place, place = text.partition("@")
    if has_place and not is_remote(place.partition(";")[0].strip()):
        raise NotStaticError(f"{where} requires '{text}', which is read from this machine")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
