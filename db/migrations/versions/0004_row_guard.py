"""a database login for each window, and row-level security

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.row_guard import install, uninstall

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "database_login",
        sa.Column("role_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_database_login_hall_id_hall")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["window.id"], name=op.f("fk_database_login_window_id_window")
        ),
        sa.PrimaryKeyConstraint("role_name", name=op.f("pk_database_login")),
    )
    with op.batch_alter_table("exchange_node", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capabilities", sa.JSON(), nullable=False, server_default='["sync"]'))
    install(op.get_bind())


def downgrade() -> None:
    uninstall(op.get_bind())
    with op.batch_alter_table("exchange_node", schema=None) as batch_op:
        batch_op.drop_column("capabilities")
    op.drop_table("database_login")
