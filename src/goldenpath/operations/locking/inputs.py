"""Collect the files that a lock is made from, if nothing of the repository must be built."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from goldenpath.model.file_names import LOCK_FILE, PROJECT_FILE
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.toml_text import Document, parse
from goldenpath.operations.locking.settings import (
    NotStaticError,
    is_remote,
    kept_project,
    kept_settings,
    table,
    written,
)
from goldenpath.operations.locking.sources import LockFiles
from goldenpath.operations.locking.workspace import inside, members

_SETTINGS = "uv.toml"
# The fields of a project that a lock contains. If one is dynamic, uv runs the project's build
# back end to find its value.
_LOCKED = ("version", "dependencies", "optional-dependencies", "requires-python")
# The keys whose value is a path, in a lock or in a source.
_PLACES = ("path", "directory", "editable", "virtual")


@dataclass
class LockInputs:
    """The files that uv is given, by path, and the versions of Python that they require."""

    files: dict[str, RenderedFile] = field(default_factory=dict)
    pythons: list[str] = field(default_factory=list)


def collect_inputs(files: LockFiles) -> LockInputs:
    """Read the files that a lock is made from.

    Raises:
        NotStaticError: something would have to be built, or lies outside the repository.
    """
    collector = _Collector(files)
    collector.collect()
    return collector.inputs


def parse_lock(content: bytes) -> Document:
    """Read a uv.lock.

    Raises:
        NotStaticError: it is not valid, or names places outside the repository.
    """
    document = parse(content)
    if document is None:
        raise NotStaticError(f"{LOCK_FILE} is not valid TOML")
    for package in _tables(document.get("package")):
        source, sdist = table(package, "source"), table(package, "sdist")
        for place in (source, sdist, *_tables(package.get("wheels"))):
            _require_inside(place)
    return document


@dataclass
class _Collector:
    files: LockFiles
    inputs: LockInputs = field(default_factory=LockInputs)

    def collect(self) -> None:
        root = self._read_toml(PROJECT_FILE)
        workspace = table(table(table(root, "tool"), "uv"), "workspace")
        self._add_project("", root)
        if workspace:
            for folder in members(workspace, self.files.projects()):
                self._add_folder(folder)
        if self.files.read(_SETTINGS):
            settings = kept_settings(self._read_toml(_SETTINGS), _SETTINGS)
            self._write(_SETTINGS, written(settings))
        if lock := self._read(LOCK_FILE):
            parse_lock(lock)
            self._write(LOCK_FILE, lock)
        if not self.inputs.pythons:
            raise NotStaticError(
                f"{PROJECT_FILE} has no requires-python, and uv would choose one itself"
            )

    def _add_folder(self, folder: str) -> None:
        path = f"{folder}/{PROJECT_FILE}"
        if path in self.inputs.files:
            return
        if self._read(path) is None:
            raise NotStaticError(f"{folder} would have to be built: it has no {PROJECT_FILE}")
        document = self._read_toml(path)
        if table(table(table(document, "tool"), "uv"), "workspace"):
            raise NotStaticError(f"{folder} is a workspace of its own")
        self._add_project(folder, document)

    def _add_project(self, folder: str, document: Document) -> None:
        where = f"{folder}/{PROJECT_FILE}" if folder else PROJECT_FILE
        # The root may have no [project], if it is only a workspace or only configures tools.
        if folder or "project" in document:
            _require_static(document, where)
        kept = kept_project(document, where)
        if not folder:
            # Declare a workspace, so that uv does not look for one in the folders above.
            uv = table(table(kept, "tool"), "uv")
            kept = {**kept, "tool": {"uv": {"workspace": {}, **uv}}}
        self._write(where, written(kept))
        python = table(document, "project").get("requires-python")
        if isinstance(python, str):
            self.inputs.pythons.append(python)
        for path in _local_sources(document, where):
            self._add_source(inside(folder, path))

    def _add_source(self, path: str) -> None:
        found = self._read(path) if path else None
        if found is None:
            if path:
                self._add_folder(path)
        elif path.endswith(".whl"):
            self._write(path, found)
        else:
            raise NotStaticError(f"{path} would have to be built")

    def _write(self, path: str, content: bytes) -> None:
        self.inputs.files[path] = RenderedFile(content, FileKind.PLAIN)

    def _read_toml(self, path: str) -> Document:
        document = parse(self._read(path) or b"")
        if document is None:
            raise NotStaticError(f"{path} is not valid TOML")
        return document

    def _read(self, path: str) -> bytes | None:
        found = self.files.read(path)
        if found and found.kind is FileKind.LINK:
            raise NotStaticError(f"{path} is a link, and goldenpath does not follow links")
        return found.content if found else None


def _require_static(document: Document, where: str) -> None:
    project = table(document, "project")
    dynamic = project.get("dynamic", [])
    asked = [key for key in _LOCKED if isinstance(dynamic, list) and key in dynamic]
    if asked:
        raise NotStaticError(f"{where} would have to be built: its {asked[0]} is dynamic")
    if not isinstance(project.get("name"), str) or not isinstance(project.get("version"), str):
        raise NotStaticError(f"{where} would have to be built: it has no static name and version")
    if "poetry" in table(document, "tool") and "dependencies" not in project:
        raise NotStaticError(f"{where} would have to be built: its dependencies are for Poetry")


def _local_sources(document: Document, where: str) -> Iterator[object]:
    sources = table(table(table(document, "tool"), "uv"), "sources")
    for name, value in sources.items():
        for source in _tables(value if isinstance(value, list) else [value]):
            for key in ("git", "url"):
                if key in source and not is_remote(source[key]):
                    raise NotStaticError(f"{where} takes {name} from this machine ({source[key]})")
            if "path" in source:
                yield source["path"]


def _require_inside(place: Document) -> None:
    for key in _PLACES:
        if key in place:
            inside("", place[key])
    for key in ("registry", "url", "git"):
        if key in place and not is_remote(place[key]):
            raise NotStaticError(f"{LOCK_FILE} names a place on this machine, {place[key]}")


def _tables(value: object) -> Iterator[Mapping[str, object]]:
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, Mapping):
            yield entry
