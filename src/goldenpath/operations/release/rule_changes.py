"""Rulesets of two versions compared: what became stricter, and who of a fleet falls short of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from goldenpath.model.note import RuleNote
from goldenpath.model.yaml_text import read_yaml
from goldenpath.operations.template_store.checkouts import TemplateCheckout

type Value = str | int | float | bool | list[Value] | dict[str, Value] | None


class _Entry(BaseModel):
    """One setting of a ruleset of any version: newer models know more than is needed here."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    rule: str
    value: Value


_ENTRY = TypeAdapter(_Entry)
# Settings of which a smaller value is stricter; every other number is stricter when it is larger.
_UPPER_BOUNDS = frozenset({"ruff_limits", "vulture_confidence"})
# Lists of exemptions: a shorter one is stricter.
_EXEMPTIONS = ("ignore", "allowed")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A setting of a ruleset that changed, with its values as they are in the file."""

    note: RuleNote
    tier: str
    before: Value
    after: Value


def rule_changes(old: TemplateCheckout, new: TemplateCheckout) -> Iterator[RuleChange]:
    """Every setting that differs, of rulesets that both versions have."""
    before, after = _read(old.folder / "rulesets"), _read(new.folder / "rulesets")
    for name in sorted(before.keys() & after.keys()):
        for setting in sorted(before[name].keys() | after[name].keys()):
            was, now = before[name].get(setting), after[name].get(setting)
            # The first release to write a setting down only says what was rendered before.
            if was is None or now is None or _demanded(was.value) == _demanded(now.value):
                continue
            before_value, after_value = _demanded(was.value), _demanded(now.value)
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
                # The name, the tier and the like, which are no settings.
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
    # Nobody knows which way: rather announced than missed.
    return True


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _difference(other: Value, value: Value) -> str:
    """A value in words: of a list or a table, only what the other one has otherwise."""
    if isinstance(value, list) and isinstance(other, list):
        own = [str(item) for item in value if item not in other]
        return f"with {', '.join(own)}" if own else "without"
    if isinstance(value, dict) and isinstance(other, dict):
        own = [f"{key} {item}" for key, item in value.items() if other.get(key) != item]
        return ", ".join(own) or "without"
    return str(value)


def _demanded(value: Value) -> Value:
    """A value without the words that explain it: of a table in a list, its first entry names it."""
    if not isinstance(value, list):
        return value
    return [next(iter(item.values()), "") if isinstance(item, dict) else item for item in value]
