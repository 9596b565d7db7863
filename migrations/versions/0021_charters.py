"""Charters of councils, and who accepted them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_charters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("nda_reference", sa.String(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_council_charters_approved_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["councils.id"], name=op.f("fk_council_charters_council_id_councils")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_charters")),
        sa.UniqueConstraint(
            "council_id", "number", name=op.f("uq_council_charters_council_id_number")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_charters_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "council_acceptances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("typed_name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["charter_id"],
            ["council_charters.id"],
            name=op.f("fk_council_acceptances_charter_id_council_charters"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"],
            ["council_seats.id"],
            name=op.f("fk_council_acceptances_seat_id_council_seats"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_acceptances")),
        sa.UniqueConstraint(
            "charter_id", "seat_id", name=op.f("uq_council_acceptances_charter_id_seat_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_acceptances_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_acceptances", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_acceptances_seat_id"), ["seat_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("council_acceptances")
    op.drop_table("council_charters")
