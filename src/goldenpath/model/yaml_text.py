"""Reading YAML of our own: data files, templates, what a question computes.

What a stranger may have written is read with limits, by ``flat_yaml`` or by the rules' evidence.
"""

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader
else:
    # libyaml takes a twentieth of the time, where PyYAML was built with it.
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str | bytes) -> object:
    """Read one document.

    Raises:
        YAMLError: the text is not YAML.
    """
    # The loader is a safe one: it makes plain values and no objects.
    return yaml.load(text, Loader=SafeLoader)  # noqa: S506
