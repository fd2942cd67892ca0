"""CSV objects in S3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BufferedReader
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError
from pydantic import BaseModel

from ..errors import SourceMissingError, SourceReplacedError
from ..models import QuarantinedRecord, SourceObject
from ..protocols import Row
from .csv_rows import read_rows

if TYPE_CHECKING:
    from io import RawIOBase

    from types_boto3_s3 import S3Client

READ_BYTES = 256 * 1024
REPLACED = "PreconditionFailed"
MISSING = "NoSuchKey"


@dataclass(frozen=True)
class S3CsvExtractor[RawT: BaseModel]:
    """Streams the very version of the object that was announced, never a newer one."""

    client: S3Client
    model: type[RawT]

    def extract(self, source: SourceObject) -> Iterator[Row[RawT] | QuarantinedRecord]:
        """Read the object record by record."""
        try:
            response = self.client.get_object(
                Bucket=source.bucket, Key=source.key, IfMatch=source.etag
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == REPLACED:
                raise SourceReplacedError("the object was replaced after its event") from error
            if code == MISSING:
                raise SourceMissingError("the object was deleted after its event") from error
            raise
        with closing(response["Body"]) as body:
            stream = BufferedReader(cast("RawIOBase", body), READ_BYTES)
            yield from read_rows(stream, self.model)
