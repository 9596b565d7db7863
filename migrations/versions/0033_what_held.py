"""What could leave a round of a council while it ran, kept once its council lets more out."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

LEVELS = {
    "existence": ("public", "hidden"),
    "confidentiality": ("shared", "unattributed", "closed"),
}


def upgrade() -> None:
    """A check that comes with its column spares making the table anew."""
    for name, levels in LEVELS.items():
        listed = ", ".join(f"'{level}'" for level in levels)
        op.execute(
            f"ALTER TABLE council_rounds ADD COLUMN kept_{name} VARCHAR(32) "
            f"CONSTRAINT ck_council_rounds_{name} CHECK (kept_{name} IN ({listed}))"
        )


def downgrade() -> None:
    for name in LEVELS:
        op.drop_column("council_rounds", f"kept_{name}")
