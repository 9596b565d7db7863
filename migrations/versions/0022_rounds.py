"""Rounds of councils, what is judged in them, and ballots."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "ballot",
                "test",
                name="roundkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "counts_by",
            sa.Enum(
                "organisation",
                "person",
                name="countsby",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("pre_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "opened_at IS NULL OR closes_at IS NOT NULL",
            name=op.f("ck_council_rounds_open_round_closes"),
        ),
        sa.CheckConstraint("quorum BETWEEN 1 AND 200", name=op.f("ck_council_rounds_quorum")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["councils.id"], name=op.f("fk_council_rounds_council_id_councils")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_rounds")),
        sa.UniqueConstraint(
            "council_id", "number", name=op.f("uq_council_rounds_council_id_number")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_rounds_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "council_agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "update",
                "discussion",
                "decision",
                "action_review",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "minutes BETWEEN 1 AND 600", name=op.f("ck_council_agenda_items_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_agenda_items_round_id_council_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_agenda_items")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_agenda_items_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_agenda_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_agenda_items_round_id"), ["round_id"], unique=False
        )

    op.create_table(
        "council_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("improvement_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_council_candidates_idea_id_ideas")
        ),
        sa.ForeignKeyConstraint(
            ["improvement_id"],
            ["improvements.id"],
            name=op.f("fk_council_candidates_improvement_id_improvements"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_candidates_round_id_council_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_candidates")),
        sa.UniqueConstraint(
            "round_id", "idea_id", name=op.f("uq_council_candidates_round_id_idea_id")
        ),
        sa.UniqueConstraint(
            "round_id", "improvement_id", name=op.f("uq_council_candidates_round_id_improvement_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_candidates_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_candidates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_candidates_idea_id"), ["idea_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_council_candidates_improvement_id"), ["improvement_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_council_candidates_round_id"), ["round_id"], unique=False
        )

    op.create_table(
        "council_ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("importance", sa.Integer(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("is_abstention", sa.Boolean(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("is_attributed", sa.Boolean(), nullable=False),
        sa.Column(
            "quoting",
            sa.Enum(
                "never",
                "unnamed",
                "named",
                name="quoting",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT (is_abstention OR has_conflict) OR (importance IS NULL AND satisfaction IS NULL)",
            name=op.f("ck_council_ballots_no_score_without_say"),
        ),
        sa.CheckConstraint(
            "importance BETWEEN 1 AND 10", name=op.f("ck_council_ballots_importance")
        ),
        sa.CheckConstraint(
            "satisfaction BETWEEN 1 AND 10", name=op.f("ck_council_ballots_satisfaction")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["council_candidates.id"],
            name=op.f("fk_council_ballots_candidate_id_council_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["council_seats.id"], name=op.f("fk_council_ballots_seat_id_council_seats")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_ballots")),
        sa.UniqueConstraint(
            "candidate_id", "seat_id", name=op.f("uq_council_ballots_candidate_id_seat_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_ballots_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_ballots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_council_ballots_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "council_ballot_saves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("importance", sa.Integer(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("is_abstention", sa.Boolean(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("is_attributed", sa.Boolean(), nullable=False),
        sa.Column(
            "quoting",
            sa.Enum(
                "never",
                "unnamed",
                "named",
                name="quoting",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"],
            ["council_ballots.id"],
            name=op.f("fk_council_ballot_saves_ballot_id_council_ballots"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_ballot_saves")),
        sa.UniqueConstraint(
            "ballot_id", "number", name=op.f("uq_council_ballot_saves_ballot_id_number")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_ballot_saves_uid")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("council_ballot_saves")
    op.drop_table("council_ballots")
    op.drop_table("council_candidates")
    op.drop_table("council_agenda_items")
    op.drop_table("council_rounds")
