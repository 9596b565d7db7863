"""Where a customer company is."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    region = sa.Column("region", sa.String(), nullable=False, server_default="")
    op.add_column("organisations", region)


def downgrade() -> None:
    op.drop_column("organisations", "region")
