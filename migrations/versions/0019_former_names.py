"""What people were called before, for the day they ask to be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_names",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_former_names_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_names")),
        sa.UniqueConstraint("uid", name=op.f("uq_former_names_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_former_names_user_id"), "former_names", ["user_id"])


def downgrade() -> None:
    op.drop_table("former_names")
