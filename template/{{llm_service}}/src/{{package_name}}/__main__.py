"""Start the service: settings first, so that a mistake in them shows at once."""

import os
import signal
import sys

from .errors import ConfigurationError
from .observability import report_startup_failure
from .settings import load_settings


def main() -> None:
    """Serve until SIGTERM, then finish what was begun and exit with 0."""
    try:
        settings = load_settings()
    except ConfigurationError as error:
        report_startup_failure(error)
        sys.exit(1)
    # Read at import: prices come from the wheel, not from the network.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

    import uvicorn

    from .service import build_app

    # uvicorn stops gracefully, then raises the signal again for the handler that was there before.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        build_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )


if __name__ == "__main__":
    main()
