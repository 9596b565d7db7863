"""Boards that take ideas of people who are not signed in, and such ideas until somebody confirmed
them."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PURPOSES = ("confirm", "reset", "invite", "welcome", "enter", "address")


def upgrade() -> None:
    with _made_anew("boards") as boards:
        boards.add_column(
            sa.Column("takes_anonymous", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        boards.create_check_constraint(
            boards.f("ck_boards_anonymous_on_public"), "audience = 'public' OR NOT takes_anonymous"
        )
    op.create_table(
        "unconfirmed_ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("agreed", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("letter_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_unconfirmed_ideas_idea_id_ideas")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_unconfirmed_ideas_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unconfirmed_ideas")),
        sa.UniqueConstraint("uid", name=op.f("uq_unconfirmed_ideas_uid")),
        sa.UniqueConstraint("idea_id", name=op.f("uq_unconfirmed_ideas_idea_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_unconfirmed_ideas_user_id"), "unconfirmed_ideas", ["user_id"], unique=False
    )
    _let_in(*PURPOSES, "submit")


def downgrade() -> None:
    op.execute("DELETE FROM one_time_tokens WHERE purpose = 'submit'")
    _let_in(*PURPOSES)
    op.drop_table("unconfirmed_ideas")
    with _made_anew("boards") as boards:
        boards.drop_constraint(boards.f("ck_boards_anonymous_on_public"), type_="check")
        boards.drop_column("takes_anonymous")


def _let_in(*purposes: str) -> None:
    """Change which purposes the check of one-time links lets in."""
    check, listed = "ck_one_time_tokens_purpose", ", ".join(f"'{word}'" for word in purposes)
    with _made_anew("one_time_tokens") as tokens:
        tokens.drop_constraint(tokens.f(check), type_="check")
        tokens.create_check_constraint(tokens.f(check), f"purpose IN ({listed})")


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
