"""Read trusted YAML: the template's data files, copier.yml and the computed values of questions.

YAML that is not trusted is read with limits, by ``flat_yaml`` or by the rules' evidence.
"""

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader
else:
    # The loader of libyaml needs a twentieth of the time. PyYAML may be built without it.
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str | bytes) -> object:
    """Return the content of one YAML document.

    Raises:
        YAMLError: the text is not YAML.
    """
    # This loader is safe: it creates only plain values, and no objects of Python classes.
    return yaml.load(text, Loader=SafeLoader)  # noqa: S506
