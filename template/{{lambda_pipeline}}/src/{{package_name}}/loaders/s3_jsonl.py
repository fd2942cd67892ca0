"""JSON Lines objects in S3, with a manifest as proof of a delivery."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import BaseModel

from ..models import QuarantinedRecord, Receipt, SourceObject
from ..settings import Settings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef

# The bytes that are kept in memory. S3 accepts at most 10,000 parts, of at least 5 MiB each.
PART_BYTES = 8 * 1024 * 1024


class JsonlUpload:
    """One object, which is sent in parts while it grows and is visible only when it is complete."""

    def __init__(self, client: S3Client, bucket: str, key: str) -> None:
        self._client = client
        self._bucket = bucket
        self._key = key
        self._buffer = bytearray()
        self._upload_id: str | None = None
        self._parts: list[CompletedPartTypeDef] = []
        self.count = 0

    @property
    def written_key(self) -> str | None:
        """The key; None if nothing was written."""
        return self._key if self.count else None

    def append(self, record: BaseModel) -> None:
        """Add a line."""
        self._buffer += record.model_dump_json().encode() + b"\n"
        self.count += 1
        if len(self._buffer) >= PART_BYTES:
            self._send_part()

    def complete(self) -> None:
        """Make the object visible. Without lines, no object is created."""
        if self._upload_id is None:
            if self._buffer:
                body = bytes(self._buffer)
                self._client.put_object(Bucket=self._bucket, Key=self._key, Body=body)
            return
        if self._buffer:
            self._send_part()
        self._client.complete_multipart_upload(
            Bucket=self._bucket,
            Key=self._key,
            UploadId=self._upload_id,
            MultipartUpload={"Parts": self._parts},
        )
        self._upload_id = None

    def abort(self) -> None:
        """Delete the parts that were sent. Do nothing if the object is complete or has no parts."""
        if self._upload_id is not None:
            self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=self._key, UploadId=self._upload_id
            )
            self._upload_id = None

    def _send_part(self) -> None:
        if self._upload_id is None:
            upload = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._key)
            self._upload_id = upload["UploadId"]
        number = len(self._parts) + 1
        part = self._client.upload_part(
            Bucket=self._bucket,
            Key=self._key,
            UploadId=self._upload_id,
            PartNumber=number,
            Body=bytes(self._buffer),
        )
        self._parts.append({"PartNumber": number, "ETag": part["ETag"]})
        self._buffer.clear()


class S3JsonlDelivery[RecordT: BaseModel]:
    """The results of one delivered object: two files, then the manifest."""

    def __init__(self, client: S3Client, settings: Settings, source: SourceObject) -> None:
        bucket, name = settings.curated_bucket, f"{source.key}/{source.etag}.jsonl"
        self._client = client
        self._settings = settings
        self._source = source
        self._curated = JsonlUpload(client, bucket, f"{settings.curated_prefix}/{name}")
        self._quarantined = JsonlUpload(client, bucket, f"{settings.quarantine_prefix}/{name}")

    def curate(self, record: RecordT) -> None:
        """Add a good record."""
        self._curated.append(record)

    def quarantine(self, record: QuarantinedRecord) -> None:
        """Add a bad record."""
        self._quarantined.append(record)

    def commit(self) -> Receipt:
        """Make both files visible, then the manifest. A manifest proves that both files exist."""
        self._curated.complete()
        self._quarantined.complete()
        receipt = Receipt(
            source=self._source,
            curated_count=self._curated.count,
            curated_key=self._curated.written_key,
            quarantined_count=self._quarantined.count,
            quarantine_key=self._quarantined.written_key,
        )
        self._client.put_object(
            Bucket=self._settings.curated_bucket,
            Key=manifest_key(self._settings, self._source),
            Body=receipt.model_dump_json(),
        )
        return receipt

    def abort(self) -> None:
        """Delete everything that is not complete."""
        self._curated.abort()
        self._quarantined.abort()


class S3JsonlLoader[RecordT: BaseModel]:
    """Writes deliveries to the curated bucket. The etag in each key makes a repeat harmless."""

    def __init__(self, client: S3Client, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def is_delivered(self, source: SourceObject) -> bool:
        """Look for the manifest.

        This lists objects. S3 answers a request for an object that does not exist with 403, unless
        the whole bucket may be listed, and this function may list only the manifests.
        """
        key = manifest_key(self._settings, source)
        found = self._client.list_objects_v2(
            Bucket=self._settings.curated_bucket, Prefix=key, MaxKeys=1
        )
        return any(item.get("Key") == key for item in found.get("Contents", []))

    @contextmanager
    def open(self, source: SourceObject) -> Generator[S3JsonlDelivery[RecordT]]:
        """Start a delivery. It is deleted if the block ends before it is committed."""
        delivery = S3JsonlDelivery[RecordT](self._client, self._settings, source)
        try:
            yield delivery
        finally:
            delivery.abort()


def manifest_key(settings: Settings, source: SourceObject) -> str:
    """Return the key of the receipt for this version of the object."""
    return f"{settings.manifest_prefix}/{source.key}/{source.etag}.json"
