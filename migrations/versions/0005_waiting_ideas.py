"""An index of the ideas that wait for a first answer, for the inbox.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_ideas_waiting"
WAITS = "first_answered_at IS NULL AND is_imported IS "


def upgrade() -> None:
    op.create_index(
        INDEX,
        "ideas",
        ["is_listed", "answer_due_at", "created_at", "id"],
        sqlite_where=sa.text(WAITS + "0"),
        postgresql_where=sa.text(WAITS + "false"),
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="ideas")
