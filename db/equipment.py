"""How the devices of every window stand, as its own machine last reported."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key


class DeviceState(Base):
    """One part of one window's machine. ``seen_at`` is the last report, ``changed_at`` since when it stands so."""

    __tablename__ = "device_state"

    window_id: Mapped[UUID] = mapped_column(ForeignKey("window.id"), primary_key=True)
    part: Mapped[Key] = mapped_column(primary_key=True)
    hall_id: Mapped[UUID] = mapped_column(ForeignKey("hall.id"), index=True)
    name: Mapped[str]
    tone: Mapped[str]
    text: Mapped[str]
    fault: Mapped[str]
    remedy: Mapped[str]
    model: Mapped[str]
    port: Mapped[str]
    emulated: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    seen_at: Mapped[datetime]
