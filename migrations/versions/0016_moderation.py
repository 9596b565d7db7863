"""What waits to be looked at first, boards between authors and staff, ideas pinned or closed."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NEWS = (
    "received",
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
LOOKED_AT = ("accepted", "turned_down")
POSTED = ("ideas", "comments")
STANDING = ("trusted_at", "blocked_at")
MARKS = ("locked_at", "voting_closed_at", "pinned_at")
IS_PINNED = sa.text("pinned_at IS NOT NULL")
IS_HELD = sa.text("state <> 'published'")


def upgrade() -> None:
    kinds = sa.Enum(
        "none",
        "first",
        "all",
        name="moderation",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    with _made_anew("boards") as boards:
        boards.add_column(sa.Column("moderation", kinds, nullable=False, server_default="none"))
        boards.add_column(
            sa.Column("is_one_way", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    for table in POSTED:
        for name in ("held_because", "refusal"):
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
        op.create_index(
            f"ix_{table}_held",
            table,
            ["state", "created_at", "id"],
            sqlite_where=IS_HELD,
            postgresql_where=IS_HELD,
        )
    for name in MARKS:
        op.add_column("ideas", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_ideas_pinned",
        "ideas",
        ["board_id"],
        unique=True,
        sqlite_where=IS_PINNED,
        postgresql_where=IS_PINNED,
    )
    for name in STANDING:
        op.add_column("users", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _let_in(*NEWS, *LOOKED_AT)


def downgrade() -> None:
    told = ", ".join(f"'{word}'" for word in LOOKED_AT)
    news = f"(SELECT id FROM updates WHERE kind IN ({told}))"
    op.execute(f"DELETE FROM deliveries WHERE update_id IN {news}")
    op.execute(f"DELETE FROM update_ideas WHERE update_id IN {news}")
    op.execute(f"DELETE FROM updates WHERE kind IN ({told})")
    _let_in(*NEWS)
    for name in STANDING:
        op.drop_column("users", name)
    op.drop_index("uq_ideas_pinned", table_name="ideas")
    for name in MARKS:
        op.drop_column("ideas", name)
    for table in POSTED:
        op.drop_index(f"ix_{table}_held", table_name=table)
        for name in ("held_because", "refusal"):
            op.drop_column(table, name)
    with _made_anew("boards") as boards:
        boards.drop_constraint(boards.f("ck_boards_moderation"), type_="check")
        boards.drop_column("is_one_way")
        boards.drop_column("moderation")


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
