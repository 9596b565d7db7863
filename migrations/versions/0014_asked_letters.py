"""Letters somebody asked for by writing an address, until the worker looked up whose it is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "door",
            sa.Enum(
                "reset",
                "enter",
                "confirm",
                name="door",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("onward", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_letters")),
        sa.UniqueConstraint("uid", name=op.f("uq_asked_letters_uid")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("asked_letters")
