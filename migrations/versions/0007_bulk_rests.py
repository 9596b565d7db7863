"""What waits for the index because it came with many others lets everything else pass."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("index_queue") as queue:
        queue.add_column(
            sa.Column("is_bulk", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("index_queue") as queue:
        queue.alter_column("is_bulk", server_default=None)
        queue.create_index("ix_index_queue_order", ["is_bulk", "id"])


def downgrade() -> None:
    with op.batch_alter_table("index_queue") as queue:
        queue.drop_index("ix_index_queue_order")
        queue.drop_column("is_bulk")
