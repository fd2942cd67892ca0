"""A fleet of repositories that want to stop, blind or take over whoever reads them."""

import os
import shutil
import socket
import stat
import subprocess
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from support.template import git

ANSWERS = ".copier-answers.yml"
ESCAPES = "\x1b]0;owned\x07\x1b[2J\u202egnp\u200b\x9b31m"
_BOMB = "a: &a {x: 1}\n" + "".join(
    f"b{number}: &b{number} {{<<: [{', '.join([f'*b{number - 1}' if number else '*a'] * 9)}]}}\n"
    for number in range(9)
)
_LAUGHS = "l0: &l0 [ha]\n" + "".join(
    f"l{number}: &l{number} [{', '.join([f'*l{number - 1}'] * 10)}]\n" for number in range(1, 10)
)
_SPARSE = 19_000_000_000


@dataclass(frozen=True)
class Maker:
    """Makes repositories from an honest one, in a fleet folder."""

    honest: Path
    fleet: Path
    # A program that leaves a trace when it is run.
    canary: Path
    # A local template, and goldenpath's own folder of mirrors.
    template: Path
    cache: Path

    def copy(self, name: str | bytes) -> Path:
        """A copy of the honest repository."""
        root = self.fleet / os.fsdecode(name)
        shutil.copytree(self.honest, root)
        return root

    def bare(self, name: str) -> Path:
        """The honest repository as a bare one."""
        root = self.fleet / name
        git("clone", "--quiet", "--bare", str(self.honest), str(root), folder=self.fleet)
        return root


def hostile_fleet(maker: Maker) -> set[str]:
    """Make all of them; the names of their kinds."""
    kinds: set[str] = set()
    for kind, repositories in _KINDS.items():
        for number, make in enumerate(repositories(maker)):
            make(f"{kind}-{number:02}")
            kinds.add(kind)
    return kinds


type _Make = Callable[[str], object]


def _answers(maker: Maker) -> Iterator[_Make]:
    start = (maker.honest / ANSWERS).read_bytes()
    contents: list[bytes] = [
        b"[" * 49_000,
        start + b"x: " + b"[" * 49_000,
        start + b"x: " + b"{a: " * 20_000,
        start + b"? " * 40_000,
        start + b"- " * 40_000,
        _BOMB.encode(),
        _LAUGHS.encode(),
        start + b"x: " + b"9" * 5000 + b"\n",
        start + b"x: 1" + b":59" * 20_000 + b"\n",
        start + b"package: other\n",
        start + b"x: !!python/object/apply:os.system ['touch " + bytes(maker.canary) + b"']\n",
        start + b"x: &x y\nz: *x\n",
        start + b"<<: other\n",
        start + b"x:\ty\n",
        b"\xef\xbb\xbf" + start.replace(b"\n", b"\r\n"),
        start.decode().encode("utf-16"),
        start + b"x: \xff\xfe\n",
        start + b"x: \0\n",
        start + b"---\n" + start,
        b"%TAG ! tag:yaml.org,2002:python/\n---\n" + start,
        start.replace(b"package: pkg", b"package: ../../../etc"),
        start.replace(b"package: pkg", b"package: " + b"x" * 90_000),
        start.replace(b"package: pkg", b"package: " + b"{{ range(10**9)|list }}"),
        start.replace(b"shape: small", f'shape: "{_yaml(ESCAPES)}"'.encode()),
    ]
    for content in contents:
        yield lambda name, content=content: _put(maker.copy(name) / ANSWERS, content)


def _versions(maker: Maker) -> Iterator[_Make]:
    for version in (
        "FETCH_HEAD",
        "HEAD@{1}",
        ":/text",
        "+refs/heads/*:refs/heads/*",
        "--upload-pack=x",
        "v1.0.0:copier.yml",
        "9" * 5000,
        "../../v1.0.0",
        f"v1\n::error::{ESCAPES}",
    ):
        yield lambda name, version=version: _answer(
            maker.copy(name), {"_commit": version, "_commit_hash": None}
        )


