"""That a meeting of a council was called off, which calendars have to hear of."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    called_off = sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("council_rounds", called_off)


def downgrade() -> None:
    op.drop_column("council_rounds", "called_off_at")
