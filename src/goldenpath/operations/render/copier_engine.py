"""The engine that renders with copier itself, for templates that only copier can render."""

import os
import tempfile
from pathlib import Path

from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.operations.render.copier_render import RenderRequest, render
from goldenpath.operations.render.template_config import read_template_config
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateCheckout


class CopierEngine:
    """An engine that renders into a folder with copier's public API, and then reads the folder."""

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render a version of a template; see RenderEngine.

        Raises:
            GoldenpathError: an answer is not valid, or the template cannot be rendered.
        """
        config = read_template_config(checkout.folder)
        answers = {name: value for name, value in recorded.items() if name in config.questions}
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            folder = Path(scratch) / "render"
            rendered = render(
                RenderRequest(
                    template=TemplateSource(location=checkout.location, version=checkout.commit),
                    answers={**answers, **changed},
                    defaults={},
                    ask=False,
                ),
                folder,
            )
            files = {
                path.relative_to(folder).as_posix(): _read(path)
                for path in sorted(folder.rglob("*"))
                if path.is_symlink() or path.is_file()
            }
        return Render(
            files=files,
            answers=rendered.answers,
            defaulted=tuple(sorted(set(rendered.answers) - set(answers) - set(changed))),
            ownership=config.ownership,
        )


def _read(path: Path) -> RenderedFile:
    if path.is_symlink():
        return RenderedFile(os.fsencode(path.readlink()), FileKind.LINK)
    executable = os.access(path, os.X_OK)
    return RenderedFile(path.read_bytes(), FileKind.EXECUTABLE if executable else FileKind.PLAIN)