def _sources(maker: Maker) -> Iterator[_Make]:
    mirror = maker.cache / "templates"
    for source in (
        "https://github.com/palindrom-ai/../evil/x.git",
        "https://github.com/palindrom-ai%2f..%2fevil/x",
        "https://github.com/palindrom-ai/%252e%252e/evil",
        "https://github.com@evil.example/palindrom-ai/x",
        "https://github.com:443@evil.example/palindrom-ai/x",
        "https://github.com\\@evil.example/palindrom-ai/x",
        "https://evil.example/?https://github.com/palindrom-ai/x",
        f"ext::sh -c touch% {maker.canary}",
        "ssh://-oProxyCommand=touch/x",
        "git@-oProxyCommand=x:y/z",
        f"{mirror}/x/mirror.git",
        f"file://{mirror}/x/mirror.git".replace("mirror", "m%69rror"),
        f"file://{maker.fleet}/sources-00".replace("fleet", "fl%65et"),
        "file:///dev/zero",
        "/proc/self/root/dev",
        f"https://x/{ESCAPES}\n::error::owned",
    ):
        yield lambda name, source=source: _answer(maker.copy(name), {"_src_path": source})


def _places(maker: Maker) -> Iterator[_Make]:
    """Something else where a file is expected."""
    for path in (ANSWERS, "pyproject.toml", "ci/build.yml", "goldenpath.toml", ".gitignore"):
        for put in (_pipe, _socket, _device, _folder, _sparse, _link_to_zero, _link_to_memory):
            yield lambda name, path=path, put=put: put(_emptied(maker.copy(name) / path))


def _toml(maker: Maker) -> Iterator[_Make]:
    for content in (
        b"x = " + b"[" * 100_000,
        b"x = " + b"9" * 5000,
        b".".join([b"a"] * 20_000) + b" = 1\n",
        b"\n".join(b"[" + b".".join([b"a"] * 300) + b".b%d]" % number for number in range(900)),
        b"x = '\xff'\n",
        b"x = 1\n" * 2,
        b"\n".join(b"a%d = {b.c.'d' = [%d]}" % (number, number) for number in range(9000)),
        b".".join([b"'a b' "] * 20_000) + b" = 1\n",
        b"x" * 900_000,
        b'[tool.ruff]\n"' + _yaml(ESCAPES).encode() + b'" = "::error::owned"\n',
    ):
        yield lambda name, content=content: _put(maker.copy(name) / "pyproject.toml", content)
    waiver = '[[waivers]]\npath = "%s"\nreason = "%s"\nuntil = 2999-01-01\n'
    for content in (
        b"x = " + b"[" * 100_000,
        (waiver % ("ci/**/build.yml", "x" * 90)).encode() * 5000,
        (waiver % ("*a" * 30 + "**/" * 30, "x")).encode(),
        (waiver % ("ci/build.yml", _yaml(ESCAPES))).encode(),
        b"x = " + b"9" * 5000,
        "reason = 'größer'".encode("latin-1"),
    ):
        yield lambda name, content=content: _waived(maker.copy(name), content)


def _ignores(maker: Maker) -> Iterator[_Make]:
    for path, content in (
        (".gitignore", b"*i" * 25 + b"z\n" + b"*?" * 25 + b"z\n"),
        (".gitignore", b"*[a-z]" * 25 + b"!\n"),
        (".gitignore", b"**/" * 200 + b"x\n"),
        (".gitignore", b"a\n" * 400_000),
        (".gitignore", b"!" * 900_000),
        ("ci/.gitignore", b"**/*i**/*l*" * 200 + b"z\n"),
    ):
        yield lambda name, path=path, content=content: _put(maker.copy(name) / path, content)


def _git_folders(maker: Maker) -> Iterator[_Make]:
    def ignored(name: str) -> Path:
        root = maker.copy(name)
        _put(root / ".gitignore", b"*\n")
        return root / ".git"

    yield lambda name: _pipe(_emptied(ignored(name)))
    yield lambda name: _put(_emptied(ignored(name)), b"gitdir: /proc/self/root/dev\n")
    yield lambda name: _link(_emptied(ignored(name)), "/dev")
    yield lambda name: _pipe(_emptied(ignored(name) / "index"))
    yield lambda name: _pipe(_emptied(ignored(name) / "config"))
    yield lambda name: _put(ignored(name) / "index", b"DIRC\0\0\0\2\xff\xff\xff\xff" + b"\0" * 90)
    yield lambda name: _put(ignored(name) / "index", b"DIRC\0\0\0\4\0\x0f\xff\xff" + b"\x7f" * 999)
    yield lambda name: _sparse(_emptied(ignored(name) / "index"))
    yield lambda name: _program_settings(maker, ignored(name))


