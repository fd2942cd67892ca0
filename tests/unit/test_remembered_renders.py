"""What is remembered of a render: no cache from elsewhere, and no old one, changes a result."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from goldenpath.model.recorded_answers import Answer
from goldenpath.model.rendered import Render
from goldenpath.operations.render import remembered as module
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.render.in_memory import InMemoryEngine
from goldenpath.operations.render.remembered import RememberedRenders
from goldenpath.operations.render.template_plan import plan_of
from goldenpath.operations.template_store import sealed_files
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.template_store.sealed_files import SealedFiles

from support.small_template import write

COPIER_YML = """\
_subdirectory: template
_ownership: {seeded: [], managed: [/**], merged: {}, generated: []}
name: {type: str, default: demo}
number: {type: int, default: 1}
is_on: {type: bool, default: true}
"""
ANSWERS: Mapping[str, Answer] = {"name": "one", "number": 1, "is_on": True}


@dataclass
class Machine:
    """A person's machine: a template, the cache, the state folder, and how often it rendered."""

    folder: Path
    rendered: int = 0

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def key(self) -> Path:
        return self.folder / "state/seal"

    def render(
        self,
        recorded: Mapping[str, Answer] = ANSWERS,
        changed: Mapping[str, Answer] | None = None,
        commit: str = "c",
    ) -> Render:
        checkout = TemplateCheckout(
            location="https://example.com/t",
            version="v1.0.0",
            commit=commit * 40,
            folder=self.folder / "template",
        )
        remembered = RememberedRenders(SealedFiles(self.cache, self.key))
        engine = choose_engine(use_copier=False, remembered=remembered)
        return engine.render(checkout, recorded, changed or {})


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    write(tmp_path / "template/copier.yml", COPIER_YML)
    write(tmp_path / "template/template/a.jinja", "{{ name }} {{ number }} {{ is_on }}\n")
    write(tmp_path / "template/template/run", b"#!/bin/sh\n\xff\r\n")
    (tmp_path / "template/template/run").chmod(0o755)
    real = InMemoryEngine.render

    def counted(
        engine: InMemoryEngine,
        checkout: TemplateCheckout,
        recorded: Mapping[str, Answer],
        changed: Mapping[str, Answer],
    ) -> Render:
        made.rendered += 1
        return real(engine, checkout, recorded, changed)

    monkeypatch.setattr(InMemoryEngine, "render", counted)
    return made


def entries(machine: Machine) -> list[Path]:
    return sorted(path for path in machine.cache.iterdir() if path.is_file())


def test_the_second_process_gets_the_same_without_a_render(machine: Machine) -> None:
    first, second = machine.render(), machine.render()
    assert second == first
    assert machine.rendered == 1
    assert second.files["run"].content == b"#!/bin/sh\n\xff\r\n"
    assert second.ownership.owner_of("a") == first.ownership.owner_of("a")
    assert (machine.key.stat().st_mode & 0o777, machine.key.stat().st_size) == (0o600, 32)


@pytest.mark.parametrize(
    "answers",
    [
        {**ANSWERS, "name": "two"},
        # YAML keeps these apart, and so may a template.
        {**ANSWERS, "name": "True"},
        {**ANSWERS, "is_on": "true"},
        {**ANSWERS, "number": "1"},
        {"number": 1, "name": "one", "is_on": True},
    ],
)
def test_other_answers_are_another_render(machine: Machine, answers: Mapping[str, Answer]) -> None:
    machine.render()
    machine.render(answers)
    assert machine.rendered == 2


def test_a_checkout_that_was_changed_is_another_render(machine: Machine) -> None:
    expected = machine.render()
    changed = machine.folder / "template/template/a.jinja"
    whole, before = changed.read_bytes(), changed.stat()
    changed.write_bytes(whole.replace(b"name", b"evil"))
    # Whoever changes it can give it its old size and time.
    os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))
    module._state_of.cache_clear()
    plan_of.cache_clear()
    assert machine.render() != expected
    changed.write_bytes(whole)
    module._state_of.cache_clear()
    plan_of.cache_clear()
    assert machine.render() == expected


def test_another_commit_is_another_render(machine: Machine) -> None:
    machine.render()
    machine.render(commit="d")
    assert machine.rendered == 2


def test_a_change_of_answers_is_rendered(machine: Machine) -> None:
    machine.render()
    assert machine.render(changed={"name": "new"}).files["a"].content == b"new 1 True\n"
    assert machine.rendered == 2


def test_another_program_renders_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.render()
    monkeypatch.setattr(module, "_program", lambda: ["another"])
    machine.render()
    assert machine.rendered == 2


def test_the_program_is_its_python_its_packages_and_its_code() -> None:
    program = module._program.__wrapped__()
    assert any(name.startswith("jinja2-") for name in program)
    assert any(name.startswith("questionnaire.py ") for name in program)
    assert any(name.startswith("ownership.py ") for name in program)


def test_a_cache_from_another_machine_is_not_believed(machine: Machine, tmp_path: Path) -> None:
    attacker = Machine(tmp_path / "attacker")
    shutil.copytree(tmp_path / "template", attacker.folder / "template")
    write(attacker.folder / "template/template/a.jinja", "evil\n")
    attacker.render()
    shutil.copytree(attacker.cache, machine.cache)
    assert machine.render().files["a"].content == b"one 1 True\n"
    # What is rendered now takes the place of what was not believed.
    machine.rendered = 0
    assert machine.render().files["a"].content == b"one 1 True\n"
    assert machine.rendered == 0


def test_a_changed_file_is_not_believed(machine: Machine) -> None:
    expected = machine.render()
    (entry,) = entries(machine)
    whole = entry.read_bytes()
    for content in (whole.replace(b"one 1", b"evil!"), whole[:-1], whole + b" ", b"", b"x" * 32):
        entry.write_bytes(content)
        assert machine.render() == expected


def test_one_render_does_not_pass_for_another(machine: Machine) -> None:
    machine.render()
    (first,) = entries(machine)
    machine.render({**ANSWERS, "name": "two"})
    (second,) = (entry for entry in entries(machine) if entry != first)
    shutil.copy(second, first)
    assert machine.render().files["a"].content == b"one 1 True\n"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_seals_nothing(machine: Machine, mode: int) -> None:
    machine.render()
    machine.key.chmod(mode)
    machine.render()
    assert machine.rendered == 2


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_broken_key_seals_nothing(machine: Machine, content: bytes) -> None:
    machine.render()
    machine.key.write_bytes(content)
    assert machine.render() == machine.render()
    assert machine.rendered == 3


def test_a_key_that_is_a_link_seals_nothing(machine: Machine, tmp_path: Path) -> None:
    machine.render()
    machine.key.rename(tmp_path / "elsewhere")
    machine.key.symlink_to(tmp_path / "elsewhere")
    machine.render()
    assert machine.rendered == 2


def test_a_cache_that_cannot_be_written_is_no_problem(machine: Machine, tmp_path: Path) -> None:
    for place in (machine.cache, machine.key.parent):
        shutil.rmtree(place, ignore_errors=True)
        place.write_text("in the way")
        assert machine.render().files["a"].content == b"one 1 True\n"
        place.unlink()


def test_old_renders_are_removed(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_files, "_MOST_FILES", 3)
    for number in range(5):
        machine.render({**ANSWERS, "number": number})
    assert len(entries(machine)) == 3
    machine.rendered = 0
    machine.render({**ANSWERS, "number": 4})
    assert machine.rendered == 0


def test_nothing_unfinished_stays(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    assert machine.render().files["a"].content == b"one 1 True\n"
    assert not list(machine.folder.rglob("unfinished-*"))
