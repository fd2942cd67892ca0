"""A bot proposes every pin of the template, since no bot may change it in a rendered repository."""

import json
import re
from pathlib import Path

from support.template import ROOT

CONFIGURED = json.loads((ROOT / "renovate.json").read_text())
# Renovate finds actions in these files by itself.
BY_ITSELF = re.compile(r"(^|/)\.github/workflows/.+\.ya?ml$")
# How pins look, whatever they are pinned in.
PINNED = re.compile(r"(?:@[0-9a-f]{40}|@sha256:[0-9a-f]{64})\b")
TEMPLATES = sorted(path for path in (ROOT / "template").rglob("*") if path.is_file())


def as_python(pattern: str) -> str:
    return pattern.replace("(?<", "(?P<")


def found_in(path: Path) -> list[str]:
    """The digests that the configured managers find in a file."""
    name = path.relative_to(ROOT).as_posix()
    return [
        found["currentDigest"]
        for manager in CONFIGURED["customManagers"]
        if any(re.search(it.strip("/"), name) for it in manager["managerFilePatterns"])
        for pattern in manager["matchStrings"]
        for found in re.finditer(as_python(pattern), path.read_text())
    ]


def test_every_pin_of_the_template_is_found() -> None:
    pins = {path: PINNED.findall(path.read_text()) for path in TEMPLATES}
    left = {path: found for path, found in pins.items() if found}
    assert len(left) > 4
    for path, found in left.items():
        if not BY_ITSELF.search(path.as_posix()):
            assert [f"@{digest}" for digest in found_in(path)] == found, path


def test_the_version_of_uv_is_found() -> None:
    (manager,) = [it for it in CONFIGURED["customManagers"] if it.get("depNameTemplate") == "uv"]
    (pattern,) = manager["matchStrings"]
    assert len(re.findall(as_python(pattern), (ROOT / "uvw").read_text())) == 1
