"""Renders by goldenpath's own engine, which takes a tenth of copier's time.

tests/integration/test_engines.py proves that both render the same, byte by byte.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from goldenpath.model.recorded_answers import Answer
from goldenpath.model.rendered import FileKind, Render
from goldenpath.operations.render.in_memory import InMemoryEngine
from goldenpath.operations.template_store.checkouts import TemplateCheckout


def render_in_memory(template: Path, answers: Mapping[str, Answer] | None = None) -> Render:
    """Render a plain folder, as if it were a release."""
    checkout = TemplateCheckout(
        location=str(template), version="v1.0.0", commit="a" * 40, folder=template
    )
    return InMemoryEngine().render(checkout, {}, dict(answers or {}))


def render_quickly(template: Path, into: Path, answers: Mapping[str, Answer] | None = None) -> Path:
    """Render a plain folder into the folder ``into``."""
    for path, file in render_in_memory(template, answers).files.items():
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.kind is FileKind.LINK:
            target.symlink_to(os.fsdecode(file.content))
        else:
            target.write_bytes(file.content)
            target.chmod(0o755 if file.kind is FileKind.EXECUTABLE else 0o644)
    return into
