"""S3 notifications as they arrive in the body of an SQS message.

Only the parts that are used are modelled, so that a new field from AWS breaks nothing.
"""

from typing import Annotated, Literal
from urllib.parse import unquote_plus

from pydantic import AfterValidator, AliasPath, BaseModel, Field, TypeAdapter, ValidationError

from .errors import MalformedEventError
from .models import SourceObject


class CreatedObject(BaseModel):
    """One created object; S3 encodes its key as in a URL, with + for a space."""

    bucket: str = Field(validation_alias=AliasPath("s3", "bucket", "name"), min_length=1)
    key: Annotated[str, AfterValidator(unquote_plus)] = Field(
        validation_alias=AliasPath("s3", "object", "key"), min_length=1
    )
    etag: str = Field(validation_alias=AliasPath("s3", "object", "eTag"), min_length=1)


class Notification(BaseModel):
    """What S3 sends when objects are created."""

    records: list[CreatedObject] = Field(validation_alias="Records")


class SwitchedOn(BaseModel):
    """What S3 sends once, when notifications are configured."""

    event: Literal["s3:TestEvent"] = Field(validation_alias="Event")


BODY = TypeAdapter[Notification | SwitchedOn](Notification | SwitchedOn)


def parse_notification(body: str) -> list[SourceObject]:
    """Name the delivered objects that a message body is about; a test event is about none."""
    try:
        notification = BODY.validate_json(body)
    except ValidationError as error:
        raise MalformedEventError("the message body is not an S3 notification") from error
    if isinstance(notification, SwitchedOn):
        return []
    return [
        SourceObject(bucket=created.bucket, key=created.key, etag=created.etag)
        for created in notification.records
    ]
