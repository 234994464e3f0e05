"""layouts of address batches

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Batches begun before stand in the first sheet, have nothing above their heading, and one column.
    op.add_column("address_batch", sa.Column("sheet", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("address_batch", sa.Column("above", sa.JSON(), nullable=True))
    op.add_column("address_batch", sa.Column("parts", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("address_batch", schema=None) as batch_op:
        batch_op.drop_column("parts")
        batch_op.drop_column("above")
        batch_op.drop_column("sheet")
