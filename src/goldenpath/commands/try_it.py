"""goldenpath try: run a service on this machine without its private package."""

from pathlib import Path

from goldenpath.model.errors import ExitCode
from goldenpath.operations.files.named_path import repository_folder
from goldenpath.operations.render.template_source import own_catalogue
from goldenpath.operations.trial.service_trial import make_trial
from goldenpath.output.console import messages, results
from goldenpath.output.progress import progress
from goldenpath.output.trial_text import print_trial


def try_it(path: Path = Path(), /, *, into: Path | None = None) -> int:
    """Copy an LLM service to where it runs without the private llm package and without a key.

    The copy has a stand-in of the package, and is locked. The repository is not changed.

    Parameters
    ----------
    path
        The folder of the repository.
    into
        The folder to create; a folder beside the repository, if not given.
    """
    with progress(messages()) as announce:
        announce("Copying and locking")
        trial = make_trial(repository_folder(path), into, own_catalogue())
    print_trial(trial, results())
    return ExitCode.OK
