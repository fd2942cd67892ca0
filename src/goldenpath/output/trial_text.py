"""The text that `goldenpath try` prints: how to start the service, and what to send to it."""

from goldenpath.model.trial import Trial
from goldenpath.output.console import Console
from goldenpath.output.typed_path import typed_path

_TICKET = '{"userId": "usr_1", "text": "I was charged twice."}'
_REQUESTS = tuple((route, _TICKET) for route in ("triage", "summary", "reply"))
_ABOUT_DOCUMENTS = (
    ("documents", '{"documents": [{"id": "doc_1", "text": "Refunds take five days."}]}'),
    ("answers", '{"userId": "usr_1", "text": "How long do refunds take?"}'),
)


def print_trial(trial: Trial, console: Console) -> None:
    """Print what was copied, and which commands start the service and send requests."""
    folder = typed_path(trial.folder)
    lines = (
        f"{folder}: a copy of {trial.files} files, with a stand-in for {trial.distribution}.",
        "",
        "Start it; it needs no key, and the first start installs its packages:",
        f"  cd {folder} && {trial.uv} run --env-file .env {trial.starter}",
        "",
        "When it says 'service started', send a request from another terminal:",
    )
    for line in lines:
        console.print(line, markup=False)
    requests = _REQUESTS + (_ABOUT_DOCUMENTS if trial.answers_from_documents else ())
    for route, body in requests:
        console.print(f"  curl -sN http://127.0.0.1:8000/v1/{route} -d '{body}'", markup=False)
