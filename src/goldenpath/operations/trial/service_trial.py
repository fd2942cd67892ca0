"""Make a copy of a service that runs without its organisation's private llm package."""

import os
from pathlib import Path

from goldenpath.model.catalogue import Catalogue
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.file_names import ANSWERS_FILE, LOCK_FILE, PROJECT_FILE
from goldenpath.model.recorded_answers import NoAnswersError, RecordedAnswers, read_recorded
from goldenpath.model.rendered import FileKind
from goldenpath.model.trial import Trial
from goldenpath.operations.files.named_path import expanded
from goldenpath.operations.files.project_files import WorkTreeFiles
from goldenpath.operations.files.staging import move_into_place, require_free, staging_folder
from goldenpath.operations.locking.inputs import collect_inputs
from goldenpath.operations.locking.settings import NotStaticError
from goldenpath.operations.locking.sources import LockFolder
from goldenpath.operations.locking.uv import command_of_uv, find_uv, run_lock
from goldenpath.operations.trial.copy_files import copy_files
from goldenpath.operations.trial.project import with_source
from goldenpath.operations.trial.stand_in import write_stand_in

TRIED_SHAPE = "llm-service"
# It starts the service with a provider that answers from this machine.
_STARTER = "scripts/run_local.py"
# The files without which no trial starts.
_NEEDED = (PROJECT_FILE, _STARTER)
_STAND_IN = "llm-stand-in"
_SETTINGS_FILE = ".env"
_SETTINGS = b"""\
# The first answer takes longer, because litellm imports much when it is first asked.
MODEL_TIMEOUT_SECONDS=30
"""


def make_trial(root: Path, into: Path | None, catalogue: Catalogue) -> Trial:
    """Copy the service in ``root``, with a stand-in of the llm package, and lock the copy.

    Nothing of the repository is run or built, and nothing is written into it.

    Raises:
        BadInputError: it is no llm-service, or the destination cannot be used.
        EnvironmentProblemError: the copy cannot be locked, or a file cannot be read.
    """
    recorded = _require_service(root)
    package = catalogue.organisation(str(recorded.answers.get("organisation"))).packages.llm
    destination = _destination(root, into)
    find_uv("install uv, which locks the copy and starts the service")
    with staging_folder(destination) as built:
        files = copy_files(root, built)
        _require_copied(root, built)
        write_stand_in(package, built / _STAND_IN)
        changed = with_source((built / PROJECT_FILE).read_bytes(), package.distribution, _STAND_IN)
        _write(built / PROJECT_FILE, changed)
        _write(built / LOCK_FILE, _locked(built))
        _write(built / _SETTINGS_FILE, _SETTINGS)
        move_into_place(built, destination)
    return Trial(
        folder=destination,
        files=files,
        distribution=package.distribution,
        uv=command_of_uv(destination),
        starter=_STARTER,
        answers_from_documents=recorded.answers.get("with_rag") is True,
    )


def _require_service(root: Path) -> RecordedAnswers:
    files = WorkTreeFiles(root)
    answers = files.read(ANSWERS_FILE)
    is_file = answers and answers.kind is not FileKind.LINK
    try:
        recorded = read_recorded(answers.content if answers and is_file else None, str(root))
    except NoAnswersError as error:
        raise BadInputError(
            f"{root} has no {ANSWERS_FILE}, so it is no {TRIED_SHAPE} of goldenpath's: give the"
            " folder of one."
        ) from error
    shape = recorded.answers.get("shape")
    if shape != TRIED_SHAPE:
        raise BadInputError(
            f"{root} is a {shape}, which needs no private package: start it as its README says;"
            f" `goldenpath try` is for an {TRIED_SHAPE}."
        )
    for path in _NEEDED:
        found = files.read(path)
        if found is None or found.kind is FileKind.LINK:
            raise BadInputError(f"{root} has no file {path}, which a trial needs: put it back.")
    if os.path.lexists(root / _STAND_IN):
        raise BadInputError(
            f"{root} has a folder {_STAND_IN}, so it is a trial already: start it with"
            f" `uv run {_STARTER}`, or give the repository that it is a copy of."
        )
    return recorded


def _require_copied(root: Path, built: Path) -> None:
    files = WorkTreeFiles(built)
    for path in _NEEDED:
        found = files.read(path)
        if found is None or found.kind is FileKind.LINK:
            raise BadInputError(
                f"{root / path} is not copied, because git ignores it: take it out of .gitignore,"
                " or add it to git with `git add --force`."
            )
    for path in (LOCK_FILE, _SETTINGS_FILE):
        if (built / path).is_dir() and not (built / path).is_symlink():
            raise BadInputError(
                f"{root / path} is a folder, but a trial writes a file there: rename the folder."
            )


def _destination(root: Path, into: Path | None) -> Path:
    chosen = root.with_name(f"{root.resolve().name}-trial") if into is None else expanded(into)
    destination = Path(os.path.abspath(chosen))
    if destination.resolve().is_relative_to(root.resolve()):
        raise BadInputError(
            f"{destination} is in the repository, which a trial does not touch: choose a folder"
            " outside it with --into."
        )
    require_free(destination)
    return destination


def _write(path: Path, content: bytes) -> None:
    # What the repository has there may be a link to elsewhere.
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def _locked(built: Path) -> bytes:
    try:
        done = run_lock(collect_inputs(LockFolder(built)))
    except NotStaticError as problem:
        raise BadInputError(
            f"The copy cannot be locked without running code of the repository, since {problem}:"
            " copy the repository by hand."
        ) from problem
    if not done.is_done or done.content is None:
        raise EnvironmentProblemError(
            f"uv cannot lock the copy: {done.reason}. Nothing was written: correct the cause and"
            " try again."
        )
    return done.content
