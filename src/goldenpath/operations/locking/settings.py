"""Which settings of a repository's uv gets to see: those that decide what is locked.

Of pyproject.toml and uv.toml only what is named here is written for uv. A setting that would run a
program, or write or read a file elsewhere, is either without influence on the lock, and is left
out, or keeps goldenpath from locking. So does one that nobody has looked at yet.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

import tomlkit

from goldenpath.model.toml_text import Document

# They have no influence on what is locked. Some choose programs and places: the cache's folder,
# which Python is run, and where one is downloaded from.
_WITHOUT_INFLUENCE = frozenset(
    """
    add-bounds audit build-backend cache-dir cache-keys check-url compile-bytecode
    concurrent-builds concurrent-downloads concurrent-installs config-settings
    config-settings-package extra-build-dependencies extra-build-variables link-mode no-build
    no-build-isolation no-build-isolation-package no-build-package no-cache
    no-require-build-hashes offline pip publish-url pypy-install-mirror python-downloads
    python-downloads-json-url python-install-mirror python-preference reinstall
    reinstall-package require-build-hashes trusted-publishing
    """.split()  # noqa: SIM905 (a word each, and no quotation marks)
)
_DECIDING = frozenset(
    """
    build-constraint-dependencies conflicts constraint-dependencies default-groups
    dependency-groups dependency-metadata dev-dependencies environments exclude-dependencies
    exclude-newer exclude-newer-package extra-index-url find-links fork-strategy index
    index-strategy index-url managed no-index no-sources no-sources-package
    override-dependencies package prerelease prerelease-package required-environments
    required-version resolution sources upgrade upgrade-package workspace
    """.split()  # noqa: SIM905 (a word each, and no quotation marks)
)
_PROJECT = ("name", "version", "requires-python", "dependencies", "optional-dependencies")
# uv asks whether there is a back end, and what is written here can build nothing.
_BACKEND = {"requires": [], "build-backend": "goldenpath_builds_nothing"}
# Where something is fetched from: by the network, and never from a place on this machine. No `$`,
# since uv replaces ${NAME} by a variable of the environment, which the other side would read.
_REMOTE = re.compile(r"(https?|ssh|git\+https?|git\+ssh)://[^$]*", re.IGNORECASE)


class NotStaticError(Exception):
    """The lock cannot be made without running or reading what goldenpath must not.

    The message says why, as the part of a sentence that follows "since".
    """


def kept_project(document: Document, where: str) -> Document:
    """What uv gets to see of a pyproject.toml, which is called ``where`` in messages.

    Raises:
        NotStaticError: it has a setting with which goldenpath does not lock.
    """
    kept: dict[str, object] = {}
    if project := table(document, "project"):
        kept["project"] = {key: project[key] for key in _PROJECT if key in project}
    if "build-system" in document:
        kept["build-system"] = _BACKEND
    if "dependency-groups" in document:
        kept["dependency-groups"] = document["dependency-groups"]
    for text in _texts(kept):
        _require_requirement(text, where)
    kept["tool"] = {"uv": kept_settings(table(table(document, "tool"), "uv"), where)}
    return kept


def kept_settings(settings: Document, where: str) -> Document:
    """What uv gets to see of its own settings.

    Raises:
        NotStaticError: there is one with which goldenpath does not lock.
    """
    kept = {key: value for key, value in settings.items() if key not in _WITHOUT_INFLUENCE}
    for key, value in kept.items():
        if key not in _DECIDING:
            raise NotStaticError(f"{where} sets uv's {key}, with which goldenpath does not lock")
        if key in ("index", "index-url", "extra-index-url", "find-links"):
            _require_indexes(value, where)
        elif key not in ("sources", "workspace"):
            for text in _texts(value):
                _require_requirement(text, where)
    return kept


def is_remote(text: object) -> bool:
    """Whether something is fetched from there by the network."""
    return isinstance(text, str) and bool(_REMOTE.fullmatch(text))


def table(document: Document, key: str) -> Document:
    """A table of a document; an empty one where there is none."""
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def written(document: Document) -> bytes:
    """A document as TOML.

    Raises:
        NotStaticError: it is too odd to be written.
    """
    try:
        text = tomlkit.dumps(document)
        is_same = tomllib.loads(text) == document
    except (ValueError, RecursionError):
        is_same = False
    if not is_same:
        raise NotStaticError("the settings are too odd to be copied")
    return text.encode()


def _require_indexes(value: object, where: str) -> None:
    for entry in value if isinstance(value, list) else [value]:
        url = entry.get("url") if isinstance(entry, Mapping) else entry
        if not is_remote(url):
            raise NotStaticError(f"{where} names an index on this machine, {url}")


def _require_requirement(text: str, where: str) -> None:
    """Refuse `x @ file:///…`, and `x @ https://…/${NAME}`."""
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
