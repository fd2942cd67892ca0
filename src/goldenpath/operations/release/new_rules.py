"""Find the rules that only one of two versions has, by reading their source code."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from goldenpath.model.note import RuleNote
from goldenpath.operations.template_store.checkouts import TemplateCheckout

RULES = "src/goldenpath/rules"
_ID = re.compile(r"^[A-Z]{2}\d{2}$")
_STANDARD = "the standard"


def new_rules(old: TemplateCheckout, new: TemplateCheckout) -> Iterator[RuleNote]:
    """Yield a note for each rule that is new or removed."""
    before, after = rules_of(old.folder), rules_of(new.folder)
    for rule in sorted(before.keys() ^ after.keys()):
        yield RuleNote(
            ruleset=_STANDARD,
            setting="",
            rule=rule,
            before=before.get(rule, ""),
            after=after.get(rule, ""),
            is_stricter=rule in after,
        )


def rules_of(folder: Path) -> Mapping[str, str]:
    """Return the title of every rule by its id; a rule is a class whose name is its id."""
    found = {}
    for path in sorted((folder / RULES).rglob("*.py")):
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and _ID.match(node.name):
                found[node.name] = (ast.get_docstring(node) or "").partition("\n")[0].rstrip(".")
    return found
