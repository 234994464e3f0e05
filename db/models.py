"""Every mapping, imported once so that the metadata is whole."""

from __future__ import annotations

from db import (
    address_batches,
    address_changes,
    addresses,
    cases,
    documents,
    equipment,
    exchange,
    items,
    libraries,
    places,
    queueing,
    security,
    working_days,
)
from db.base import Base

metadata = Base.metadata

__all__ = [
    "address_batches",
    "address_changes",
    "addresses",
    "cases",
    "documents",
    "equipment",
    "exchange",
    "items",
    "libraries",
    "metadata",
    "places",
    "queueing",
    "security",
    "working_days",
]
