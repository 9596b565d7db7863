"""Councils, and who has a seat in them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "councils",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "executive",
                "user",
                name="councilkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "existence",
            sa.Enum(
                "public",
                "hidden",
                name="existence",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "shared",
                "unattributed",
                "closed",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target_size", sa.Integer(), nullable=True),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("target_size BETWEEN 1 AND 200", name=op.f("ck_councils_target_size")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_councils_group_id_groups")
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["users.id"], name=op.f("fk_councils_sponsor_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councils")),
        sa.UniqueConstraint("group_id", name=op.f("uq_councils_group_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_councils_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_councils_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "council_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "member",
                "chair",
                "observer",
                "host",
                name="seatkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "active",
                "declined",
                "alumni",
                "withdrawn",
                name="seatstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conflict_note", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_council_seats_term")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["councils.id"], name=op.f("fk_council_seats_council_id_councils")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_council_seats_invited_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_council_seats_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_council_seats_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_seats")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_seats_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("council_seats", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_seats_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_council_seats_state", ["council_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_council_seats_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_council_seats_open",
            ["council_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('invited', 'active')"),
            postgresql_where=sa.text("state IN ('invited', 'active')"),
        )

    op.add_column(
        "groups",
        sa.Column("is_by_hand", sa.Boolean(), nullable=False, server_default=sa.true()),
    )


def downgrade() -> None:
    op.drop_column("groups", "is_by_hand")
    op.drop_table("council_seats")
    op.drop_table("councils")
