"""What members of a council read before a round, who did, and what they find in a test."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "issue",
                "idea",
                "praise",
                name="findingkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_findings_round_id_council_rounds"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"],
            ["council_seats.id"],
            name=op.f("fk_council_findings_seat_id_council_seats"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_findings")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_findings_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_findings", schema=None) as batch_op:
        batch_op.create_index("ix_council_findings_round", ["round_id", "kind", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_council_findings_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "council_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_papers_round_id_council_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_papers")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_papers_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_council_papers_round_id"), ["round_id"], unique=False)

    op.create_table(
        "council_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["council_papers.id"],
            name=op.f("fk_council_readings_paper_id_council_papers"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"],
            ["council_seats.id"],
            name=op.f("fk_council_readings_seat_id_council_seats"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_readings")),
        sa.UniqueConstraint(
            "paper_id", "seat_id", name=op.f("uq_council_readings_paper_id_seat_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_readings_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_council_readings_seat_id"), ["seat_id"], unique=False)


def downgrade() -> None:
    op.drop_table("council_readings")
    op.drop_table("council_papers")
    op.drop_table("council_findings")
