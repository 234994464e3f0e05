"""The bodies on the wire and their limits. The same two bodies travel as files through a gate."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from typing import Any

VERSION = "v1"
MAX_ROWS = 500
PUSH_ROWS = 200
PULL_ROWS = 500
MAX_BODY_BYTES = 8 * 1024 * 1024
PUSH_BYTES = 256 * 1024


class ProtocolError(Exception):
    """What arrived is not of the protocol; nothing of it was applied."""


@dataclass(frozen=True, slots=True)
class WireRow:
    """One outbox row as it travels."""

    seq: int
    aggregate: str
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the feed as it travels."""

    kind: str
    key: str
    version: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A page of the feed: its rows, the cursor after them and the feed's epoch."""

    rows: tuple[Change, ...]
    next: str
    epoch: str


def pack(document: dict[str, Any]) -> bytes:
    """A body as gzipped JSON."""
    return gzip.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 5, mtime=0)


def unpack(data: bytes, encoding: str | None) -> dict[str, Any]:
    """The JSON object of a body. Raises ProtocolError; a bomb is cut off at MAX_BODY_BYTES."""
    if encoding == "gzip":
        inflater = zlib.decompressobj(wbits=31)
        try:
            data = inflater.decompress(data, MAX_BODY_BYTES + 1)
        except zlib.error as error:
            raise ProtocolError("not gzip") from error
    elif encoding not in (None, "", "identity"):
        raise ProtocolError("unknown encoding")
    if len(data) > MAX_BODY_BYTES:
        raise ProtocolError("too large")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON") from error
    if not isinstance(document, dict):
        raise ProtocolError("not an object")
    return document


def wire_rows(document: dict[str, Any]) -> list[WireRow]:
    """The rows of a push, checked and in ascending order. Raises ProtocolError."""
    rows = document.get("rows")
    if not isinstance(rows, list) or len(rows) > MAX_ROWS:
        raise ProtocolError(f"rows is a list of at most {MAX_ROWS}")
    return sorted((_wire_row(row) for row in rows), key=lambda row: row.seq)


def change_page(document: dict[str, Any]) -> ChangePage:
    """A page of the feed, checked. Raises ProtocolError."""
    try:
        rows = tuple(
            Change(str(r["kind"]), str(r["key"]), int(r["version"]), dict(r["body"]))
            for r in document["rows"]
        )
        return ChangePage(rows, str(document["next"]), str(document["epoch"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError("not a page of changes") from error


def _wire_row(row: object) -> WireRow:
    if not isinstance(row, dict):
        raise ProtocolError("a row is an object")
    seq, aggregate, kind, body = row.get("seq"), row.get("aggregate"), row.get("kind"), row.get("body")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < 2**62:
        raise ProtocolError("seq is a positive number")
    if not isinstance(aggregate, str) or not isinstance(kind, str) or not isinstance(body, dict):
        raise ProtocolError("aggregate, kind and body are needed")
    if len(aggregate) > 200 or len(kind) > 60:
        raise ProtocolError("aggregate or kind too long")
    return WireRow(seq, aggregate, kind, body)
