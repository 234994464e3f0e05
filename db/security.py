"""Staff, roles and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id, Key


class Role(Base):
    """A role and the permissions it carries, by permission name."""

    __tablename__ = "role"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    permissions: Mapped[list[Any]]


class Staff(Base):
    """A member of staff with the log-in; ``password_hash`` is Argon2id in PHC form.

    A window's database role may not read the two columns of hashes: they are loaded only when asked for, and the log-in
    goes by :func:`db.security_queries.staff_secret`.
    """

    __tablename__ = "staff"

    id: Mapped[Id]
    staff_no: Mapped[Key] = mapped_column(unique=True)
    name: Mapped[str]
    role_code: Mapped[str] = mapped_column(ForeignKey("role.code"))
    hall_id: Mapped[UUID | None] = mapped_column(ForeignKey("hall.id"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    password_hash: Mapped[str] = mapped_column(deferred=True)
    password_set_at: Mapped[datetime]
    must_change: Mapped[bool] = mapped_column(default=True)
    disabled: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[list[Any]] = mapped_column(default=list)
    locked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    last_window: Mapped[str | None]
    text_size: Mapped[str | None]
    former_hashes: Mapped[list[Any]] = mapped_column(default=list, deferred=True)


class UnknownSignIn(Base):
    """Failed log-ins with a staff number that nobody has, so that it is answered exactly like a known one."""

    __tablename__ = "unknown_sign_in"

    staff_no_hash: Mapped[Key] = mapped_column(primary_key=True)
    failures: Mapped[list[Any]] = mapped_column(default=list)
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime]


class DatabaseLogin(Base):
    """A PostgreSQL login role and what it stands for: a window's machine, or an office of the hall.

    Row-level security rests on it: a session sees its hall's rows, and its own window's drafts and print jobs.
    """

    __tablename__ = "database_login"

    role_name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    hall_id: Mapped[UUID] = mapped_column(ForeignKey("hall.id"))
    window_id: Mapped[UUID | None] = mapped_column(ForeignKey("window.id"))


class AuditEntry(Base):
    """One link of the audit chain; ``digest`` covers every other column and the previous digest."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    actor: Mapped[str]
    terminal: Mapped[str]
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    success: Mapped[bool]
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str]
    digest: Mapped[str]


class AuditHead(Base):
    """The newest link's number and digest, the one row whose lock orders the chain."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    digest: Mapped[str]
