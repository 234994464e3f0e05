"""guard the audit trail and extend the queue

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.base
from db.audit_guard import install, uninstall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unknown_sign_in",
        sa.Column("staff_no_hash", db.base.SearchText(), nullable=False),
        sa.Column("failures", sa.JSON(), nullable=False),
        sa.Column("locked_until", db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_at", db.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("staff_no_hash", name=op.f("pk_unknown_sign_in")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_hashes", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transferred_from", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reserved_window_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("held_behind", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("identity_hash", sa.Text(), nullable=True))
        batch_op.create_index("ix_ticket_window_state", ["window_id", "state"], unique=False)
        batch_op.create_index(
            "uq_ticket_waiting_identity",
            ["hall_id", "day", "group", "identity_hash"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting' AND identity_hash IS NOT NULL"),
            postgresql_where=sa.text("state = 'waiting' AND identity_hash IS NOT NULL"),
        )

    install(op.get_bind())


def downgrade() -> None:
    uninstall(op.get_bind())
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ticket_waiting_identity",
            sqlite_where=sa.text("state = 'waiting' AND identity_hash IS NOT NULL"),
            postgresql_where=sa.text("state = 'waiting' AND identity_hash IS NOT NULL"),
        )
        batch_op.drop_index("ix_ticket_window_state")
        batch_op.drop_column("identity_hash")
        batch_op.drop_column("held_behind")
        batch_op.drop_column("reserved_window_id")
        batch_op.drop_column("transferred_from")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("former_hashes")

    op.drop_table("unknown_sign_in")
