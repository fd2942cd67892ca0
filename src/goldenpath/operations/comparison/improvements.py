"""Find why teams should take the changes of seeded files: the files in improvements/."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from goldenpath.model.data_file import read_data_file
from goldenpath.model.errors import BadInputError
from goldenpath.model.improvement import Improvement, Reason
from goldenpath.operations.template_store.checkouts import TemplateCheckout

FOLDER = "improvements"

type Improvements = Mapping[str, Improvement]


def improvements_of(folder: Path) -> Improvements:
    """Return the improvements that a version of the template describes, by their names.

    Raises:
        BadInputError: a file is not an improvement.
    """
    return {path.stem: read_data_file(path, Improvement) for path in _files(folder)}


def known_improvements(checkout: TemplateCheckout) -> Improvements:
    """Return the improvements of a version, without files that cannot be read.

    The gate refuses a mistake in them before a release. But a repository is updated with an older
    goldenpath, and must not stop at what only a newer one understands.
    """
    return dict(_readable(checkout.folder))


def new_improvements(old: Improvements, new: Improvements) -> Improvements:
    """Return what a newer version describes and an older one does not: its own improvements."""
    return {name: item for name, item in new.items() if name not in old}


def reasons_for(improvements: Improvements, shape: str, *paths: str) -> tuple[Reason, ...]:
    """Return why a team should take the change of a file: the important reasons first.

    ``paths`` has both names of a renamed file, since a reason may be about the old one.
    """
    found = [
        item.reason
        for item in improvements.values()
        if any(item.is_about(path, shape) for path in paths)
    ]
    return tuple(sorted(found, key=lambda reason: not reason.is_important))


def _readable(folder: Path) -> Iterator[tuple[str, Improvement]]:
    for path in _files(folder):
        with suppress(BadInputError):
            yield path.stem, read_data_file(path, Improvement)


def _files(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.yml"))
