"""The calendar of working days as administrators enter it, over the package's table."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class CalendarYear(Base):
    """A year whose holiday table has been entered or imported."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]


class CalendarDay(Base):
    """A day that differs from the week's rule: a holiday on a weekday, or a weekend day worked."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str]
