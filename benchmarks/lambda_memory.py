"""Measure the peak memory of the pipeline's Lambda process on one large file.

    ./uvw run --project <repo> python benchmarks/lambda_memory.py <repo> [--megabytes 200]

<repo> is a rendered lambda-pipeline, whose environment and test support this runs in.

The function runs as in Lambda: in the real runtime client, fed by the Runtime API of the
repository's own tests. S3 is moto in a process of its own, so the figure is the function's alone.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import boto3

HEADER = b"order_id,customer_id,status,total,currency,gift,ordered_at\n"
GOOD_ROW = b"%d,%d,paid,129.90,EUR,no,2026-01-05T09:12:44Z\n"
BAD_ROW = b"%d,%d,paid,free,EUR,no,2026-01-05T09:12:44Z\n"
BAD_EVERY = 1000
MEGABYTE = 1_000_000
CUSTOMERS = 50_000
LIMIT_MEGABYTES = 120
START_SECONDS = 20
INVOCATION_SECONDS = 600
BUCKETS = {"incoming": "incoming-bench", "curated": "curated-bench"}


def main() -> None:
    """Measure, print, and fail over the limit."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--megabytes", type=int, default=200)
    arguments = parser.parse_args()
    repository: Path = arguments.repository.resolve()
    sys.path.insert(0, str(repository / "tests"))
    with TemporaryDirectory() as folder, stand_in() as endpoint:
        peak = measure(repository, Path(folder), endpoint, arguments.megabytes * MEGABYTE)
    if peak > LIMIT_MEGABYTES:
        sys.exit(f"{peak:.0f} MB is more than {LIMIT_MEGABYTES} MB")


@contextmanager
def stand_in() -> Generator[str]:
    """S3 in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(endpoint)
        yield endpoint
    finally:
        process.terminate()
        process.wait()


def wait_for(endpoint: str) -> None:
    """Wait until the stand-in answers."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(f"{endpoint}/moto-api/"):
                return
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def measure(repository: Path, folder: Path, endpoint: str, size: int) -> float:
    """Deliver one file of that size; the answer is the peak in megabytes."""
    from support import runtime_api
    from support.aws import stand_in_environment
    from support.template import Template

    runtime_api.PATIENCE_SECONDS = INVOCATION_SECONDS
    os.environ |= stand_in_environment(endpoint)
    s3 = boto3.client("s3")
    for bucket in BUCKETS.values():
        s3.create_bucket(Bucket=bucket)
    file = folder / "large.csv"
    rows = write_rows(file, size)
    s3.upload_file(str(file), BUCKETS["incoming"], file.name)
    etag = s3.head_object(Bucket=BUCKETS["incoming"], Key=file.name)["ETag"].strip('"')

    template = Template.load()
    references = {
        "CuratedBucket": BUCKETS["curated"],
        "Environment": "development",
        "LogLevel": "info",
    }
    variables = {name: references.get(value, value) for name, value in template.variables.items()}
    function = runtime_api.FunctionProcess(template.handler, variables, folder / "function.log")
    try:
        idle_event = {"Records": [record({"Event": "s3:TestEvent"})]}
        function.invoke(json.dumps(idle_event).encode())
        idle = peak_megabytes(function.process_id)
        started = time.monotonic()
        event = {"Records": [record(notification(file, etag))]}
        outcome = function.invoke(json.dumps(event).encode())
        seconds = time.monotonic() - started
        peak = peak_megabytes(function.process_id)
    finally:
        function.stop()
    if outcome.is_error or json.loads(outcome.payload)["batchItemFailures"]:
        sys.exit("\n".join(["the delivery failed:", *function.log_lines()]))
    manifest_key = f"{variables['MANIFEST_PREFIX']}/{file.name}/{etag}.json"
    manifest = json.loads(s3.get_object(Bucket=BUCKETS["curated"], Key=manifest_key)["Body"].read())
    counts = (manifest["curatedCount"], manifest["quarantinedCount"])
    if sum(counts) != rows:
        sys.exit(f"{rows} rows went in, {counts} came out")
    print(f"{repository.name}: {file.stat().st_size / MEGABYTE:.0f} MB, {rows} rows")
    print(f"time {seconds:.1f} s, peak RSS {peak:.0f} MB (idle {idle:.0f} MB)")
    print(f"curated {counts[0]}, quarantined {counts[1]}")
    return peak


def write_rows(file: Path, size: int) -> int:
    """Write a file of at least that size; the answer is its number of rows."""
    rows = written = 0
    with file.open("wb") as output:
        written += output.write(HEADER)
        while written < size:
            rows += 1
            row = GOOD_ROW if rows % BAD_EVERY else BAD_ROW
            written += output.write(row % (rows, rows % CUSTOMERS))
    return rows


def notification(file: Path, etag: str) -> dict[str, object]:
    """What S3 sends about the file."""
    created = {"bucket": {"name": BUCKETS["incoming"]}, "object": {"key": file.name, "eTag": etag}}
    return {"Records": [{"s3": created}]}


def record(body: dict[str, object]) -> dict[str, str]:
    """A message as Lambda hands it to a function."""
    return {"messageId": "bench", "body": json.dumps(body), "eventSource": "aws:sqs"}


def peak_megabytes(process_id: int) -> float:
    """The most memory that the process ever held, as the kernel counts it."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    raise RuntimeError("the kernel does not say")


if __name__ == "__main__":
    main()
