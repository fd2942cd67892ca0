"""Build dist/function.zip, the code that Lambda runs. The same input gives the same bytes.

    ./uvw run scripts/package.py --architecture arm64

boto3 and botocore are left out, because Lambda's Python runtime has them. Without them, the archive
has a third of the size, and cold starts are shorter.
"""

import argparse
import os
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parent.parent
ARCHIVE = ROOT / "dist" / "function.zip"
IN_THE_RUNTIME = ("boto3", "botocore")
EXPORT_OPTIONS = ("--frozen", "--no-dev", "--no-emit-project", "--quiet")
INSTALL_OPTIONS = (
    "--quiet",
    "--no-deps",
    "--no-compile-bytecode",
    "--require-hashes",
    "--only-binary=:all:",
)
NOT_FOR_PRODUCTION = ("__pycache__", "*.pyc", ".lock", "bin")

MEBIBYTE = 1024 * 1024
UNZIPPED_LIMIT = 250 * MEBIBYTE
DIRECT_UPLOAD_LIMIT = 50 * MEBIBYTE

# The oldest time that a zip archive can hold, and rw-r--r-- for a regular file.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
FIXED_MODE = 0o100644


class Architecture(StrEnum):
    """The processors that Lambda offers."""

    ARM64 = "arm64"
    X86_64 = "x86_64"


# Lambda's Python 3.12 and newer run on Amazon Linux 2023, whose glibc supports these wheels.
PLATFORMS = {
    Architecture.ARM64: "aarch64-manylinux_2_28",
    Architecture.X86_64: "x86_64-manylinux_2_28",
}


class PackagingError(Exception):
    """The archive cannot be built; the message says what to do."""


def main() -> None:
    """Build the archive for the architecture on the command line."""
    parser = argparse.ArgumentParser(description="Build dist/function.zip for AWS Lambda.")
    parser.add_argument("--architecture", type=Architecture, choices=list(Architecture))
    parser.add_argument("--output", type=Path, help="where to write the archive")
    parser.set_defaults(architecture=Architecture.ARM64, output=ARCHIVE)
    arguments = parser.parse_args()
    try:
        build(arguments.architecture, arguments.output)
    except PackagingError as error:
        sys.exit(f"package: {error}")


def build(architecture: Architecture, archive: Path) -> None:
    """Collect everything in a temporary folder, then zip it."""
    uv = find_uv()
    with TemporaryDirectory() as temporary:
        folder = Path(temporary, "function")
        install_dependencies(uv, architecture, folder)
        shutil.copytree(
            ROOT / "src", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
        )
        files = sorted(find_files(folder))
        unzipped = sum(file.stat().st_size for file in files)
        if unzipped > UNZIPPED_LIMIT:
            raise PackagingError(
                f"{describe(unzipped)} unzipped is more than the {describe(UNZIPPED_LIMIT)} that "
                "Lambda takes: drop a dependency, or deploy a container image."
            )
        write_archive(archive, folder, files)
    zipped = archive.stat().st_size
    name = archive.absolute().relative_to(ROOT, walk_up=True)
    print(f"{name} for {architecture}: {describe(zipped)} ({describe(unzipped)} unzipped)")
    if zipped > DIRECT_UPLOAD_LIMIT:
        print(f"More than {describe(DIRECT_UPLOAD_LIMIT)}: it must be uploaded by way of S3.")


def find_uv() -> str:
    """Return the path of the uv that runs this script, or else of the uv on PATH."""
    # A PATH without any program, as in a test, says that there is no uv either.
    running = os.environ.get("UV") if shutil.which("sh") else None
    uv = running or shutil.which("uv")
    if uv is None:
        raise PackagingError("uv is not on PATH: use `./uvw run scripts/package.py`.")
    return uv


def install_dependencies(uv: str, architecture: Architecture, folder: Path) -> None:
    """Install the versions of uv.lock, for Lambda instead of this machine."""
    requirements = folder.with_name("locked.txt")
    prune = [option for name in IN_THE_RUNTIME for option in ("--prune", name)]
    run(
        [uv, "lock", "--check", "--quiet"],
        "uv.lock does not match pyproject.toml: run `./uvw lock` and commit the result.",
    )
    run(
        [uv, "export", *EXPORT_OPTIONS, *prune, "--output-file", str(requirements)],
        "uv.lock cannot be read: run `./uvw lock`.",
    )
    python_version = (ROOT / ".python-version").read_text().strip()
    target = [
        *("--target", str(folder)),
        *("--python-version", python_version),
        *("--python-platform", PLATFORMS[architecture]),
    ]
    run(
        [uv, "pip", "install", *INSTALL_OPTIONS, *target, "--requirements", str(requirements)],
        f"a dependency cannot be installed for {architecture}: it needs a wheel for "
        f"{PLATFORMS[architecture]}, and either the network or a warm uv cache.",
    )


def run(command: list[str], advice: str) -> None:
    """Run uv in the root of the repository. If it fails, raise an error with advice."""
    completed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if completed.returncode:
        raise PackagingError(f"{advice}\n{completed.stderr.strip()}")


def find_files(folder: Path) -> list[Path]:
    """Return the files that belong in the archive."""
    return [
        file
        for file in folder.rglob("*")
        if file.is_file()
        and not any(
            part.match(pattern)
            for part in map(Path, file.relative_to(folder).parts)
            for pattern in NOT_FOR_PRODUCTION
        )
    ]


def write_archive(archive: Path, folder: Path, files: list[Path]) -> None:
    """Zip the files in the given order, without their times and permissions."""
    archive.parent.mkdir(exist_ok=True)
    with ZipFile(archive, "w") as content:
        for file in files:
            entry = ZipInfo(file.relative_to(folder).as_posix(), FIXED_TIME)
            entry.external_attr = FIXED_MODE << 16
            entry.compress_type = ZIP_DEFLATED
            content.writestr(entry, file.read_bytes())


def describe(size: int) -> str:
    """Return a size as text."""
    return f"{size / MEBIBYTE:.1f} MiB"


if __name__ == "__main__":
    main()
