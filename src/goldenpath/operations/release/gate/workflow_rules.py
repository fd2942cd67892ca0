"""Rules of the gate about the workflows of the renders."""

from collections.abc import Iterator

from goldenpath.operations.release.gate.context import GateContext
from goldenpath.rules.evidence.documents import (
    Table,
    UnreadableError,
    is_table,
    parse_yaml,
    table_at,
    tables_at,
    text_at,
    value_at,
)

_FOLDER = ".github/"
_SUFFIXES = (".yml", ".yaml")
_CHECKOUT = "actions/checkout@"
_SWITCH = "persist-credentials"


def no_checkout_keeps_its_token(context: GateContext) -> Iterator[str]:
    """No checkout writes the token of the workflow into .git/config, where later steps read it."""
    seen: set[tuple[str, bytes]] = set()
    for combination, render in context.renders.items():
        for path, file in render.files.items():
            if not (path.startswith(_FOLDER) and path.endswith(_SUFFIXES)):
                continue
            if (path, file.content) in seen:
                continue
            seen.add((path, file.content))
            for problem in _problems(file.content.decode(errors="replace")):
                yield f"{path}, rendered as {combination.name}, {problem}"


def _problems(text: str) -> Iterator[str]:
    try:
        document = parse_yaml(text)
    except UnreadableError as error:
        yield f"cannot be read: {error}; correct its template."
        return
    for step in _steps(document):
        if not (text_at(step, "uses") or "").lower().startswith(_CHECKOUT):
            continue
        kept = value_at(step, "with", _SWITCH)
        if str(kept).lower() != "false":
            found = f"has {_SWITCH}: {kept}" if kept is not None else f"has no {_SWITCH}"
            yield (
                f"keeps the token of a checkout, which {found}, so each later step can read it:"
                f" write `{_SWITCH}: false` below `with`."
            )


def _steps(document: Table) -> Iterator[Table]:
    """The steps of a workflow's jobs, or of an action."""
    jobs = [job for job in table_at(document, "jobs").values() if is_table(job)]
    for holder in (*jobs, table_at(document, "runs")):
        yield from tables_at(holder, "steps")
