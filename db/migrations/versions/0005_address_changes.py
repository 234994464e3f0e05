"""changes of the address library

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", db.base.SearchText(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("batch", db.base.SearchText(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("proposed_at", db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decider", sa.Text(), nullable=True),
        sa.Column("decided_at", db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'withdrawn') OR (state IN ('applied', 'rejected') AND decided_by IS NOT NULL)",
            name=op.f("ck_address_change_decided"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_address_change_two_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("number", name=op.f("uq_address_change_number")),
    )
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_change_batch"), ["batch"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_address_change_state_proposed_at"), ["state", "proposed_at"], unique=False
        )

    op.create_table(
        "address_code_map",
        sa.Column("scheme", db.base.SearchText(), nullable=False),
        sa.Column("foreign_code", db.base.SearchText(), nullable=False),
        sa.Column("target", db.base.SearchText(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("scheme", "foreign_code", "target", name=op.f("pk_address_code_map")),
    )
    with op.batch_alter_table("address_code_map", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_code_map_target"), ["target"], unique=False)

    op.create_table(
        "address_link",
        sa.Column("subject_kind", db.base.SearchText(), nullable=False),
        sa.Column("subject_id", db.base.SearchText(), nullable=False),
        sa.Column("old_code", db.base.SearchText(), nullable=False),
        sa.Column("code", db.base.SearchText(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("change_number", sa.Text(), nullable=False),
        sa.Column("at", db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", "old_code", name=op.f("pk_address_link")),
    )
    with op.batch_alter_table("address_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_link_code"), ["code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_address_link_state_old_code"), ["state", "old_code"], unique=False
        )

    op.create_table(
        "address_subscriber",
        sa.Column("name", db.base.SearchText(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("since", db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", db.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_address_subscriber")),
    )
    op.create_table(
        "address_history",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("code", db.base.SearchText(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["address_change.id"], name=op.f("fk_address_history_change_id_address_change")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_history")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("address_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_history_change_id"), ["change_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_history_code"), ["code"], unique=False)

    op.create_table(
        "address_lineage",
        sa.Column("old_code", db.base.SearchText(), nullable=False),
        sa.Column("code", db.base.SearchText(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["address_change.id"], name=op.f("fk_address_lineage_change_id_address_change")
        ),
        sa.PrimaryKeyConstraint("old_code", "code", name=op.f("pk_address_lineage")),
    )
    with op.batch_alter_table("address_lineage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_lineage_code"), ["code"], unique=False)

    op.create_table(
        "address_notice",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("subscriber", db.base.SearchText(), nullable=False),
        sa.Column("outbox_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["address_change.id"], name=op.f("fk_address_notice_change_id_address_change")
        ),
        sa.ForeignKeyConstraint(
            ["subscriber"],
            ["address_subscriber.name"],
            name=op.f("fk_address_notice_subscriber_address_subscriber"),
        ),
        sa.PrimaryKeyConstraint("change_id", "subscriber", name=op.f("pk_address_notice")),
    )
    op.create_table(
        "address_text_alias",
        sa.Column("form", db.base.SearchText(), nullable=False),
        sa.Column("code", db.base.SearchText(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["address_change.id"], name=op.f("fk_address_text_alias_change_id_address_change")
        ),
        sa.PrimaryKeyConstraint("form", "code", name=op.f("pk_address_text_alias")),
    )
    with op.batch_alter_table("address_text_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_text_alias_code"), ["code"], unique=False)

    op.create_table(
        "address_unknown",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form", db.base.SearchText(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("first_met_at", db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_met_at", db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["address_change.id"], name=op.f("fk_address_unknown_change_id_address_change")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_unknown")),
        sa.UniqueConstraint("form", name=op.f("uq_address_unknown_form")),
    )
    with op.batch_alter_table("address_unknown", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_unknown_state_met"), ["state", "met"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient", db.base.SearchText(), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_recipient"), ["recipient"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_recipient"))
        batch_op.drop_column("recipient")

    with op.batch_alter_table("address_unknown", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_unknown_state_met"))

    op.drop_table("address_unknown")
    with op.batch_alter_table("address_text_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_text_alias_code"))

    op.drop_table("address_text_alias")
    op.drop_table("address_notice")
    with op.batch_alter_table("address_lineage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_lineage_code"))

    op.drop_table("address_lineage")
    with op.batch_alter_table("address_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_history_code"))
        batch_op.drop_index(batch_op.f("ix_address_history_change_id"))

    op.drop_table("address_history")
    op.drop_table("address_subscriber")
    with op.batch_alter_table("address_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_link_state_old_code"))
        batch_op.drop_index(batch_op.f("ix_address_link_code"))

    op.drop_table("address_link")
    with op.batch_alter_table("address_code_map", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_code_map_target"))

    op.drop_table("address_code_map")
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_change_state_proposed_at"))
        batch_op.drop_index(batch_op.f("ix_address_change_batch"))

    op.drop_table("address_change")
