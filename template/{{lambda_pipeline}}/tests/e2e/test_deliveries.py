"""From an upload to its results, through the queue and the real runtime client."""

import json
import re

from support.aws import Cloud, SqsBatch, SqsRecord
from support.orders import BAD_LINE, csv_of, good_line
from support.runtime_api import FunctionProcess
from support.template import Template

AGREED_FIELDS = {"timestamp", "level", "message", "requestId", "service", "environment"}
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TEST_EVENT = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"})


def invoke(function: FunctionProcess, batch: SqsBatch) -> bytes:
    """Invoke the function, which must not fail as a whole."""
    outcome = function.invoke(batch.model_dump_json().encode())
    assert not outcome.is_error, outcome.payload
    return outcome.payload


def drain(cloud: Cloud, function: FunctionProcess) -> int:
    """Have the function work off the queue."""
    return cloud.drain(lambda batch: invoke(function, batch))


def log_of(function: FunctionProcess) -> list[dict[str, object]]:
    """The function's log lines, without the metrics between them."""
    lines = [json.loads(line) for line in function.log_lines()]
    return [line for line in lines if "_aws" not in line]


def test_a_delivery_is_curated_and_its_bad_rows_are_set_aside(
    cloud: Cloud, function: FunctionProcess
) -> None:
    etag = cloud.put("2026/new orders.csv", csv_of(good_line(1), BAD_LINE, good_line(2)))

    drain(cloud, function)

    curated = cloud.read(f"curated/2026/new orders.csv/{etag}.jsonl").splitlines()
    assert [json.loads(line)["id"] for line in curated] == ["ord_1", "ord_2"]
    bad = json.loads(cloud.read(f"quarantine/2026/new orders.csv/{etag}.jsonl"))
    assert bad["lineNumber"] == 3
    assert bad["reason"] == "total: 'free' is not an amount such as 12 or 12.50"
    manifest = json.loads(cloud.read(f"manifests/2026/new orders.csv/{etag}.json"))
    assert (manifest["curatedCount"], manifest["quarantinedCount"]) == (2, 1)
    assert not cloud.dead_letters()


def test_a_broken_object_fails_alone_and_ends_as_a_dead_letter(
    cloud: Cloud, function: FunctionProcess
) -> None:
    cloud.put("a.csv", csv_of(good_line(1)))
    cloud.put("broken.csv", b"not,the,agreed,header\n")
    cloud.put("b.csv", csv_of(good_line(2)))
    cloud.put("deleted.csv", csv_of(good_line(3)))
    cloud.s3.delete_object(Bucket=cloud.incoming_bucket, Key="deleted.csv")

    batches = drain(cloud, function)

    assert batches == Template.load().max_receive_count
    assert [key.split("/")[1] for key in cloud.results()] == ["a.csv", "b.csv"] * 2
    letters = cloud.dead_letters()
    assert sorted(
        json.loads(letter)["Records"][0]["s3"]["object"]["key"] for letter in letters
    ) == ["broken.csv", "deleted.csv"]
    failures = [line for line in log_of(function) if "exceptionName" in line]
    assert {(line["objectKey"], line["exceptionName"]) for line in failures} == {
        ("broken.csv", "UnreadableSourceError"),
        ("deleted.csv", "SourceMissingError"),
    }


def test_a_repeated_message_changes_nothing(cloud: Cloud, function: FunctionProcess) -> None:
    cloud.put("a.csv", csv_of(good_line(1)))
    cloud.put("bad.csv", csv_of(BAD_LINE))
    messages = cloud.sqs.receive_message(
        QueueUrl=cloud.queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0
    )["Messages"]
    drain(cloud, function)
    before = cloud.results()

    for message in messages:
        cloud.sqs.send_message(QueueUrl=cloud.queue_url, MessageBody=message["Body"])
    drain(cloud, function)

    assert cloud.results() == before
    skipped = [line for line in log_of(function) if "delivered before" in str(line["message"])]
    assert {line["objectKey"] for line in skipped} >= {"a.csv", "bad.csv"}


def test_a_replaced_object_is_left_to_its_own_message(
    cloud: Cloud, function: FunctionProcess
) -> None:
    cloud.put("a.csv", csv_of(good_line(1)))
    etag = cloud.put("a.csv", csv_of(good_line(2)))

    drain(cloud, function)

    assert set(cloud.results()) == {f"curated/a.csv/{etag}.jsonl", f"manifests/a.csv/{etag}.json"}
    assert [line["level"] for line in log_of(function)] == ["warn", "info"]
    assert not cloud.dead_letters()


def test_the_test_event_is_acknowledged_and_garbage_is_not(function: FunctionProcess) -> None:
    batch = SqsBatch(
        Records=[
            SqsRecord(messageId="test-event", body=TEST_EVENT),
            SqsRecord(messageId="garbage", body="garbage"),
        ]
    )

    assert json.loads(invoke(function, batch)) == {
        "batchItemFailures": [{"itemIdentifier": "garbage"}]
    }


def test_the_log_is_json_with_the_agreed_fields(cloud: Cloud, function: FunctionProcess) -> None:
    for key in ("a.csv", "b.csv"):
        cloud.put(key, csv_of(good_line(1)))
    cloud.put("broken.csv", b"")

    drain(cloud, function)

    lines = log_of(function)
    assert len(lines) == 2 + Template.load().max_receive_count
    for line in lines:
        assert line.keys() >= AGREED_FIELDS
        assert not [name for name in line if "_" in name]
        assert TIMESTAMP.fullmatch(str(line["timestamp"]))
        assert line["level"] in {"info", "warn"}
        assert line["service"] == Template.load().variables["SERVICE_NAME"]
        assert line["environment"] == "staging"
    first = f"req_{function.request_ids[0]}"
    assert [line["requestId"] for line in lines[:3]] == [first] * 3
    assert {line["requestId"] for line in lines} == {f"req_{i}" for i in function.request_ids}
    metrics = [json.loads(line) for line in function.log_lines() if '"_aws"' in line]
    assert metrics[0]["requestId"] == first
    assert metrics[0]["MessagesFailed"] == [1.0]
    assert metrics[0]["RecordsCurated"] == [1.0, 1.0]
