"""Whether a look-alike was called very likely the same when it was shown."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "encounter_ideas",
        sa.Column("is_likely", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("encounter_ideas", "is_likely")
