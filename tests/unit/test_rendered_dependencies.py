"""Every rendered project declares exactly what it imports, whatever shape and options it has."""

import sys
from pathlib import Path

from goldenpath.operations.release.gate.dependencies import modules_of, problems_in, sources_of
from goldenpath.operations.release.gate.tools import Tools

from support.quick_render import render_in_memory
from support.template import OPTIONS, ROOT, combinations

VOICE = {"shape": "livekit-agent", "voice_provider": "openai"}


def test_declared_dependencies_are_those_that_are_imported(template: Path) -> None:
    deptry = Path(sys.executable).with_name("deptry")
    renders = [render_in_memory(template, it) for it in (*combinations(), *OPTIONS, VOICE)]
    different = {sources_of(render) for render in renders}
    assert len(different) > 3
    said = [problems_in(it, modules_of(ROOT), deptry, Tools()) for it in different]
    assert [problem for problem in said if problem] == []
