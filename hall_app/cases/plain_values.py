"""Frozen values as plain JSON and back, by their type hints; what a newer version adds takes its default."""

from __future__ import annotations

import base64
import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union
from uuid import UUID

_PLAIN = (str, int, float, bool, type(None))


def to_plain(value: Any) -> Any:
    """The value as JSON knows it. Raises TypeError for what has no such form."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, _PLAIN):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(one) for key, one in value.items()}
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"cannot be stored: {type(value).__name__}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def from_plain(kind: Any, raw: Any) -> Any:
    """The value of ``kind`` from its JSON form. Raises TypeError, ValueError, KeyError."""
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(typing.get_args(kind), raw)
    if origin is tuple:
        return _decode_tuple(typing.get_args(kind), raw)
    if origin in (Mapping, dict):
        if not isinstance(raw, dict):
            raise TypeError("a mapping")
        return raw
    if kind is Any:
        return raw
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _decode_dataclass(kind, raw)
    return _decode_plain(kind, raw)


def _decode_dataclass(kind: type, raw: Any) -> Any:
    """Fields the draft does not know take their defaults, fields this version no longer has are left out."""
    if not isinstance(raw, dict):
        raise TypeError("an object")
    hints = _hints(kind)
    known = {field.name for field in dataclasses.fields(kind)}
    return kind(**{name: from_plain(hints[name], value) for name, value in raw.items() if name in known})


def _decode_union(options: tuple[Any, ...], raw: Any) -> Any:
    if raw is None:
        return None
    (kind,) = (option for option in options if option is not type(None))
    return from_plain(kind, raw)


def _decode_tuple(kinds: tuple[Any, ...], raw: Any) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise TypeError("a list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(from_plain(kinds[0], one) for one in raw)
    return tuple(from_plain(kind, one) for kind, one in zip(kinds, raw, strict=True))


def _decode_plain(kind: Any, raw: Any) -> Any:
    if kind is type(None):
        return None
    if kind is bytes:
        return base64.b64decode(raw, validate=True)
    if kind in (datetime, date):
        return kind.fromisoformat(raw)
    if kind is UUID or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind(raw)
    if kind is float and isinstance(raw, int):
        return float(raw)
    if not isinstance(raw, kind):
        raise TypeError(f"not a {kind}")
    return raw
