"""What a round is scored by, where that is neither importance nor satisfaction."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("low", sa.String(), nullable=False),
        sa.Column("high", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 1", name=op.f("ck_council_criteria_position")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_criteria_round_id_council_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_criteria")),
        sa.UniqueConstraint(
            "round_id", "position", name=op.f("uq_council_criteria_round_id_position")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_criteria_uid")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("council_criteria")