def _folders(maker: Maker) -> Iterator[_Make]:
    yield lambda name: _link(_emptied(maker.copy(name) / "ci"), "/")
    yield lambda name: _link(_emptied(maker.copy(name) / "ci"), "ci")
    yield lambda name: _link(_emptied(maker.copy(name) / "pkg"), "..")
    yield lambda name: _deep(maker.copy(name))
    yield lambda name: _many(maker.copy(name))
    yield lambda name: (maker.copy(name) / "ci").chmod(0)
    yield lambda name: (maker.copy(name) / ANSWERS).chmod(0)
    yield lambda name: maker.copy(os.fsencode(name) + b"-\xff\xfe")
    yield lambda name: maker.copy(f"{name}\n::error::{ESCAPES}")
    yield lambda name: maker.copy(f"{name} ::error::owned [bold]<img src=x>|`")


def _bare(maker: Maker) -> Iterator[_Make]:
    def bare(change: Callable[[Path], object]) -> _Make:
        return lambda name: change(maker.bare(name))

    yield bare(lambda root: _pipe(_emptied(root / "HEAD")))
    yield bare(lambda root: _link(_emptied(root / "HEAD"), "/etc/hostname"))
    yield bare(lambda root: _put(root / "HEAD", b"ref: ../../../etc/passwd\n"))
    yield bare(lambda root: _put(root / "HEAD", b"\x1b[2J" * 99))
    yield bare(lambda root: _put(root / "HEAD", b"ref: refs/heads/.invalid\n"))
    yield bare(lambda root: _put(root / "refs/heads/main", b"ref: refs/heads/main\n"))
    yield bare(lambda root: _pipe(_emptied(root / "refs/heads/main")))
    yield bare(lambda root: _link(_emptied(root / "refs/heads"), "/"))
    yield bare(lambda root: _pipe(_emptied(root / "packed-refs")))
    yield bare(lambda root: _sparse(_emptied(root / "packed-refs")))
    yield bare(lambda root: _put(root / "objects/info/alternates", b"/\n"))
    yield bare(lambda root: _pipe(_emptied(root / "objects/info/alternates")))
    yield bare(lambda root: _moved_out(root, "objects"))
    yield bare(lambda root: _moved_out(root, "objects/pack"))
    yield bare(lambda root: _pipe(root / f"objects/pack/pack-{'0' * 40}.idx"))
    yield bare(lambda root: _pipe(_loose(root)))
    yield bare(lambda root: _link(_loose(root), "/dev/zero"))
    yield bare(lambda root: _put(_loose(root), b"no object"))
    yield bare(_broken_packs)
    yield bare(lambda root: _program_settings(maker, root))
    yield bare(lambda root: _promisor(maker, root))
    yield bare(_tree_bomb)
    yield bare(_large_blob)
    yield bare(_many_entries)
    yield bare(_unborn)


_KINDS: Mapping[str, Callable[[Maker], Iterator[_Make]]] = {
    "answers": _answers,
    "versions": _versions,
    "sources": _sources,
    "places": _places,
    "toml": _toml,
    "ignores": _ignores,
    "gits": _git_folders,
    "folders": _folders,
    "bare": _bare,
}


def _yaml(text: str) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in text)


def _answer(root: Path, answers: Mapping[str, str | None]) -> None:
    lines = [
        line
        for line in (root / ANSWERS).read_text().splitlines()
        if line.partition(":")[0] not in answers
    ]
    for key, value in answers.items():
        lines.append(f'{key}: "{_yaml(value)}"' if value else f"{key}: null")
    _put(root / ANSWERS, "\n".join([*lines, ""]).encode())


def _waived(root: Path, content: bytes) -> None:
    _put(root / "ci/build.yml", b"ours\n")
    _put(root / "goldenpath.toml", content)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _emptied(path: Path) -> Path:
    """A path at which nothing is, in a folder that is there; .git stays a mark of a repository."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    # Its path may be short only.
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        # Whoever is not root gets the next best.
        _pipe(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, _SPARSE)


def _link(path: Path, target: str) -> None:
    path.symlink_to(target)


def _link_to_zero(path: Path) -> None:
    _link(path, "/dev/zero")


def _link_to_memory(path: Path) -> None:
    _link(path, "/proc/self/mem")


def _deep(root: Path) -> None:
    """Folders far below what a path can name."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(root / "ci")
        for _ in range(400):
            os.mkdir("d" * 20)
            os.chdir("d" * 20)
    finally:
        os.fchdir(here)
        os.close(here)


