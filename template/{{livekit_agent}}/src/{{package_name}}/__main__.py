"""Start the agent. The settings are checked first, so that a mistake is reported at once.

start                          take calls from the LiveKit server until SIGTERM
console --connect-addr H:P     talk to a program that listens there, without a LiveKit server
"""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from .errors import ConfigurationError
from .observability import configure_logging, log, report_startup_failure
from .settings import LogLevel, Settings, load_settings


def main() -> None:
    """Check the settings, then run the command."""
    parser = argparse.ArgumentParser(description="A voice agent.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("start")
    console = commands.add_parser("console")
    console.add_argument("--connect-addr", required=True)
    arguments = parser.parse_args()
    try:
        settings = load_settings()
    except ConfigurationError as error:
        report_startup_failure(error)
        sys.exit(1)
    if arguments.command == "console":
        sys.exit(talk(arguments.connect_addr))
    configure_logging(settings.service_name, settings.environment, settings.log_level)
    sys.exit(asyncio.run(serve(settings)))


def talk(address: str) -> int:
    """Run LiveKit's own console."""
    from livekit.agents.__main__ import main as livekit

    server = Path(__file__).with_name("server.py")
    return livekit(["console", str(server), "--connect-addr", address])


async def serve(settings: Settings) -> int:
    """Take calls until a signal stops the agent. Open calls then have some seconds to end."""
    from .server import server

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    log(LogLevel.INFO, "agent started", {"livekit_url": str(settings.livekit_url)})
    running = asyncio.create_task(server.run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not running.done():
        try:
            await server.drain()
        except TimeoutError:
            log(LogLevel.WARN, "calls were cut off", {"after_seconds": settings.shutdown_seconds})
        await server.aclose()
    stopping.cancel()
    await asyncio.wait({running})
    if failure := running.exception():
        log(LogLevel.ERROR, "agent failed", {"reason": str(failure)})
        return 1
    log(LogLevel.INFO, "agent stopped", {})
    return 0


if __name__ == "__main__":
    main()
