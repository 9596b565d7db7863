"""Signing in at a provider of OpenID Connect: which, who people are there, and who is under way."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ROLES = ("customer", "employee", "manager", "admin")


def upgrade() -> None:
    _make(
        "providers",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("sealed_secret", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("group_claim", sa.String(), nullable=False),
        sa.Column("grants", sa.JSON(), nullable=False),
        sa.Column("asks_second_factor", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("facts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("keys_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("issuer", name=op.f("uq_providers_issuer")),
    )
    role = sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=False, length=32)
    listed = ", ".join(f"'{word}'" for word in ROLES)
    _make(
        "identities",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("granted_role", role, nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_identities_user_id_users")
        ),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
        sa.CheckConstraint(f"granted_role IN ({listed})", name=op.f("ck_identities_role")),
    )
    op.create_index(op.f("ix_identities_user_id"), "identities", ["user_id"])
    _make(
        "departures",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("state_hash", name=op.f("uq_departures_state_hash")),
    )
    op.create_index(op.f("ix_departures_expires_at"), "departures", ["expires_at"])


def downgrade() -> None:
    op.drop_table("departures")
    op.drop_table("identities")
    op.drop_table("providers")


def _make(table: str, *columns: sa.schema.SchemaItem) -> None:
    """A table with what every table of ours has."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
        sqlite_autoincrement=True,
    )
