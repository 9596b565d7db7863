"""People of a council hear who took a seat, refused one or named somebody else, of a new charter,
that a meeting moved or was called off, and what a chair said of minutes; minutes go out without a
chair who does not look at them."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MATTERS = (
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
)
ADDED = (
    "seat_taken",
    "seat_refused",
    "proposed",
    "charter",
    "meeting_moved",
    "called_off",
    "reviewed",
    "sent_back",
    "an_action_aged",
)


def upgrade() -> None:
    op.add_column(
        "council_minutes",
        sa.Column("skipped_chair", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _let_in(*MATTERS, *ADDED)


def downgrade() -> None:
    listed = ", ".join(f"'{word}'" for word in ADDED)
    op.execute(f"DELETE FROM council_reminders WHERE matter IN ({listed})")
    told = " OR ".join(f"CAST(facts AS TEXT) LIKE '%\"{word}\"%'" for word in ADDED)
    news = f"SELECT id FROM updates WHERE kind = 'council' AND ({told})"
    op.execute(f"DELETE FROM deliveries WHERE update_id IN ({news})")
    op.execute(f"DELETE FROM updates WHERE id IN ({news})")
    _let_in(*MATTERS)
    op.drop_column("council_minutes", "skipped_chair")


def _let_in(*matters: str) -> None:
    """Change which matters the check of reminders lets in."""
    check, listed = "ck_council_reminders_matter", ", ".join(f"'{word}'" for word in matters)
    with _made_anew("council_reminders") as reminders:
        reminders.drop_constraint(reminders.f(check), type_="check")
        reminders.create_check_constraint(reminders.f(check), f"matter IN ({listed})")


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
