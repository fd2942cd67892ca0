"""Find expressions in a template whose value differs between two renders."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import jinja2
from jinja2 import nodes

# Names, attributes and filters of Jinja, of copier, and of the filters that copier adds to Jinja.
# Each has the source of its value, for the message.
_NAMES = {
    "now": "the time",
    "make_secret": "a random number",
    "lipsum": "random words",
    "_folder_name": "the name of the destination",
    "_external_data": "a file beside the repository",
}
_ATTRIBUTES = {
    "dst_path": "the destination",
    "os": "the machine",
}
_FILTERS = {
    "random": "a random choice",
    "shuffle": "a random order",
    "random_mac": "a random number",
    "ans_random": "a random number",
    "strftime": "the time",
    "fileglob": "the machine's files",
    "expanduser": "the machine's user",
    "expandvars": "the machine's environment",
    "realpath": "the machine's files",
}
_COPIER = "_copier_conf"
type Found = tuple[str, str]


def varying_expressions(folder: Path, texts: Mapping[str, str]) -> Iterator[Found]:
    """Yield the place of each such expression, and the expression with what it reads.

    The keys of ``texts`` are the places of the texts. The templates below ``folder`` are also read.
    """
    environment = jinja2.Environment(autoescape=True)
    for filter_name in _FILTERS:
        environment.filters.setdefault(filter_name, str)
    for where, text in {**texts, **_files(folder)}.items():
        for expression in _in_text(environment, text):
            yield where, expression


def _files(folder: Path) -> Mapping[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*.jinja"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def _in_text(environment: jinja2.Environment, text: str) -> Iterator[str]:
    try:
        tree = environment.parse(text)
    except jinja2.TemplateSyntaxError:
        # The text cannot be rendered; a separate check refuses that.
        return
    assigned = {node.name for node in tree.find_all(nodes.Name) if node.ctx in ("store", "param")}
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter)):
        yield from _varying(node, assigned)


def _varying(node: nodes.Node, assigned: set[str]) -> Iterator[str]:
    match node:
        case nodes.Name(name=name) if name in _NAMES and name not in assigned:
            yield f"{name}, {_NAMES[name]}"
        case nodes.Filter(name=name) if name in _FILTERS:
            yield f"|{name}, {_FILTERS[name]}"
        case nodes.Getattr(node=nodes.Name(name=of), attr=attribute) if of == _COPIER:
            if attribute in _ATTRIBUTES:
                yield f"{of}.{attribute}, {_ATTRIBUTES[attribute]}"
        case nodes.Getitem(node=nodes.Name(name=of), arg=nodes.Const(value=key)) if of == _COPIER:
            if key in _ATTRIBUTES:
                yield f"{of}['{key}'], {_ATTRIBUTES[key]}"
        case _:
            return
