"""Scripts as modules, for tests that must reach inside."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from support.template import ROOT


def load_script(name: str) -> ModuleType:
    """Import scripts/<name>.py without running it."""
    spec = spec_from_file_location(f"script_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
