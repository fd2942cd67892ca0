"""Combine the notes of many repositories: name each note once, with the repositories it is about.

The repositories of a note are its scope, in words: "tier production", or "example-org with x=yes".
"""

from collections.abc import Iterable, Iterator, Sequence

from goldenpath.model.note import Note
from goldenpath.operations.release.combinations import Combination


def scoped[T: Note](
    found: Sequence[tuple[Combination, tuple[T, ...]]],
) -> tuple[T, ...]:
    """Return each note once for each group of repositories that it concerns."""
    every = [combination for combination, _ in found]
    holders: dict[T, list[Combination]] = {}
    for combination, notes in found:
        for note in notes:
            holders.setdefault(note, []).append(combination)
    told = [
        note.model_copy(update={"scope": scope})
        for note, combinations in holders.items()
        for scope in _scopes(combinations, every)
    ]
    # Notes that concern all repositories come first.
    return tuple(sorted(told, key=lambda note: bool(note.scope)))


def _scopes(holders: Sequence[Combination], every: Sequence[Combination]) -> Iterator[str]:
    plain = [one for one in holders if one.option is None]
    all_plain = [one for one in every if one.option is None]
    yield from _plain_scopes(plain, all_plain)
    without = {(one.shape, one.organisation, one.tier) for one in plain}
    options: dict[str, list[Combination]] = {}
    for one in holders:
        # If the note also holds without the option, the option is not a reason for it.
        if one.option and (one.shape, one.organisation, one.tier) not in without:
            options.setdefault(f"{one.option[0]}={_answer(one.option[1])}", []).append(one)
    for option, combinations in options.items():
        organisations = _names(one.organisation for one in combinations)
        of_all = organisations == _names(one.organisation for one in all_plain)
        yield option if of_all else f"{_joined(organisations)} with {option}"


def _plain_scopes(holders: Sequence[Combination], every: Sequence[Combination]) -> Iterator[str]:
    if not holders:
        return
    if len(holders) == len(every):
        yield ""
        return
    all_organisations = _names(one.organisation for one in every)
    by_tiers: dict[tuple[str, ...], list[str]] = {}
    for organisation in all_organisations:
        tiers = _names(one.tier for one in holders if one.organisation == organisation)
        if tiers:
            by_tiers.setdefault(tiers, []).append(organisation)
    all_tiers = _names(one.tier for one in every)
    for tiers, organisations in by_tiers.items():
        words = [] if tuple(organisations) == all_organisations else [_joined(organisations)]
        if tiers != all_tiers:
            words.append(f"tier {_joined(tiers)}")
        yield ", ".join(words)


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _joined(names: Sequence[str]) -> str:
    return " and ".join(names)


def _answer(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
