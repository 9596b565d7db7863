"""What a council's meetings came to: minutes, attendance, advice and actions; what people were
reminded of, and what a round was worth."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NEWS = (
    "received",
    "accepted",
    "turned_down",
    "represented",
    "status",
    "answer",
    "direct",
    "merged",
    "date_moved",
    "entry",
    "ask_back",
    "account",
)
COUNCIL = "council"
NOTES = ("notes", "notes_html")


def upgrade() -> None:
    op.create_table(
        "council_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "matter",
            sa.Enum(
                "invited",
                "pre_read",
                "opened",
                "closing",
                "last_day",
                "closed",
                "minutes_due",
                "minutes",
                "review",
                "action_due",
                "action_aged",
                "term_ends",
                "a_term_ends",
                "reported",
                name="matter",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_reminders")),
        sa.UniqueConstraint(
            "matter", "about", "occasion", name=op.f("uq_council_reminders_matter_about_occasion")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_reminders_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "council_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_council_actions_owner_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_actions_round_id_council_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_actions")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_actions_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_actions", schema=None) as batch_op:
        batch_op.create_index("ix_council_actions_due", ["done_at", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_council_actions_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_council_actions_round_id"), ["round_id"], unique=False)

    op.create_table(
        "council_attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_attendances_round_id_council_rounds"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"],
            ["council_seats.id"],
            name=op.f("fk_council_attendances_seat_id_council_seats"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_attendances")),
        sa.UniqueConstraint(
            "round_id", "seat_id", name=op.f("uq_council_attendances_round_id_seat_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_council_attendances_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_attendances", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_attendances_seat_id"), ["seat_id"], unique=False
        )

    op.create_table(
        "council_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("summary_html", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "in_review",
                "reviewed",
                "published",
                name="minutesstage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(stage = 'published') = (published_at IS NOT NULL)",
            name=op.f("ck_council_minutes_published"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["users.id"], name=op.f("fk_council_minutes_reviewed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_minutes_round_id_council_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_minutes")),
        sa.UniqueConstraint("round_id", name=op.f("uq_council_minutes_round_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_minutes_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "council_worths",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_council_worths_score")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_worths_round_id_council_rounds"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["council_seats.id"], name=op.f("fk_council_worths_seat_id_council_seats")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_worths")),
        sa.UniqueConstraint("round_id", "seat_id", name=op.f("uq_council_worths_round_id_seat_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_worths_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_worths", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_council_worths_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "council_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "advice",
            sa.Enum(
                "go",
                "no_go",
                "more_evidence",
                name="advice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("voices_for", sa.Integer(), nullable=False),
        sa.Column("voices_against", sa.Integer(), nullable=False),
        sa.Column("voices_withheld", sa.Integer(), nullable=False),
        sa.Column("dissent", sa.String(), nullable=False),
        sa.Column(
            "adoption",
            sa.Enum(
                "open",
                "adopted",
                "partly",
                "not_adopted",
                name="adoption",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(adoption = 'open') = (answered_at IS NULL)",
            name=op.f("ck_council_decisions_answered"),
        ),
        sa.CheckConstraint(
            "voices_for BETWEEN 0 AND 999 AND voices_against BETWEEN 0 AND 999"
            " AND voices_withheld BETWEEN 0 AND 999",
            name=op.f("ck_council_decisions_voices"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["council_candidates.id"],
            name=op.f("fk_council_decisions_candidate_id_council_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["council_rounds.id"],
            name=op.f("fk_council_decisions_round_id_council_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_decisions")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_council_decisions_candidate_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_decisions_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_decisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_decisions_round_id"), ["round_id"], unique=False
        )

    for name in NOTES:
        op.add_column(
            "council_agenda_items", sa.Column(name, sa.String(), nullable=False, server_default="")
        )
    _let_in(*NEWS, COUNCIL)


def downgrade() -> None:
    news = f"(SELECT id FROM updates WHERE kind = '{COUNCIL}')"
    op.execute(f"DELETE FROM deliveries WHERE update_id IN {news}")
    op.execute(f"DELETE FROM updates WHERE kind = '{COUNCIL}'")
    _let_in(*NEWS)
    for name in NOTES:
        op.drop_column("council_agenda_items", name)
    op.drop_table("council_decisions")
    op.drop_table("council_worths")
    op.drop_table("council_minutes")
    op.drop_table("council_attendances")
    op.drop_table("council_actions")
    op.drop_table("council_reminders")


def _let_in(*kinds: str) -> None:
    """Change which kinds the check of news lets in."""
    check, listed = "ck_updates_updatekind", ", ".join(f"'{word}'" for word in kinds)
    with _made_anew("updates") as updates:
        updates.drop_constraint(updates.f(check), type_="check")
        updates.create_check_constraint(updates.f(check), f"kind IN ({listed})")


@contextmanager
def _made_anew(table: str) -> Iterator[BatchOperations]:
    """SQLite can change a table so far only by making it anew; its counter of keys is carried over,
    so that no key is given twice."""
    if op.get_bind().dialect.name != "sqlite":
        with op.batch_alter_table(table) as batch:
            yield batch
        return
    counter = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    last = op.get_bind().execute(counter, {"table": table}).scalar() or 0
    with op.batch_alter_table(
        table, recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as batch:
        yield batch
    kept = sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = :table AND seq < :last")
    op.get_bind().execute(kept, {"table": table, "last": last})
