"""Compare the rulesets of two versions: which settings changed, and which became stricter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from goldenpath.model.note import RuleNote
from goldenpath.model.yaml_text import read_yaml
from goldenpath.operations.template_store.checkouts import TemplateCheckout

type Value = str | int | float | bool | list[Value] | dict[str, Value] | None


class _Entry(BaseModel):
    """One setting of a ruleset of any version.

    It is not the model `Setting`: versions can have other settings, and only these keys are needed.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    rule: str
    value: Value


_ENTRY = TypeAdapter(_Entry)
# For these settings, a smaller number is stricter. For all other settings, a larger one is.
_UPPER_BOUNDS = frozenset({"ruff_limits", "vulture_confidence"})
# A setting with one of these words in its name is a list of exemptions: a shorter list is stricter.
_EXEMPTIONS = ("ignore", "allowed")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A changed setting of a ruleset, with its values as the two files have them."""

    note: RuleNote
    tier: str
    before: Value
    after: Value


def rule_changes(old: TemplateCheckout, new: TemplateCheckout) -> Iterator[RuleChange]:
    """Yield every setting that differs, for the rulesets that both versions have."""
    before, after = _read(old.folder / "rulesets"), _read(new.folder / "rulesets")
    for name in sorted(before.keys() & after.keys()):
        for setting in sorted(before[name].keys() | after[name].keys()):
            was, now = before[name].get(setting), after[name].get(setting)
            # If only one version has the setting, there is no change to report: the first release
            # that has a setting only writes down what was already rendered.
            if (
                was is None
                or now is None
                or _without_explanations(was.value) == _without_explanations(now.value)
            ):
                continue
            before_value, after_value = (
                _without_explanations(was.value),
                _without_explanations(now.value),
            )
            note = RuleNote(
                ruleset=name,
                setting=setting,
                rule=now.rule,
                before=_difference(after_value, before_value),
                after=_difference(before_value, after_value),
                is_stricter=_is_stricter(setting, before_value, after_value),
            )
            yield RuleChange(note, name.removeprefix("python-"), was.value, now.value)


def _read(folder: Path) -> Mapping[str, Mapping[str, _Entry]]:
    found: dict[str, dict[str, _Entry]] = {}
    for path in sorted(folder.glob("*.yml")):
        content = read_yaml(path.read_bytes())
        entries = found.setdefault(path.stem, {})
        for key, value in content.items() if isinstance(content, dict) else ():
            try:
                entries[str(key)] = _ENTRY.validate_python(value)
            except ValidationError:
                # The name, the tier and similar keys are not settings.
                continue
    return found


def _is_stricter(setting: str, before: Value, after: Value) -> bool:
    if isinstance(before, dict) and isinstance(after, dict):
        return any(
            before.get(key) != after.get(key)
            and _is_stricter(setting, before.get(key), after.get(key))
            for key in before.keys() | after.keys()
        )
    if isinstance(before, list) and isinstance(after, list):
        is_exemption = any(word in setting for word in _EXEMPTIONS)
        less, more = (after, before) if is_exemption else (before, after)
        return any(item not in less for item in more)
    if _is_number(before) and _is_number(after):
        less, more = float(str(before)), float(str(after))
        return more < less if setting in _UPPER_BOUNDS else less < more
    # The direction of the change is not known. It is better to announce too much than too little.
    return True


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _difference(other: Value, value: Value) -> str:
    """Return a value in words; for a list or a table, only the items that differ from ``other``."""
    if isinstance(value, list) and isinstance(other, list):
        own = [str(item) for item in value if item not in other]
        return f"with {', '.join(own)}" if own else "without"
    if isinstance(value, dict) and isinstance(other, dict):
        own = [f"{key} {item}" for key, item in value.items() if other.get(key) != item]
        return ", ".join(own) or "without"
    return str(value)


def _without_explanations(value: Value) -> Value:
    """Return a value without explanations: in a list of tables, only each table's first value."""
    if not isinstance(value, list):
        return value
    return [next(iter(item.values()), "") if isinstance(item, dict) else item for item in value]
