"""A second factor, how each session was proven, and links that sign in."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PURPOSES = ("confirm", "reset", "invite", "welcome")


def upgrade() -> None:
    op.create_table(
        "authenticators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_authenticators_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticators")),
        sa.UniqueConstraint("uid", name=op.f("uq_authenticators_uid")),
        sa.UniqueConstraint("user_id", name=op.f("uq_authenticators_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("uid", name=op.f("uq_recovery_codes_uid")),
        sa.UniqueConstraint(
            "user_id", "code_hash", name=op.f("uq_recovery_codes_user_id_code_hash")
        ),
        sqlite_autoincrement=True,
    )
    with _made_anew("sessions") as sessions:
        sessions.add_column(
            sa.Column("is_strong", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        sessions.add_column(sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE sessions SET proven_at = created_at")
    with _made_anew("sessions") as sessions:
        sessions.alter_column("proven_at", nullable=False)
        sessions.alter_column("is_strong", server_default=None)
    _let_in(*PURPOSES, "enter")


def downgrade() -> None:
    op.execute("DELETE FROM one_time_tokens WHERE purpose = 'enter'")
    _let_in(*PURPOSES)
    with _made_anew("sessions") as sessions:
        sessions.drop_column("proven_at")
        sessions.drop_column("is_strong")
    op.drop_table("recovery_codes")
    op.drop_table("authenticators")


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
