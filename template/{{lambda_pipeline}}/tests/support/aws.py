"""The AWS side of a delivery: buckets, queues, and the mapping that invokes the function."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
from pydantic import BaseModel

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

REGION = "us-east-1"
BATCH_SIZE = 10
CREATED = "s3:ObjectCreated:*"


class SqsRecord(BaseModel):
    """A message as Lambda hands it to a function."""

    messageId: str
    body: str
    eventSource: str = "aws:sqs"


class SqsBatch(BaseModel):
    """What Lambda hands to a function that reads from a queue."""

    Records: list[SqsRecord]


class FailedItem(BaseModel):
    """A message that is to be delivered again."""

    itemIdentifier: str


class BatchResponse(BaseModel):
    """What the function answers."""

    batchItemFailures: list[FailedItem]


def stand_in_environment(endpoint: str) -> dict[str, str]:
    """Variables that lead boto3 to the stand-in, with credentials that are worth nothing."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
        "AWS_DEFAULT_REGION": REGION,
    }


@dataclass(frozen=True)
class Cloud:
    """Two buckets and two queues, wired to each other."""

    s3: S3Client
    sqs: SQSClient
    incoming_bucket: str
    curated_bucket: str
    queue_url: str
    dead_letter_url: str

    @classmethod
    def create(cls, max_receive_count: int) -> Cloud:
        """Create everything under names that no other test uses."""
        s3, sqs = boto3.client("s3"), boto3.client("sqs")
        name = uuid4().hex[:12]
        dead_letter_url = sqs.create_queue(QueueName=f"dead-{name}")["QueueUrl"]
        redrive = {
            "deadLetterTargetArn": queue_arn(sqs, dead_letter_url),
            "maxReceiveCount": max_receive_count,
        }
        queue_url = sqs.create_queue(
            QueueName=f"incoming-{name}", Attributes={"RedrivePolicy": json.dumps(redrive)}
        )["QueueUrl"]
        for bucket in (f"incoming-{name}", f"curated-{name}"):
            s3.create_bucket(Bucket=bucket)
        s3.put_bucket_notification_configuration(
            Bucket=f"incoming-{name}",
            NotificationConfiguration={
                "QueueConfigurations": [
                    {"QueueArn": queue_arn(sqs, queue_url), "Events": [CREATED]}
                ]
            },
        )
        return cls(s3, sqs, f"incoming-{name}", f"curated-{name}", queue_url, dead_letter_url)

    def close(self) -> None:
        """Close connections."""
        self.s3.close()
        self.sqs.close()

    def put(self, key: str, body: bytes) -> str:
        """Deliver an object; the answer is its etag."""
        response = self.s3.put_object(Bucket=self.incoming_bucket, Key=key, Body=body)
        return response["ETag"].strip('"')

    def read(self, key: str) -> bytes:
        """The content of a result."""
        return self.s3.get_object(Bucket=self.curated_bucket, Key=key)["Body"].read()

    def read_lines[RecordT: BaseModel](self, key: str, model: type[RecordT]) -> list[RecordT]:
        """The records of a result."""
        return [model.model_validate_json(line) for line in self.read(key).splitlines()]

    def results(self) -> dict[str, str]:
        """Every result with the time of its last change."""
        objects = self.s3.list_objects_v2(Bucket=self.curated_bucket).get("Contents", [])
        return {item["Key"]: item["LastModified"].isoformat() for item in objects}

    def unfinished_uploads(self) -> int:
        """How many multipart uploads were neither completed nor aborted."""
        response = self.s3.list_multipart_uploads(Bucket=self.curated_bucket)
        return len(response.get("Uploads", []))

    def dead_letters(self) -> list[str]:
        """The bodies of messages that failed for good."""
        response = self.sqs.receive_message(
            QueueUrl=self.dead_letter_url, MaxNumberOfMessages=BATCH_SIZE
        )
        return [message["Body"] for message in response.get("Messages", [])]

    def drain(self, invoke: Callable[[SqsBatch], bytes]) -> int:
        """Play Lambda's event source mapping until the queue is empty; count the batches."""
        batches = 0
        while messages := self._receive():
            batches += 1
            batch = SqsBatch(
                Records=[
                    SqsRecord(messageId=identifier, body=body)
                    for identifier, (_, body) in messages.items()
                ]
            )
            response = BatchResponse.model_validate_json(invoke(batch))
            failed = {item.itemIdentifier for item in response.batchItemFailures}
            for identifier, (receipt, _) in messages.items():
                if identifier in failed:
                    self.sqs.change_message_visibility(
                        QueueUrl=self.queue_url, ReceiptHandle=receipt, VisibilityTimeout=0
                    )
                else:
                    self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=receipt)
        return batches

    def _receive(self) -> dict[str, tuple[str, str]]:
        response = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=BATCH_SIZE)
        return {
            message["MessageId"]: (message["ReceiptHandle"], message["Body"])
            for message in response.get("Messages", [])
        }


def queue_arn(sqs: SQSClient, url: str) -> str:
    """The name by which other services know the queue."""
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
