"""Find why teams should take the changes of seeded files: the files in improvements/."""

from collections.abc import Mapping
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
    return {
        path.stem: read_data_file(path, Improvement)
        for path in sorted((folder / FOLDER).glob("*.yml"))
    }


def known_improvements(checkout: TemplateCheckout) -> Improvements:
    """Return the improvements of a version. There are none if a file of them cannot be read.

    A mistake in them must not stop the updates of teams. The gate refuses it before a release.
    """
    try:
        return improvements_of(checkout.folder)
    except BadInputError:
        return {}


def new_improvements(old: Improvements, new: Improvements) -> Improvements:
    """Return what a newer version describes and an older one does not: its own improvements."""
    return {name: item for name, item in new.items() if name not in old}


def reasons_for(improvements: Improvements, path: str, shape: str) -> tuple[Reason, ...]:
    """Return why a team should take the change of ``path``: the important reasons first."""
    found = [item.reason for item in improvements.values() if item.is_about(path, shape)]
    return tuple(sorted(found, key=lambda reason: not reason.is_important))
