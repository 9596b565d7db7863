"""Every phase has a status from the first day; its wording is the phase's own."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PHASES = (
    "new",
    "reviewing",
    "needs_information",
    "planned",
    "in_progress",
    "shipped",
    "answered",
    "declined",
)
statuses = sa.table(
    "statuses",
    sa.column("uid", sa.Uuid()),
    sa.column("key", sa.String()),
    sa.column("phase", sa.String()),
    sa.column("wording", sa.String()),
    sa.column("position", sa.Integer()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("updated_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    moment = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        moment = moment.replace(tzinfo=None)
    rows = [
        {
            "uid": uuid.uuid4(),
            "key": phase,
            "phase": phase,
            "wording": "",
            "position": position,
            "created_at": moment,
            "updated_at": moment,
        }
        for position, phase in enumerate(PHASES)
    ]
    op.bulk_insert(statuses, rows)


def downgrade() -> None:
    """Ideas may point to these rows by now; their table goes with the migration before."""