def _many(root: Path) -> None:
    (root / "many").mkdir()
    for number in range(3000):
        os.mknod(root / f"many/{number}")


def _program_settings(maker: Maker, folder: Path) -> None:
    """Programs in every setting that names one."""
    program = str(maker.canary)
    settings = folder / "settings"
    settings.write_text(f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n")
    for key in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.x.textconv",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "merge.x.driver",
        "credential.helper",
        "gpg.program",
        "uploadpack.packObjectsHook",
    ):
        git("config", "--file", str(folder / "config"), key, program, folder=folder)
    git("config", "--file", str(folder / "config"), "include.path", str(settings), folder=folder)
    git("config", "--file", str(folder / "config"), "core.hooksPath", str(folder), folder=folder)
    _put(folder / "info/attributes", b"* filter=x diff=x merge=x\n")
    for hook in ("post-checkout", "pre-receive", "fsmonitor-watchman", "post-index-change"):
        shutil.copy(maker.canary, folder / hook)
        (folder / "hooks").mkdir(exist_ok=True)
        shutil.copy(maker.canary, folder / "hooks" / hook)


def _promisor(maker: Maker, root: Path) -> None:
    """A missing object, and a remote that promises it by a program."""
    for key, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", str(maker.honest)),
        ("remote.origin.uploadpack", str(maker.canary)),
    ):
        git("config", key, value, folder=root)
    _loose(root)


def _moved_out(root: Path, path: str) -> None:
    outside = root.parent.parent / f"{root.name}-{Path(path).name}"
    shutil.move(root / path, outside)
    (root / path).symlink_to(outside)


def _loose(root: Path) -> Path:
    """The file of the tree of the last commit, which is not there any more."""
    tree = git("rev-parse", "HEAD^{tree}", folder=root).strip()
    _unpack(root)
    path = root / "objects" / tree[:2] / tree[2:]
    return _emptied(path)


def _unpack(root: Path) -> None:
    for pack in (root / "objects/pack").glob("*.pack"):
        away = root / pack.name
        shutil.move(pack, away)
        pack.with_suffix(".idx").unlink()
        with away.open("rb") as content:
            subprocess.run(["git", "unpack-objects", "-q"], cwd=root, stdin=content, check=True)
        away.unlink()


def _broken_packs(root: Path) -> None:
    git("repack", "-adq", folder=root)
    for path in (root / "objects/pack").iterdir():
        content = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(content[: len(content) // 2] + b"\xff" * 99)


def _tree_bomb(root: Path) -> None:
    """Ten thousand million files, in a dozen objects."""
    kind, name = "100644 blob", _object(root, "blob", b"x")
    for _ in range(10):
        entries = "".join(f"{kind} {name}\t{number}\n" for number in range(10))
        done = subprocess.run(
            ["git", "mktree"], cwd=root, input=entries, text=True, check=True, capture_output=True
        )
        kind, name = "040000 tree", done.stdout.strip()
    _commit(root, name)


def _large_blob(root: Path) -> None:
    blob = _object(root, "blob", bytes(40_000_000))
    _commit(root, _tree(root, f"100644 blob {blob}\t{ANSWERS}\n"))


def _many_entries(root: Path) -> None:
    blob = _object(root, "blob", b"x")
    _commit(root, _tree(root, "".join(f"100644 blob {blob}\t{n}\n" for n in range(100_000))))


def _unborn(root: Path) -> None:
    _put(root / "HEAD", b"ref: refs/heads/none\n")


def _tree(root: Path, entries: str) -> str:
    done = subprocess.run(
        ["git", "mktree"], cwd=root, input=entries, text=True, check=True, capture_output=True
    )
    return done.stdout.strip()


def _commit(root: Path, tree: str) -> None:
    name = _object(root, "commit", f"tree {tree}\nauthor a <a> 0 +0000\n\nx".encode())
    (root / "HEAD").write_text(f"{name}\n")


def _object(root: Path, kind: str, content: bytes) -> str:
    whole = f"{kind} {len(content)}\0".encode() + content
    name = sha1(whole, usedforsecurity=False).hexdigest()
    _put(root / "objects" / name[:2] / name[2:], zlib.compress(whole, 1))
    return name
