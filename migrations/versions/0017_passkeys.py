"""Passkeys, the questions put to them, links that confirm another address, and consents."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PURPOSES = ("confirm", "reset", "invite", "welcome", "enter")


def upgrade() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("uid", name=op.f("uq_passkeys_uid")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"])
    op.create_table(
        "passkey_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_passkey_questions_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_questions")),
        sa.UniqueConstraint("uid", name=op.f("uq_passkey_questions_uid")),
        sa.UniqueConstraint("secret", name=op.f("uq_passkey_questions_secret")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passkey_questions_user_id"), "passkey_questions", ["user_id"])
    op.create_index(op.f("ix_passkey_questions_expires_at"), "passkey_questions", ["expires_at"])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("uid", name=op.f("uq_consents_uid")),
        sa.UniqueConstraint("user_id", "edition", name=op.f("uq_consents_user_id_edition")),
        sqlite_autoincrement=True,
    )
    _let_in(*PURPOSES, "address")


def downgrade() -> None:
    op.execute("DELETE FROM one_time_tokens WHERE purpose = 'address'")
    _let_in(*PURPOSES)
    op.drop_table("consents")
    op.drop_table("passkey_questions")
    op.drop_table("passkeys")


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
