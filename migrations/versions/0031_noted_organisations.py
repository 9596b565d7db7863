"""Organisations that an employee wrote down for a customer, until somebody else says so."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    noted = sa.Column(
        "organisation_is_noted", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("users", noted)
    users = sa.table(
        "users",
        sa.column("organisation_id", sa.Integer()),
        sa.column("organisation_is_noted", sa.Boolean()),
        sa.column("confirmed_at", sa.DateTime()),
    )
    # Whoever has not come in yet was put down by somebody.
    put_down = users.c.confirmed_at.is_(None) & users.c.organisation_id.is_not(None)
    op.execute(sa.update(users).where(put_down).values(organisation_is_noted=sa.true()))


def downgrade() -> None:
    op.drop_column("users", "organisation_is_noted")
