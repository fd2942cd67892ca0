"""Read CSV record by record in constant memory. A damaged record does not affect the others."""

import csv
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pydantic import BaseModel

from ..errors import RejectedRecordError, UnreadableSourceError
from ..models import QuarantinedRecord
from ..protocols import Row

MAX_RECORD_BYTES = 64 * 1024
END_INSIDE_QUOTES = "unexpected end of data"
PROGRAMMING_ADVICE = " - "
LINE_END = b"\r\n"
NUL = b"\0"


class Line(NamedTuple):
    """A line of the file. A record has several lines if a quoted field contains line ends."""

    number: int
    content: bytes


class LineReader:
    """The lines of a stream. Lines that do not belong to a record can be put back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._put_back: deque[Line] = deque()
        self._number = 0

    def __iter__(self) -> Iterator[Line]:
        while True:
            if self._put_back:
                yield self._put_back.popleft()
            elif content := self._stream.readline(MAX_RECORD_BYTES + 1):
                self._number += 1
                if len(content) > MAX_RECORD_BYTES:
                    raise UnreadableSourceError(
                        f"line {self._number} is longer than {MAX_RECORD_BYTES} bytes"
                    )
                yield Line(self._number, content)
            else:
                return

    def put_back(self, lines: list[Line]) -> None:
        """Read these lines again before all others."""
        self._put_back.extendleft(reversed(lines))


def read_rows[RawT: BaseModel](
    stream: BinaryIO, model: type[RawT]
) -> Iterator[Row[RawT] | QuarantinedRecord]:
    """Read a file whose header names the fields of the model, in any order."""
    lines = LineReader(stream)
    columns = _read_header(lines, model)
    for line in lines:
        if not line.content.strip(LINE_END):
            continue
        consumed = [line]
        try:
            fields = _read_fields(consumed, lines, len(columns))
        except RejectedRecordError as error:
            # The end of the record is not known. So only its first line is rejected, and the lines
            # after it are read again.
            lines.put_back(consumed[1:])
            yield QuarantinedRecord(
                line_number=line.number, reason=str(error), raw=_readable([line])
            )
        else:
            record = model.model_validate(dict(zip(columns, fields, strict=True)))
            yield Row(line.number, _readable(consumed), record)


def _read_header(lines: LineReader, model: type[BaseModel]) -> list[str]:
    expected = [field.alias or name for name, field in model.model_fields.items()]
    number, content = next(iter(lines), Line(1, b""))
    try:
        header = _read_fields([Line(number, content.removeprefix(BOM_UTF8))], lines, len(expected))
    except RejectedRecordError as error:
        raise UnreadableSourceError(f"the header is unreadable: {error}") from error
    if sorted(header) != sorted(expected):
        raise UnreadableSourceError(f"the header must name the columns {', '.join(expected)}")
    return header


def _read_fields(consumed: list[Line], lines: LineReader, expected_count: int) -> list[str]:
    """Split the record that starts with the consumed line, and consume its other lines."""
    try:
        fields = next(csv.reader(_texts(consumed, lines), strict=True), [])
    except csv.Error as error:
        if str(error) == END_INSIDE_QUOTES:
            raise RejectedRecordError("a quote is opened but never closed") from error
        rule, _, _ = str(error).partition(PROGRAMMING_ADVICE)
        raise RejectedRecordError(f"not valid CSV: {rule}") from error
    if len(fields) != expected_count:
        raise RejectedRecordError(f"expected {expected_count} columns, found {len(fields)}")
    return fields


def _texts(consumed: list[Line], lines: LineReader) -> Iterator[str]:
    """Yield the lines of one record. Stop at a line that cannot be a part of it."""
    yield _decode(consumed[0])
    size = len(consumed[0].content)
    for line in lines:
        consumed.append(line)
        size += len(line.content)
        if size > MAX_RECORD_BYTES:
            return
        try:
            yield _decode(line)
        except RejectedRecordError:
            return


def _decode(line: Line) -> str:
    if NUL in line.content:
        raise RejectedRecordError("contains a NUL byte")
    try:
        return line.content.decode()
    except UnicodeDecodeError as error:
        raise RejectedRecordError(f"not UTF-8 from byte {error.start + 1} of the line") from error


def _readable(lines: list[Line]) -> str:
    content = b"".join(line.content for line in lines)
    return content.rstrip(LINE_END).decode(errors="backslashreplace")
