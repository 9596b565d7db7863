"""When somebody brought in from elsewhere was sent their one welcome."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("welcome_sent_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("users", "welcome_sent_at")
